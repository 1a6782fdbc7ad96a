import { netrcAuthFor } from '#netrc';
import { latin1Bytes } from '#platform';
import { proxiesFor } from '#proxies';
import { checkStrings } from '../lang/check-option.ts';
import { charTable, quoteBytes } from '../lang/percent-encoding.ts';
import type { Proxies } from '../proxies/select-proxy.ts';
import { prepareAuth } from '../request/prepare-auth.ts';
import type { PreparedRequest } from '../request/prepared-request.ts';
import type { Response } from '../response/response.ts';
import { isRedirectStatus } from '../response/status-codes.ts';
import type { SendContext } from './send-context.ts';

// The rules of redirects, as in Requests. A function with the name of a session's method is what that method does.

/** Where a response redirects to, or `null`. */
export function getRedirectTarget(response: Response): string | null {
  if (!isRedirectStatus(response.statusCode)) return null;
  // Not `get`, which joins repeated fields: the result would be a URL that no server asked for.
  const [location] = response.headers.getAll('location');
  return location === undefined ? null : decodeLocation(location);
}

/** The method of the next request: 302 and 303 turn any but HEAD into GET, 301 turns POST into GET. */
export function redirectMethod(method: string, status: number): string {
  if ((status === 303 || status === 302) && method !== 'HEAD') return 'GET';
  if (status === 301 && method === 'POST') return 'GET';
  return method;
}

/** Whether the body and its headers are sent again: with 307 and 308 only, whatever the method. */
export function keepsBody(status: number): boolean {
  return status === 307 || status === 308;
}

const ALL_ASCII = charTable(Array.from({ length: 128 }, (_, i) => String.fromCharCode(i)).join(''));

/** Decodes a Location value, whose characters are bytes: as UTF-8, or else its bytes beyond ASCII are percent-encoded. */
export function decodeLocation(location: string): string {
  let ascii = true;
  for (let i = 0; i < location.length && ascii; i++) ascii = location.charCodeAt(i) < 128;
  if (ascii) return location;
  const bytes = latin1Bytes(location);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return quoteBytes(bytes, ALL_ASCII);
  }
}

/** Takes off what a request must not give to another origin: Authorization, the auth flow, and the headers named. */
export function dropCredentials(request: PreparedRequest, sensitiveHeaders: readonly string[]): void {
  checkStrings('sensitiveHeaders', sensitiveHeaders);
  request.headers.delete('Authorization');
  for (const name of sensitiveHeaders) request.headers.delete(name);
  request.auth = null;
  request.leftOrigin = true;
}

/** Drops credentials when a redirect leaves the origin, and adds those that netrc has for the new host. */
export function rebuildAuth(session: SendContext, request: PreparedRequest, response: Response): void {
  const from = response.request?.url ?? response.url;
  if (session.shouldStripAuth(from, request.url)) dropCredentials(request, session.sensitiveHeaders);
  request.headers.delete('Proxy-Authorization');
  const auth = session.trustEnv ? netrcAuthFor(request.url) : null;
  if (auth === null) return;
  request.auth = null;
  void prepareAuth(request, auth);
}

/** The proxies that apply to the URL of a redirect. `proxies`: the request's own. */
export function rebuildProxies(session: SendContext, { url }: PreparedRequest, proxies: Proxies | null): Proxies {
  return proxiesFor({ url, request: proxies, session: session.proxies, trustEnv: session.trustEnv });
}
