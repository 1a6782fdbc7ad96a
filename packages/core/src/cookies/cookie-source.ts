import { isRecord, ownOptions } from '../request/own-options.ts';
import type { Cookie, CookieOptions } from './cookie.ts';
import type { CookieJar } from './cookie-jar.ts';

/** A cookie to be added: as a jar lists it, or with less. */
export type CookieLike = Pick<Cookie, 'name' | 'value'> &
  Omit<CookieOptions, 'expires'> & { readonly expires?: unknown };

/** What a jar can be made of: names and values, cookies, pairs, or another jar. */
export type CookieSource =
  | CookieJar
  | Iterable<CookieLike | readonly [name: string, value: string]>
  | Readonly<Record<string, string | null | undefined>>;

interface SourceEntry {
  readonly name: string;
  readonly value: string;
  readonly options: CookieOptions;
}

/** The cookies of any source but a jar. @throws TypeError for what is none. */
export function* sourceEntries(source: Exclude<CookieSource, CookieJar>): IterableIterator<SourceEntry> {
  if (typeof source !== 'object' || source === null)
    throw new TypeError('cookies must be a record of names and values, a CookieJar, or a list of cookies');
  if (!(Symbol.iterator in source)) {
    if (!isRecord(source))
      throw new TypeError('cookies must be a record of names and values, a CookieJar, or a list of cookies');
    for (const [name, value] of Object.entries(source)) {
      // As with params: null and undefined are no values.
      if (value !== null && value !== undefined) yield { name, value: value as string, options: {} };
    }
    return;
  }
  for (const item of source as Iterable<unknown>) {
    if (Array.isArray(item)) {
      yield { name: item[0], value: item[1], options: {} };
    } else if (typeof item === 'object' && item !== null) {
      const { name, value, domain, path, secure, httpOnly, sameSite, hostOnly, bare, expires } = ownOptions(
        item as CookieLike,
      );
      yield {
        name,
        value,
        options: { domain, path, secure, httpOnly, sameSite, hostOnly, bare, expires: dateOf(expires) },
      };
    } else {
      throw new TypeError('A cookie must be an object with name and value, or a pair of them');
    }
  }
}

function dateOf(expires: unknown): Date | number | null {
  if (typeof expires === 'string') return new Date(expires);
  return expires instanceof Date || typeof expires === 'number' ? expires : null;
}

/** The list that a jar's JSON is. @throws TypeError for anything else. */
export function listedCookies(json: string | readonly unknown[]): Cookie[] {
  const list: unknown = typeof json === 'string' ? JSON.parse(json) : json;
  if (!Array.isArray(list)) throw new TypeError('A cookie jar in JSON is a list of cookies.');
  return list as Cookie[];
}
