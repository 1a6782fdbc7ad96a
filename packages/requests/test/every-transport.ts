import { afterAll, describe } from '@jest/globals';
import { Session, type SessionOptions, type Transport } from '@req/core';
import { AxiosTransport } from '@req/transport-axios';
import { FetchTransport } from '@req/transport-fetch';
import { UndiciTransport } from '@req/transport-undici';
import nodeFetch from 'node-fetch';

const TRANSPORTS: readonly (readonly [name: string, make: () => Transport])[] = [
  ['undici', () => new UndiciTransport()],
  ['node-fetch', () => new FetchTransport(nodeFetch)],
  ["the platform's fetch", () => new FetchTransport(globalThis.fetch)],
  ['axios', () => new AxiosTransport()],
];

export interface OverTransport {
  readonly transport: Transport;
  /** A session over it, deaf to the environment. */
  session(options?: Partial<SessionOptions>): Session;
}

/** The same tests over each client; its transport is closed at their end. */
export function overEveryTransport(define: (over: OverTransport) => void): void {
  describe.each(TRANSPORTS)('over %s', (_name, make) => {
    const transport = make();
    afterAll(() => transport.close());
    define({ transport, session: (options) => new Session({ trustEnv: false, ...options, transport }) });
  });
}

/** What a promise is rejected with; fails when it is not. */
export async function failure<T = Error>(promise: Promise<unknown>): Promise<T> {
  try {
    await promise;
  } catch (error) {
    return error as T;
  }
  throw new Error('It did not fail');
}

/** Waits for what happens a moment later, two seconds at most. */
export async function eventually(holds: () => boolean): Promise<boolean> {
  for (let i = 0; i < 6_000 && !holds(); i++) await new Promise((resolve) => setTimeout(resolve, 10));
  return holds();
}
