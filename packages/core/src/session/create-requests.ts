import type { Response } from '../response/response.ts';
import type { Transport } from '../transport/transport.ts';
import { type RequestOptions, type SessionOptions, sessionOptions } from './options.ts';
import { Session } from './session.ts';

type Verb = (url: string | URL, options?: RequestOptions) => Promise<Response>;

/** Requests' functions over one transport. Each call has a session of its own, so no cookies are kept. */
export interface Requests {
  /** Sends a request with any method. */
  request(method: string, url: string | URL, options?: RequestOptions): Promise<Response>;
  /** Sends a GET request. */
  readonly get: Verb;
  /** Sends a OPTIONS request. */
  readonly options: Verb;
  /** Sends a HEAD request; redirects are followed only with `allowRedirects: true`. */
  readonly head: Verb;
  /** Sends a POST request. */
  readonly post: Verb;
  /** Sends a PUT request. */
  readonly put: Verb;
  /** Sends a PATCH request. */
  readonly patch: Verb;
  /** Sends a DELETE request. */
  readonly delete: Verb;
  /** A session with the same defaults; it keeps its cookies. */
  session(options?: Partial<SessionOptions>): Session;
}

/** Closing it does not close the transport, which it shares with the functions. */
class SharingSession extends Session {
  readonly #shared: Transport;

  constructor(options: SessionOptions) {
    super(options);
    this.#shared = options.transport;
  }

  override async close(): Promise<void> {
    await this.closeExcept(this.#shared);
  }
}

/** Requests' functions over a transport of your choice, with defaults for each call. */
export function createRequests(defaults: SessionOptions): Requests {
  const own = sessionOptions(defaults);
  const session = (options?: Partial<SessionOptions>): Session =>
    new SharingSession({ ...own, ...sessionOptions(options) } as SessionOptions);
  // Throws now for a mistake in the defaults, such as a missing transport.
  session();
  return {
    request: (method, url, options) => session().request(method, url, options),
    get: (url, options) => session().get(url, options),
    options: (url, options) => session().options(url, options),
    head: (url, options) => session().head(url, options),
    post: (...given) => session().post(...given),
    put: (...given) => session().put(...given),
    patch: (...given) => session().patch(...given),
    delete: (url, options) => session().delete(url, options),
    session,
  };
}
