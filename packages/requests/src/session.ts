import { Session as CoreSession, type SessionOptions } from '@req/core';
import { UndiciTransport } from '@req/transport-undici';

/** A session over undici, unless another transport is given. It closes the transport it made. */
export class Session extends CoreSession {
  constructor(options: Partial<SessionOptions> = {}) {
    super({ ...options, transport: options.transport ?? new UndiciTransport() });
  }
}
