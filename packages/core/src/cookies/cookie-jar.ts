import { knownOptions, type OptionsKind, optionsKind } from '../lang/known-options.ts';
import { inspectAs } from '../platform/inspect.ts';
import { acceptCookie } from './accept-cookie.ts';
import {
  type Cookie,
  type CookieOptions,
  cookieOptions,
  givenCookie,
  nextOrder,
  type StoredCookie,
  shownCookie,
  writtenCookie,
} from './cookie.ts';
import { type CookieFilter, checkFilter, fits, inOrder } from './cookie-filter.ts';
import { writeCookieHeader } from './cookie-header.ts';
import { CookieIndex } from './cookie-index.ts';
import { type CookieSource, listedCookies, type SourceEntry, sourceEntries } from './cookie-source.ts';
import { cookieTarget, fitsTarget } from './cookie-target.ts';
import { readNetscape, writeNetscape } from './netscape.ts';
import { placeOfSame } from './place-of-same.ts';

export interface CookieJarOptions {
  /** Loopback hosts count as secure without https, as browsers have it: for tests against a local server. */
  readonly loopbackIsSecure?: boolean | undefined;
}

/** Several cookies of one name fit; say which by domain or path (Requests' `CookieConflictError`). */
export class CookieConflictError extends Error {
  override readonly name: string = 'CookieConflictError';
}

const KIND: OptionsKind = optionsKind('new CookieJar()', ['loopbackIsSecure']);

/**
 * Cookies, kept and sent by RFC 6265bis: public suffixes, name prefixes and Secure are enforced. A cookie given without
 * a domain is bound to the host of the first request that sends it and never goes to another. Of what servers set at
 * most 50 cookies a domain and 3000 in all are kept; those that were longest not set or sent make room.
 */
export class CookieJar implements Iterable<Cookie> {
  #index = new CookieIndex();
  /** Not bound to a host yet. Copies for a request share these objects, so that binding one binds it everywhere. */
  #unbound: StoredCookie[] = [];
  readonly #loopbackIsSecure: boolean;

  constructor(cookies?: CookieSource | null, options?: CookieJarOptions) {
    const inherited = cookies instanceof CookieJar && cookies.#loopbackIsSecure;
    this.#loopbackIsSecure = knownOptions(options, KIND).loopbackIsSecure ?? inherited;
    if (cookies !== undefined && cookies !== null) this.update(cookies);
  }

  /** From a record of names and values, another jar, or cookies as a jar lists them. */
  static from(cookies: CookieSource): CookieJar {
    return new CookieJar(cookies);
  }

  /** True when there is no cookie at all, so that sending need not look further. @internal */
  get isEmpty(): boolean {
    return this.#unbound.length === 0 && this.#index.isEmpty;
  }

  /** Number of cookies that have not expired. */
  get size(): number {
    return this.#live().length;
  }

  /**
   * The value of a cookie.
   * @throws CookieConflictError when several domains or paths have one of that name.
   */
  get(name: string, filter?: CookieFilter): string | undefined {
    const found = this.#find(name, filter);
    if (found.length > 1)
      throw new CookieConflictError(`There are multiple cookies with name, ${JSON.stringify(name)}`);
    return found[0]?.value;
  }

  has(name: string, filter?: CookieFilter): boolean {
    return this.#find(name, filter).length > 0;
  }

  /**
   * Adds a cookie, or replaces the one of the same domain, path and name. `null` as value removes it.
   * @throws InvalidHeader for a semicolon, control character or the like in any part.
   */
  set(name: string, value: string | null, options?: CookieOptions): this {
    if (value === null || value === undefined) {
      const { domain, path } = cookieOptions(options);
      this.delete(name, { ...(domain ? { domain } : {}), ...(path ? { path } : {}) });
      return this;
    }
    this.#put(givenCookie(name, value, options), 0);
    return this;
  }

  /** Removes every cookie of that name, domain and path; true when there was one. */
  delete(name: string, filter?: CookieFilter): boolean {
    const found = this.#find(name, filter);
    for (const cookie of found) this.#remove(cookie);
    return found.length > 0;
  }

