import loadToughCookie from './load-tough-cookie.cjs';
import type { ParsedCookie } from './parsed-cookie.ts';

let library: ReturnType<typeof loadToughCookie> | null = null;

/** Loaded when a server sets the first cookie: the parser and the Public Suffix List take some 20 ms. */
function toughCookie(): ReturnType<typeof loadToughCookie> {
  library ??= loadToughCookie();
  return library;
}

export function parseSetCookie(line: string): ParsedCookie | null {
  const cookie = toughCookie().Cookie.parse(line);
  if (cookie === undefined) return null;
  const { key, value, domain, path, secure, httpOnly, maxAge, expires } = cookie;
  let until = Number.POSITIVE_INFINITY;
  // tough-cookie has the strings 'Infinity' and '-Infinity' for values out of range.
  if (maxAge !== null) until = Number(maxAge) <= 0 ? Number.NEGATIVE_INFINITY : fromNow(Number(maxAge));
  else if (typeof expires === 'object') until = expires?.getTime() ?? until;
  const sameSite =
    cookie.sameSite === 'strict' || cookie.sameSite === 'lax' || cookie.sameSite === 'none' ? cookie.sameSite : null;
  return { name: key, value, domain, path, secure, httpOnly, sameSite, expires: until };
}

/** Clamped to the largest date. */
function fromNow(seconds: number): number {
  return Math.min(8.64e15, Date.now() + seconds * 1000);
}

/** Whether unrelated parties share the domain, so that nobody may set cookies for it: `com`, `co.uk`, `github.io`. */
export function isPublicSuffix(domain: string): boolean {
  return !toughCookie().getPublicSuffix(domain, { allowSpecialUseDomain: true, ignoreError: true });
}
