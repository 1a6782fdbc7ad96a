import { inspectAs } from '#inspect';
import { knownOptions, type OptionsKind, optionsKind } from '../lang/known-options.ts';
import { acceptCookie } from './accept-cookie.ts';
import {
  type Cookie,
  type CookieOptions,
  cookieKey,
  cookieOptions,
  cookieToJSON,
  createCookie,
  nextOrder,
  type StoredCookie,
  toCookie,
} from './cookie.ts';
import { byCreation, type CookieFilter, checkFilter, fits } from './cookie-filter.ts';
import { CookieIndex } from './cookie-index.ts';
import { type CookieSource, parseCookieList, type SourceEntry, sourceEntries } from './cookie-source.ts';
import { cookieTarget, fitsTarget } from './cookie-target.ts';
import { readNetscape, writeNetscape } from './netscape.ts';

/** The options of `new CookieJar()`. */
export interface CookieJarOptions {
  /** Loopback hosts count as secure without https, as in browsers: for tests against a local server. */
  readonly loopbackIsSecure?: boolean | undefined;
}

/** Several cookies have the name; a domain or path must say which is meant (Requests' `CookieConflictError`). */
export class CookieConflictError extends Error {
  /** The name of the class. */
  override readonly name: string = 'CookieConflictError';
}

const KIND: OptionsKind = optionsKind('new CookieJar()', ['loopbackIsSecure']);

/**
 * Stores and sends cookies by RFC 6265bis: public suffixes, name prefixes and Secure are enforced. A cookie given without
 * a domain is bound to the host of the first request that sends it, and is never sent to another. Of cookies set by
 * servers at most 50 per domain and 3000 in all are kept; the least recently set or sent ones are evicted.
 */
export class CookieJar implements Iterable<Cookie> {
  #index = new CookieIndex();
  /**
   * Cookies that are not bound to a host yet, by name and path. Copies for a request share these objects, so binding one
   * binds it in every copy.
   */
  #unbound = new Map<string, StoredCookie>();
  readonly #loopbackIsSecure: boolean;

  constructor(cookies?: CookieSource | null, options?: CookieJarOptions) {
    const inherited = cookies instanceof CookieJar && cookies.#loopbackIsSecure;
    this.#loopbackIsSecure = knownOptions(options, KIND).loopbackIsSecure ?? inherited;
    if (cookies !== undefined && cookies !== null) this.update(cookies);
  }

  /** From a record of names and values, another jar, or cookies as iterating a jar yields them. */
  static from(cookies: CookieSource): CookieJar {
    return new CookieJar(cookies);
  }

  /** True when there is no cookie at all. @internal */
  get isEmpty(): boolean {
    return this.#unbound.size === 0 && this.#index.isEmpty;
  }

  /** The number of cookies that have not expired. */
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

