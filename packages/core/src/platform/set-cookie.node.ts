import { createRequire } from 'node:module';

/** A Set-Cookie line, read but not judged. */
export interface ParsedCookie {
  readonly name: string;
  readonly value: string;
  /** In lower case, without a leading dot; `null` when missing. */
  readonly domain: string | null;
  /** `null` when missing or not starting with a slash. */
  readonly path: string | null;
  readonly secure: boolean;
  readonly httpOnly: boolean;
  readonly sameSite: 'strict' | 'lax' | 'none' | null;
  /** Milliseconds since 1970, `Max-Age` over `Expires`; `Infinity` when there is neither. */
  readonly expires: number;
}

type ToughCookie = typeof import('tough-cookie');

let library: ToughCookie | null = null;

/** The parser and the Public Suffix List cost some 20 ms to load: not before a server sets the first cookie. */
function toughCookie(): ToughCookie {
  library ??= createRequire(import.meta.url)('tough-cookie') as ToughCookie;
  return library;
}

export function parseSetCookie(line: string): ParsedCookie | null {
  const cookie = toughCookie().Cookie.parse(line);
  if (cookie === undefined) return null;
  const { key, value, domain, path, secure, httpOnly, maxAge, expires } = cookie;
  let until = Number.POSITIVE_INFINITY;
  // What is beyond all numbers is the word 'Infinity' or '-Infinity' there.
  if (maxAge !== null) until = Number(maxAge) <= 0 ? Number.NEGATIVE_INFINITY : fromNow(Number(maxAge));
  else if (typeof expires === 'object') until = expires?.getTime() ?? until;
  const sameSite =
    cookie.sameSite === 'strict' || cookie.sameSite === 'lax' || cookie.sameSite === 'none' ? cookie.sameSite : null;
  return { name: key, value, domain, path, secure, httpOnly, sameSite, expires: until };
}

/** A number of seconds may go beyond all dates. */
function fromNow(seconds: number): number {
  return Math.min(8.64e15, Date.now() + seconds * 1000);
}

/** Whether nobody may set cookies for a domain because unrelated parties share it: `com`, `co.uk`, `github.io`. */
export function isPublicSuffix(domain: string): boolean {
  return !toughCookie().getPublicSuffix(domain, { allowSpecialUseDomain: true, ignoreError: true });
}
