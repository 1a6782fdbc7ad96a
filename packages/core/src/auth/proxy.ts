import { inspectAs } from '#inspect';
import type { PreparedRequest } from '../request/prepared-request.ts';
import type { AuthHeader } from './auth.ts';
import { basicAuthHeader } from './basic.ts';

/**
 * Basic credentials for a proxy, as a header of the request (Requests' `HTTPProxyAuth`). This works for http URLs only:
 * for https, put the credentials into the proxy's URL.
 */
export class HTTPProxyAuth implements AuthHeader {
  readonly username: string;
  readonly #password: string;

  constructor(username: string, password: string) {
    this.username = username;
    this.#password = password;
  }

  /** Sets `Proxy-Authorization`. */
  apply(request: PreparedRequest): void {
    request.headers.set('Proxy-Authorization', basicAuthHeader(this.username, this.#password));
  }

  toJSON(): Record<string, string> {
    return { username: this.username, password: '***' };
  }
}

inspectAs(HTTPProxyAuth, (auth) => ({ ...auth.toJSON() }));