  /** Whether there is a cookie of that name. */
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
    this.#put(createCookie(name, value, options), 0);
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
      this.#unbound = new Map();
      return;
    }
    for (const cookie of this.#live()) if (fits(cookie, filter)) this.#remove(cookie);
  }

  /** The names of the cookies. */
  *keys(): IterableIterator<string> {
    for (const cookie of this.#live()) yield cookie.name;
  }

  /** The values of the cookies. */
  *values(): IterableIterator<string> {
    for (const cookie of this.#live()) yield cookie.value;
  }

  /** In order of creation, without expired cookies. */
  *[Symbol.iterator](): IterableIterator<Cookie> {
    for (const cookie of this.#live()) yield toCookie(cookie);
  }

  /**
   * Names and values (Requests' `get_dict`); of several cookies with one name the last. The
   * record has no prototype, so that no cookie's name can clash with one, and Node prints it as `[Object: null prototype] { … }`.
   */
  toRecord(filter?: CookieFilter): Record<string, string> {
    checkFilter(filter);
    const record: Record<string, string> = Object.create(null);
    for (const cookie of this.#live()) if (fits(cookie, filter)) record[cookie.name] = cookie.value;
    return record;
  }

  /** Adds cookies, replacing those of the same domain, path and name. */
  update(cookies: CookieSource): this {
    if (cookies instanceof CookieJar) {
      cookies.#indexBound();
      if (this.isEmpty) {
        this.#index = cookies.#index.copy();
        for (const [key, cookie] of cookies.#unbound) this.#unbound.set(key, { ...cookie });
        return this;
      }
      const unbound = [...cookies.#unbound].filter(([key, cookie]) => this.#unbound.get(key) !== cookie);
      const others = byCreation([...this.#index.unsharedOf(cookies.#index), ...unbound.map(([, cookie]) => cookie)]);
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

  /**
   * As `copy`, but binding a cookie to a host in the copy binds it here too. `unbound: false` leaves unbound ones out.
   * @internal
   */
  copyForRequest({ unbound }: { readonly unbound: boolean } = { unbound: true }): CookieJar {
    this.#indexBound();
    this.#index.sweep(Date.now());
    const copy = new CookieJar(null, { loopbackIsSecure: this.#loopbackIsSecure });
    copy.#index = this.#index.copy();
    if (unbound && this.#unbound.size > 0) copy.#unbound = new Map(this.#unbound);
    return copy;
  }

  /** Removes the cookies that were given without a domain and are bound to `host`, or not bound yet. @internal */
  dropGiven(host: string): void {
    this.#indexBound();
    this.#unbound = new Map();
    for (const cookie of this.#index.ofDomain(host)) if (cookie.given && cookie.hostOnly) this.#index.remove(cookie);
  }

  /** The cookies as plain data, for `fromJSON`: complete, with what decides which cookie is evicted first. */
  toJSON(): Cookie[] {
    return this.#live().map(cookieToJSON);
  }

  /**
   * A cookie that does not say who set it, as written by older versions, counts as set by a server.
   * @throws TypeError for anything that `toJSON` cannot have written; InvalidHeader for an invalid cookie
   */
  static fromJSON(json: string | readonly unknown[], options?: CookieJarOptions): CookieJar {
    return CookieJar.#restored(sourceEntries(parseCookieList(json)), options);
  }

  /** Keeps every cookie that was saved, even beyond the limits. */
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
   * The cookies as a `cookies.txt` file. The format has no SameSite, no fractions of a second, and does not say who set a
   * cookie and when it was used: after reading it, all cookies with a domain count as set by a server.
   */
  toNetscape(): string {
    return writeNetscape(this.#live());
  }

  /** Reads a `cookies.txt` file; lines that are not cookies are skipped. */
  static fromNetscape(text: string, options?: CookieJarOptions): CookieJar {
    return CookieJar.#restored(readNetscape(text), options);
  }

  /** The `Cookie` header's value for a request to the URL (RFC 6265 §5.4), or `''`. Binds unbound cookies to its host. */
  cookieHeader(url: string): string {
    if (this.isEmpty) return '';
    const target = cookieTarget(url, this.#loopbackIsSecure);
    if (target === null) return '';
    const now = Date.now();
    for (const cookie of this.#unbound.values()) {
      if (cookie.domain === '' && fitsTarget(cookie, target, now)) cookie.domain = target.host;
    }
    this.#indexBound();
    return writeCookieHeader(this.#index.matching(target, now));
  }

  /** Stores the cookies of a response's Set-Cookie lines, except those that RFC 6265bis refuses. */
  store(url: string, setCookies: readonly string[]): void {
    if (setCookies.length === 0) return;
    const target = cookieTarget(url, this.#loopbackIsSecure);
    if (target === null) return;
    this.#indexBound();
    const now = Date.now();
    this.#index.sweep(now);
    for (const line of setCookies) {
      const cookie = acceptCookie(line, target, now);
      if (cookie === null || (!target.secure && this.#index.isProtected(cookie, now))) continue;
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
    const key = cookieKey(cookie);
    const old = this.#unbound.get(key);
    this.#unbound.set(key, old === undefined ? cookie : { ...cookie, order: old.order });
  }

  #remove(cookie: StoredCookie): void {
    if (cookie.domain !== '') this.#index.remove(cookie);
    else this.#unbound.delete(cookieKey(cookie));
  }

  /** Moves cookies that were bound to a host, through this jar or a copy that shares them, into the index. */
  #indexBound(): void {
    for (const [key, cookie] of this.#unbound) {
      if (cookie.domain === '') continue;
      this.#unbound.delete(key);
      const same = this.#index.find(cookie.domain, cookie.name, cookie.path);
      if (same === undefined || same.order < cookie.order) this.#index.put(cookie);
    }
  }

  #live(): StoredCookie[] {
    this.#indexBound();
    const now = Date.now();
    this.#index.sweep(now);
    return byCreation([...this.#index, ...this.#unbound.values()].filter((cookie) => cookie.expires > now));
  }

  #find(name: string, filter: CookieFilter | undefined): StoredCookie[] {
    checkFilter(filter);
    return this.#live().filter((cookie) => cookie.name === name && fits(cookie, filter));
  }
}

/** A cookie that the caller puts into a jar counts as received over https. */
const TRUSTED = { secure: true };

/** A cookie that was saved. One without a domain cannot have been set by a server. */
function restored({ name, value, options, fromServer, lastAccess }: SourceEntry, now: number): StoredCookie {
  const cookie = createCookie(name, value, options);
  if (fromServer !== true || cookie.domain === '') return cookie;
  return { ...cookie, given: false, lastAccess: Math.min(now, lastAccess ?? now) };
}

/** Servers refuse longer header fields: cookies of theirs beyond this are not sent, as in curl. */
const MAX_HEADER = 8190;

/** Longest path first, then in order of creation (RFC 6265 §5.4). */
function writeCookieHeader(cookies: StoredCookie[]): string {
  if (cookies.length > 1) cookies.sort((a, b) => b.path.length - a.path.length || a.order - b.order);
  let header = '';
  for (const { name, value, bare, given } of cookies) {
    const pair = bare ? name : `${name}=${value}`;
    if (!given && header.length + pair.length > MAX_HEADER) continue;
    header += header === '' ? pair : `; ${pair}`;
  }
  return header;
}

inspectAs(
  CookieJar,
  (jar) => `<CookieJar [${[...jar].map(({ name, domain, path }) => `${name} for ${domain}${path}`).join(', ')}]>`,
);