  /** Removes all cookies, or those of a domain or path. */
  clear(filter?: CookieFilter): void {
    checkFilter(filter);
    if (filter === undefined) {
      this.#index = new CookieIndex();
      this.#unbound = [];
      return;
    }
    for (const cookie of this.#live()) if (fits(cookie, filter)) this.#remove(cookie);
  }

  *keys(): IterableIterator<string> {
    for (const cookie of this.#live()) yield cookie.name;
  }

  *values(): IterableIterator<string> {
    for (const cookie of this.#live()) yield cookie.value;
  }

  /** In the order in which they were made; those that have expired are left out. */
  *[Symbol.iterator](): IterableIterator<Cookie> {
    for (const cookie of this.#live()) yield shownCookie(cookie);
  }

  /** Names and values (Requests' `get_dict`); of several of a name the last. Null-prototype. */
  toRecord(filter?: CookieFilter): Record<string, string> {
    checkFilter(filter);
    const record: Record<string, string> = Object.create(null);
    for (const cookie of this.#live()) if (fits(cookie, filter)) record[cookie.name] = cookie.value;
    return record;
  }

  /** Adds cookies; those of the same domain, path and name are replaced. */
  update(cookies: CookieSource): this {
    if (cookies instanceof CookieJar) {
      cookies.#settle();
      if (this.isEmpty) {
        this.#index = cookies.#index.copy();
        this.#unbound = cookies.#unbound.map((cookie) => ({ ...cookie }));
        return this;
      }
      const own = new Set(this.#unbound);
      const unbound = cookies.#unbound.filter((cookie) => !own.has(cookie));
      const others = inOrder([...this.#index.unsharedEntries(cookies.#index), ...unbound]);
      const now = Date.now();
      for (const cookie of others) this.#put({ ...cookie, order: nextOrder() }, now);
      return this;
    }
    const now = Date.now();
    for (const entry of sourceEntries(cookies)) {
      if (entry.value === null || entry.value === undefined || entry.fromServer !== true)
        this.set(entry.name, entry.value, entry.options);
      else this.#put(restored(entry, now), now);
    }
    return this;
  }

  /** An independent jar of the same cookies. */
  copy(): CookieJar {
    return new CookieJar(this);
  }

  /** As `copy`, but a cookie that it binds to a host is bound in this jar too. `unbound: false` leaves those out. @internal */
  copyForRequest({ unbound }: { readonly unbound: boolean } = { unbound: true }): CookieJar {
    this.#settle();
    this.#index.sweep(Date.now());
    const copy = new CookieJar(null, { loopbackIsSecure: this.#loopbackIsSecure });
    copy.#index = this.#index.copy();
    if (unbound) copy.#unbound = this.#unbound.slice();
    return copy;
  }

  /** Drops the cookies that a caller gave without a domain: those that went to `host`, and those that went nowhere yet. @internal */
  dropGiven(host: string): void {
    this.#settle();
    this.#unbound = [];
    for (const cookie of this.#index.ofDomain(host)) if (cookie.given && cookie.hostOnly) this.#index.remove(cookie);
  }

  /**
   * The cookies as plain data, for `fromJSON`: the jar read from it does as this one, to the limits of what servers set
   * and which cookie makes room for another.
   */
  toJSON(): Cookie[] {
    return this.#live().map(writtenCookie);
  }

  /**
   * A cookie that does not say who set it, as in what older versions wrote, counts as a server's.
   * @throws TypeError for what `toJSON` did not write; InvalidHeader for a cookie that cannot be one.
   */
  static fromJSON(json: string | readonly unknown[], options?: CookieJarOptions): CookieJar {
    return CookieJar.#restored(sourceEntries(listedCookies(json)), options);
  }

  /** All that was saved is kept, beyond the limits too. */
  static #restored(entries: Iterable<SourceEntry>, options: CookieJarOptions | undefined): CookieJar {
    const jar = new CookieJar(null, options);
    const now = Date.now();
    for (const entry of entries) {
      const cookie = restored({ ...entry, fromServer: entry.fromServer ?? true }, now);
      if (cookie.domain === '') jar.#put(cookie, now);
      else jar.#index.put(cookie);
    }
    return jar;
  }

  /**
   * The cookies as a `cookies.txt` file. It has no room for SameSite, for fractions of a second, and for who set a
   * cookie and when it was used: read again, all that have a domain count as a server's.
   */
  toNetscape(): string {
    return writeNetscape(this.#live());
  }

  /** Reads a `cookies.txt` file; lines that are no cookies are passed over. */
  static fromNetscape(text: string, options?: CookieJarOptions): CookieJar {
    return CookieJar.#restored(readNetscape(text), options);
  }

  /** The value of a `Cookie` header for a request to the URL (RFC 6265 §5.4), `''` for none; binds unbound cookies. */
  cookieHeader(url: string): string {
    if (this.isEmpty) return '';
    const target = cookieTarget(url, this.#loopbackIsSecure);
    if (target === null) return '';
    const now = Date.now();
    for (const cookie of this.#unbound) {
      if (cookie.domain === '' && fitsTarget(cookie, target, now)) cookie.domain = target.host;
    }
    this.#settle();
    return writeCookieHeader(this.#index.matching(target, now));
  }

  /** Keeps the cookies of a response's Set-Cookie lines; what RFC 6265bis refuses is passed over. */
  store(url: string, setCookies: readonly string[]): void {
    if (setCookies.length === 0) return;
    const target = cookieTarget(url, this.#loopbackIsSecure);
    if (target === null) return;
    this.#settle();
    const now = Date.now();
    this.#index.sweep(now);
    for (const line of setCookies) {
      const cookie = acceptCookie(line, target, now);
      if (cookie === null || (!target.secure && this.#index.guards(cookie, now))) continue;
      if (cookie.expires <= now) {
        this.#index.remove(cookie);
        continue;
      }
      this.#index.add(cookie, now, target);
    }
  }

  #put(cookie: StoredCookie, now: number): void {
    if (cookie.domain !== '') {
      this.#index.add(cookie, now, TRUSTED);
      return;
    }
    const same = placeOfSame(this.#unbound, cookie);
    if (same < 0) this.#unbound.push(cookie);
    else this.#unbound[same] = { ...cookie, order: (this.#unbound[same] as StoredCookie).order };
  }

  #remove(cookie: StoredCookie): void {
    if (cookie.domain !== '') this.#index.remove(cookie);
    else this.#unbound = this.#unbound.filter((other) => other !== cookie);
  }

  /** Moves cookies that were bound, through this jar or one that shares them, to their host. */
  #settle(): void {
    if (this.#unbound.length === 0 || !this.#unbound.some((cookie) => cookie.domain !== '')) return;
    const bound = this.#unbound.filter((cookie) => cookie.domain !== '');
    this.#unbound = this.#unbound.filter((cookie) => cookie.domain === '');
    for (const cookie of bound) {
      const rival = this.#index.find(cookie.domain, cookie.name, cookie.path);
      if (rival === undefined || rival.order < cookie.order) this.#index.put(cookie);
    }
  }

  #live(): StoredCookie[] {
    this.#settle();
    const now = Date.now();
    this.#index.sweep(now);
    return inOrder([...this.#index, ...this.#unbound].filter((cookie) => cookie.expires > now));
  }

  #find(name: string, filter: CookieFilter | undefined): StoredCookie[] {
    checkFilter(filter);
    return this.#live().filter((cookie) => cookie.name === name && fits(cookie, filter));
  }
}

/** What the caller puts into a jar does as what comes by https. */
const TRUSTED = { secure: true };

/** A cookie that a jar had before; one without a domain cannot be a server's. */
function restored({ name, value, options, fromServer, lastAccess }: SourceEntry, now: number): StoredCookie {
  const cookie = givenCookie(name, value, options);
  if (fromServer !== true || cookie.domain === '') return cookie;
  return { ...cookie, given: false, lastAccess: Math.min(now, lastAccess ?? now) };
}

inspectAs(
  CookieJar,
  (jar) => `<CookieJar [${[...jar].map(({ name, domain, path }) => `${name} for ${domain}${path}`).join(', ')}]>`,
);
