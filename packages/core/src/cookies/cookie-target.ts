import { canonicalHost } from '../url/canonical-host.ts';
import { urlParts } from '../url/url-parts.ts';
import { isAddress, pathMatches, type StoredCookie } from './cookie.ts';

/** The part of a request's URL that decides which cookies it gets. */
export interface CookieTarget {
  /** In canonical form. */
  readonly host: string;
  /** As it is sent, without the query. */
  readonly path: string;
  readonly secure: boolean;
}

/** `null` for a URL without a host. */
export function cookieTarget(url: string, loopbackIsSecure: boolean): CookieTarget | null {
  const parts = urlParts(url);
  if (parts === null || parts.host === '') return null;
  const host = canonicalHost(parts.host);
  const query = parts.target.indexOf('?');
  const path = query < 0 ? parts.target : parts.target.slice(0, query);
  const secure = parts.scheme === 'https' || (loopbackIsSecure && isLoopback(host));
  return { host, path: path || '/', secure };
}

/** Whether a cookie may be sent to the target; its domain is not compared. */
export function fitsTarget(cookie: StoredCookie, target: CookieTarget, now: number): boolean {
  return cookie.expires > now && (!cookie.secure || target.secure) && pathMatches(target.path, cookie.path);
}

function isLoopback(host: string): boolean {
  return (
    host === 'localhost' ||
    host.endsWith('.localhost') ||
    host === '::1' ||
    (host.startsWith('127.') && isAddress(host))
  );
}
