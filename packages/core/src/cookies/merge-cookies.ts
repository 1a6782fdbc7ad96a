import { CookieJar } from '#cookie-jar';
import type { CookieSource } from './cookie-source.ts';

/**
 * The cookies of one request and its redirects, in a new jar: the session's, then the request's, which replace those of
 * the same domain, path and name (Requests' `merge_cookies`). The session's jar does not change, except that a cookie
 * without a domain is bound to the host that it is sent to.
 */
export function mergeCookies(session: CookieJar, request: CookieSource | null | undefined): CookieJar {
  const merged = session.copyForRequest();
  if (request !== null && request !== undefined) merged.update(request);
  return merged;
}

/** A jar itself, or a new one with the given cookies. */
export function toJar(cookies: CookieSource | null | undefined): CookieJar {
  if (cookies === null || cookies === undefined) return new CookieJar();
  return cookies instanceof CookieJar ? cookies : CookieJar.from(cookies);
}
