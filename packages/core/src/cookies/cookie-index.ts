import { SharedMap } from '#on-demand/cookies/shared-map';
import { isAddress, pathMatches, type StoredCookie } from './cookie.ts';
import { type CookieTarget, fitsTarget } from './cookie-target.ts';

/** The cookies of one domain, by name and path. `owner`: the token of the index that alone has them. */
interface Bucket {
  readonly owner: object;
  readonly cookies: Map<string, StoredCookie>;
}

/** DNS knows no longer one; looking all parents of a longer name up would take quadratic time. */
const LONGEST_DOMAIN = 254;

const keyOf = (cookie: StoredCookie): string => `${cookie.name};${cookie.path}`;

/**
 * Cookies by domain. A copy costs next to nothing: copies share what they hold until one of them writes, and then only
 * what surrounds the cookie written is copied.
 */
export class CookieIndex implements Iterable<StoredCookie> {
  readonly #buckets: SharedMap<Bucket>;
  /** Names that Secure cookies of this index or its copies ever had: most are spared the search of `guards`. */
  readonly #secureNames: Set<string>;
  #token: object = {};

  constructor(buckets: SharedMap<Bucket> = new SharedMap(), secureNames: Set<string> = new Set()) {
    this.#buckets = buckets;
    this.#secureNames = secureNames;
  }

  get isEmpty(): boolean {
    return this.#buckets.size === 0;
  }

  copy(): CookieIndex {
    this.#token = {};
    return new CookieIndex(this.#buckets.copy(), this.#secureNames);
  }

  /** In no order. */
  *[Symbol.iterator](): IterableIterator<StoredCookie> {
    for (const [, bucket] of this.#buckets) yield* bucket.cookies.values();
  }

  /** The cookies of another index that this one does not share with it already; in no order. */
  *unsharedOf(other: CookieIndex): IterableIterator<StoredCookie> {
    for (const [domain, bucket] of this.#buckets.unsharedOf(other.#buckets)) {
      if (this.#buckets.get(domain) !== bucket) yield* bucket.cookies.values();
    }
  }

  /** Those of one domain, none above or below it. */
  ofDomain(domain: string): StoredCookie[] {
    return [...(this.#buckets.get(domain)?.cookies.values() ?? [])];
  }

  find(domain: string, name: string, path: string): StoredCookie | undefined {
    return this.#buckets.get(domain)?.cookies.get(`${name};${path}`);
  }

  /** Adds a cookie, or replaces the one of the same domain, path and name, whose place in the order it takes. */
  put(cookie: StoredCookie): void {
    if (cookie.secure) this.#secureNames.add(cookie.name);
    const cookies = this.#writable(cookie.domain);
    const old = cookies.get(keyOf(cookie));
    cookies.set(keyOf(cookie), old === undefined ? cookie : { ...cookie, order: old.order });
  }

  remove(cookie: StoredCookie): void {
    if (this.find(cookie.domain, cookie.name, cookie.path) === undefined) return;
    const cookies = this.#writable(cookie.domain);
    cookies.delete(keyOf(cookie));
    if (cookies.size === 0) this.#buckets.delete(cookie.domain);
  }

  /**
   * Drops cookies of a domain that servers set, down to `limit`: expired ones first, then those that are not Secure, so
   * that http cannot drive out what https set (RFC 6265bis §5.7), then the oldest.
   */
  trim(domain: string, limit: number, now: number): void {
    const cookies = this.#buckets.get(domain)?.cookies;
    if (cookies === undefined || cookies.size <= limit) return;
    const worth = (cookie: StoredCookie): number => (cookie.expires <= now ? 0 : cookie.secure ? 2 : 1);
    const first = [...cookies.values()].filter((cookie) => !cookie.given);
    first.sort((a, b) => worth(a) - worth(b) || a.order - b.order);
    for (const cookie of first.slice(0, cookies.size - limit)) this.remove(cookie);
  }

  /** What a request to the target carries, in no order. */
  matching(target: CookieTarget, now: number): StoredCookie[] {
    const found: StoredCookie[] = [];
    const { host } = target;
    this.#collect(host, target, now, found);
    if (isAddress(host)) return found;
    for (let dot = host.indexOf('.'); dot >= 0; dot = host.indexOf('.', dot + 1)) {
      if (host.length - dot <= LONGEST_DOMAIN) this.#collect(host.slice(dot + 1), target, now, found);
    }
    return found;
  }

  /**
   * RFC 6265bis §5.7, "leave Secure cookies alone": true when http would replace, hide or delete with this cookie what
   * https set for the same domain, one above or one below it.
   */
  guards(cookie: StoredCookie, now: number): boolean {
    if (!this.#secureNames.has(cookie.name)) return false;
    for (const [domain, { cookies }] of this.#buckets) {
      const related = domain === cookie.domain || isBelow(domain, cookie.domain) || isBelow(cookie.domain, domain);
      if (!related) continue;
      for (const other of cookies.values()) {
        if (other.secure && other.name === cookie.name && other.expires > now && pathMatches(cookie.path, other.path))
          return true;
      }
    }
    return false;
  }

  #collect(domain: string, target: CookieTarget, now: number, found: StoredCookie[]): void {
    const bucket = this.#buckets.get(domain);
    if (bucket === undefined) return;
    for (const cookie of bucket.cookies.values()) {
      if (cookie.hostOnly && domain !== target.host) continue;
      if (fitsTarget(cookie, target, now)) found.push(cookie);
    }
  }

  #writable(domain: string): Map<string, StoredCookie> {
    const bucket = this.#buckets.get(domain);
    if (bucket?.owner === this.#token) return bucket.cookies;
    const cookies = new Map(bucket?.cookies);
    this.#buckets.set(domain, { owner: this.#token, cookies });
    return cookies;
  }
}

const isBelow = (host: string, domain: string): boolean => host.endsWith(`.${domain}`);
