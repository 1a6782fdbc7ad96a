import { inspectAs } from '#inspect';
import { InvalidHeader } from '../errors/errors.ts';
import type { PreparedRequest } from '../request/prepared-request.ts';
import type { AuthHeader } from './auth.ts';

/** RFC 6750 §2.1; `token68` in RFC 9110. */
const TOKEN68 = /^[A-Za-z0-9\-._~+/]+=*$/;

/**
 * `Authorization: Bearer …` (RFC 6750). The token may be a function, which is called for each request: for a token that is
 * renewed elsewhere. For a token that must be fetched, use an auth function or an `authFlow`, which may be async.
 */
export class HTTPBearerAuth implements AuthHeader {
  readonly #token: string | (() => string);

  constructor(token: string | (() => string)) {
    this.#token = token;
  }

  /**
   * Sets `Authorization`.
   * @throws InvalidHeader for a token with characters that RFC 6750 does not allow; the message does not show it
   */
  apply(request: PreparedRequest): void {
    const token = typeof this.#token === 'function' ? this.#token() : this.#token;
    if (typeof token !== 'string') throw new InvalidHeader('A Bearer token must be a string.');
    if (!TOKEN68.test(token))
      throw new InvalidHeader('A Bearer token may hold only letters, digits, and - . _ ~ + / (RFC 6750).');
    request.headers.set('Authorization', `Bearer ${token}`);
  }

  /** For logs: the token is `***`. */
  toJSON(): Record<string, string> {
    return { token: '***' };
  }
}

inspectAs(HTTPBearerAuth, (auth) => ({ ...auth.toJSON() }));
