import { Session as CoreSession, type SessionOptions } from '@req/core';
import { UndiciTransport } from '@req/transport-undici';

/** A session over undici unless another transport is given. `close()` closes its transport. */
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
  return { ...own, transport: own.transport ?? new UndiciTransport() };
}
