import { Session as CoreSession, type SessionOptions } from '@req/core';
import { defaultTransport } from '#default-transport';

/**
 * A session over undici, or over the platform's fetch in browsers, workers and Bun, unless another transport is given.
 * `close()` closes its transport.
 */
export class Session extends CoreSession {
  constructor(options?: Partial<SessionOptions>) {
    super(withTransport(options));
  }
}

function withTransport(options: Partial<SessionOptions> | undefined): SessionOptions {
  // Core rejects anything but an options object.
  if (options !== undefined && Object.prototype.toString.call(options) !== '[object Object]')
    return options as SessionOptions;
  const own: Partial<SessionOptions> = Object.assign(Object.create(null), options);
  return { ...own, transport: own.transport ?? defaultTransport() };
}
