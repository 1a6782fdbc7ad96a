import { inspectAs } from '#inspect';
import { latin1Bytes, toBase64 } from '#platform';
import { InvalidHeader } from '../errors/errors.ts';
import { utf8 } from '../lang/percent-encoding.ts';
import type { PreparedRequest } from '../request/prepared-request.ts';
import type { AuthHeader } from './auth.ts';

/**
 * The value of an `Authorization` header for Basic (RFC 7617). As in Requests, credentials are encoded in ISO-8859-1; those
 * with other characters, which Requests cannot send, in UTF-8.
 * @throws InvalidHeader for a user name with `:` or a control character (RFC 7617 §2), which the server would misread
 */
export function basicAuthHeader(user: string, password: string): string {
  if (typeof user !== 'string' || typeof password !== 'string')
    throw new InvalidHeader('User name and password of Basic authentication must be strings.');
  for (let i = 0; i < user.length; i++) {
    const c = user.charCodeAt(i);
    if (c === 0x3a) throw new InvalidHeader('A user name of Basic authentication cannot hold a colon.');
    if (c < 0x20 || c === 0x7f)
      throw new InvalidHeader('A user name of Basic authentication cannot hold a control character.');
  }
  const credentials = `${user}:${password}`;
  return `Basic ${toBase64(isLatin1(credentials) ? latin1Bytes(credentials) : utf8(credentials))}`;
}

function isLatin1(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0xff) return false;
  return true;
}

/** Basic authentication; the same as `auth: [user, password]`. */
export class HTTPBasicAuth implements AuthHeader {
  /** The user name. */
  readonly username: string;
  readonly #password: string;

  constructor(username: string, password: string) {
    this.username = username;
    this.#password = password;
  }

  /** Sets `Authorization`. */
  apply(request: PreparedRequest): void {
    this.setHeader(request, 'Authorization');
  }

  /** @internal */
  protected setHeader(request: PreparedRequest, name: string): void {
    request.headers.set(name, basicAuthHeader(this.username, this.#password));
  }

  /** For logs: the password is `***`. */
  toJSON(): Record<string, string> {
    return { username: this.username, password: '***' };
  }
}

/**
 * Basic credentials for a proxy, as a header of the request (Requests' `HTTPProxyAuth`). This works for http URLs only:
 * for https, put the credentials into the proxy's URL.
 */
export class HTTPProxyAuth extends HTTPBasicAuth {
  /** Sets `Proxy-Authorization`. */
  override apply(request: PreparedRequest): void {
    this.setHeader(request, 'Proxy-Authorization');
  }
}

inspectAs(HTTPBasicAuth, (auth) => ({ ...auth.toJSON() }));
