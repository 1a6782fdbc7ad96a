import type { CookieJar } from './cookie-jar.ts';
import type { CookieSource } from './cookie-source.ts';

/**
 * The cookies of one request and its redirects: a new jar with the session's and then the request's, which replace
 * those of the same domain, path and name (Requests' `merge_cookies`). Nothing goes back into the session's jar or the
 * given one, except that a session cookie without a domain, once sent, is bound to its host in both.
 */
export function mergeCookies(session: CookieJar, request: CookieSource | null | undefined): CookieJar {
  const merged = session.copyForRequest();
  if (request !== null && request !== undefined) merged.update(request);
  return merged;
}
