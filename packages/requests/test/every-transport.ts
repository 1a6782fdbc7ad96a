import { afterAll, describe } from '@jest/globals';
import { Session, type SessionOptions, type Transport } from '@req/core';
import { TRANSPORT_NAMES, TRANSPORTS } from '@req/test-support/transports';

export interface OverTransport {
  readonly transport: Transport;
  /** Makes a session over it that ignores the environment. */
  session(options?: Partial<SessionOptions>): Session;
}

/** Defines the same tests over each transport, which is closed after them. */
export function overEveryTransport(define: (over: OverTransport) => void): void {
  describe.each(TRANSPORT_NAMES)('over %s', (name) => {
    const transport = TRANSPORTS[name]();
    afterAll(() => transport.close());
    define({ transport, session: (options) => new Session({ trustEnv: false, ...options, transport }) });
  });
}
