import { printable } from '../errors/printable.ts';
import { isRecord } from '../lang/known-options.ts';
import { ownOptions } from '../lang/own-properties.ts';
import type { Cookie, CookieOptions } from './cookie.ts';
import type { CookieJar } from './cookie-jar.ts';

/** A cookie to add: a `Cookie`, or only some of its properties. */
export type CookieLike = Pick<Cookie, 'name' | 'value'> &
  Omit<CookieOptions, 'expires'> & {
    /** A date, a number of milliseconds since 1970, or a date as text. */
    readonly expires?: unknown;
    /** Set by a server: counts towards the jar's limits. */
    readonly fromServer?: boolean | undefined;
    /** When it was last set or sent, in the same forms. */
    readonly lastAccess?: unknown;
  };

/** What a jar can be made from: a record of names and values, cookies, pairs, or another jar. */
export type CookieSource =
  | CookieJar
  | Iterable<CookieLike | readonly [name: string, value: string]>
  | Readonly<Record<string, string | null | undefined>>;

export interface SourceEntry {
  readonly name: string;
  readonly value: string;
  readonly options: CookieOptions;
  /** `undefined` when unknown. */
  readonly fromServer?: boolean | undefined;
  /** Milliseconds since 1970. */
  readonly lastAccess?: number | undefined;
}

/** The cookies of any source but a jar. @throws TypeError for anything else */
export function* sourceEntries(source: Exclude<CookieSource, CookieJar>): IterableIterator<SourceEntry> {
  if (typeof source !== 'object' || source === null)
    throw new TypeError('cookies must be a record of names and values, a CookieJar, or a list of cookies');
  if (!(Symbol.iterator in source)) {
    if (!isRecord(source))
      throw new TypeError('cookies must be a record of names and values, a CookieJar, or a list of cookies');
    for (const [name, value] of Object.entries(source)) {
      // As with params, null and undefined are skipped.
      if (value !== null && value !== undefined) yield { name, value: value as string, options: {} };
    }
    return;
  }
  for (const item of source as Iterable<unknown>) {
    if (Array.isArray(item)) {
      yield { name: item[0], value: item[1], options: {} };
    } else if (typeof item === 'object' && item !== null) {
      const { name, value, domain, path, secure, httpOnly, sameSite, hostOnly, bare, expires, ...more } = ownOptions(
        item as CookieLike,
      );
      const lastAccess = dateOf(more.lastAccess)?.valueOf();
      yield {
        name,
        value,
        options: { domain, path, secure, httpOnly, sameSite, hostOnly, bare, expires: dateOf(expires) },
        fromServer: typeof more.fromServer === 'boolean' ? more.fromServer : undefined,
        lastAccess: Number.isNaN(lastAccess) ? undefined : lastAccess,
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

/** Checks what `CookieJar.toJSON` wrote. @throws TypeError that says what is wrong and shows no value */
export function parseCookieList(json: string | readonly unknown[]): Cookie[] {
  const list: unknown = typeof json === 'string' ? parseJson(json) : json;
  if (!Array.isArray(list)) throw new TypeError(`A cookie jar in JSON is a list of cookies, not ${describe(list)}.`);
  for (const [i, item] of list.entries()) {
    const problem = problemOf(item);
    if (problem !== null) throw new TypeError(`Cookie ${i + 1} of the list ${problem}.`);
  }
  return list as Cookie[];
}

/** Without the parser's own message, which quotes the text and so the values of cookies. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new TypeError('A cookie jar in JSON is a list of cookies; this text is not JSON.');
  }
}

function problemOf(item: unknown): string | null {
  if (typeof item !== 'object' || item === null) return `is ${describe(item)}, not an object`;
  const { name, value, expires }: Readonly<Record<string, unknown>> = Array.isArray(item)
    ? { name: item[0], value: item[1] }
    : ownOptions(item as Readonly<Record<string, unknown>>);
  if (typeof name !== 'string' || name === '')
    return Array.isArray(item) ? 'is a pair without a name' : `has no name: it is ${describe(item)}`;
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean')
    return 'has a value that is not a string';
  if (typeof expires === 'string' && Number.isNaN(Date.parse(expires))) return 'has an expires that is not a date';
  return null;
}

function describe(value: unknown): string {
  if (value === null) return 'null';
  if (typeof value !== 'object') return `a ${typeof value}`;
  const keys = Object.keys(value)
    .slice(0, 10)
    .map((key) => printable(key, 40));
  return keys.length === 0 ? 'an object' : `an object with the keys ${keys.join(', ')}`;
}
