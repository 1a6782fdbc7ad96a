import type { Response } from '../response/response.ts';
import type { Transport } from '../transport/transport.ts';
import { type RequestOptions, type SessionOptions, sessionOptions } from './options.ts';
import { Session } from './session.ts';

type Verb = (url: string | URL, options?: RequestOptions) => Promise<Response>;

/** Requests' functions: each call a fresh session, so no cookies are kept, over one transport. */
export interface Requests {
  request(method: string, url: string | URL, options?: RequestOptions): Promise<Response>;
  readonly get: Verb;
  readonly options: Verb;
  readonly head: Verb;
  readonly post: Verb;
  readonly put: Verb;
  readonly patch: Verb;
  readonly delete: Verb;
  /** A session with the same defaults, whose cookies are kept. */
  session(options?: Partial<SessionOptions>): Session;
}

/** Closing it leaves the transport open that it shares with the functions. */
class BorrowingSession extends Session {
  readonly #borrowed: Transport;

  constructor(options: SessionOptions) {
    super(options);
    this.#borrowed = options.transport;
  }

  override async close(): Promise<void> {
    await this.closeExcept(this.#borrowed);
  }
}

/** The functions over a transport of one's choice, with defaults for each call. */
export function createRequests(defaults: SessionOptions): Requests {
  const own = sessionOptions(defaults);
  const session = (options?: Partial<SessionOptions>): Session =>
    new BorrowingSession({ ...own, ...sessionOptions(options) } as SessionOptions);
  // A mistake among them, such as a missing transport, is one to learn of now.
  session();
  return {
    request: (method, url, options) => session().request(method, url, options),
    get: (url, options) => session().get(url, options),
    options: (url, options) => session().options(url, options),
    head: (url, options) => session().head(url, options),
    post: (url, options) => session().post(url, options),
    put: (url, options) => session().put(url, options),
    patch: (url, options) => session().patch(url, options),
    delete: (url, options) => session().delete(url, options),
    session,
  };
}
