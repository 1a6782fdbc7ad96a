import { isAddress, pathMatches, type StoredCookie } from './cookie.ts';
import { type CookieTarget, fitsTarget } from './cookie-target.ts';

/** The cookies of one domain, by name and path. `owner`: the token of the index that alone has them. */
interface Bucket {
  readonly owner: object;
  readonly cookies: Map<string, StoredCookie>;
}

const keyOf = (cookie: StoredCookie): string => `${cookie.name};${cookie.path}`;

/**
 * Cookies by domain. A copy costs nothing: copies share their buckets until one of them writes, and then only the
 * bucket written to is copied.
 */
export class CookieIndex implements Iterable<StoredCookie> {
  #buckets: Map<string, Bucket>;
  /** Whether a copy has the very same map. */
  #shared = false;
  #token: object = {};

  constructor(buckets: Map<string, Bucket> = new Map()) {
    this.#buckets = buckets;
  }

  get isEmpty(): boolean {
    return this.#buckets.size === 0;
  }

  copy(): CookieIndex {
    this.#shared = true;
    this.#token = {};
    const copy = new CookieIndex(this.#buckets);
    copy.#shared = true;
    return copy;
  }

  /** Whether both hold the very same cookies because neither has changed since it was copied. */
  sameAs(other: CookieIndex): boolean {
    return this.#buckets === other.#buckets;
  }

  *[Symbol.iterator](): IterableIterator<StoredCookie> {
    for (const bucket of this.#buckets.values()) yield* bucket.cookies.values();
  }

  find(domain: string, name: string, path: string): StoredCookie | undefined {
    return this.#buckets.get(domain)?.cookies.get(`${name};${path}`);
  }

  /** Adds a cookie, or replaces the one of the same domain, path and name, whose place in the order it takes. */
  put(cookie: StoredCookie): void {
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

  /** Drops the oldest of a domain's cookies that servers set, down to `limit`. */
  trim(domain: string, limit: number): void {
    const cookies = this.#buckets.get(domain)?.cookies;
    if (cookies === undefined || cookies.size <= limit) return;
    const oldest = [...cookies.values()].filter((cookie) => !cookie.given).sort((a, b) => a.order - b.order);
    for (const cookie of oldest.slice(0, cookies.size - limit)) this.remove(cookie);
  }

  /** What a request to the target carries, in no order. */
  matching(target: CookieTarget, now: number): StoredCookie[] {
    const found: StoredCookie[] = [];
    for (const { domain, cookies } of this.#bucketsFor(target.host)) {
      for (const cookie of cookies.values()) {
        if (cookie.hostOnly && domain !== target.host) continue;
        if (fitsTarget(cookie, target, now)) found.push(cookie);
      }
    }
    return found;
  }

  /**
   * RFC 6265bis §5.7, "leave Secure cookies alone": true when http would replace, hide or delete with this cookie what
   * https set for the same domain, one above or one below it.
   */
  guards(cookie: StoredCookie, now: number): boolean {
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

  *#bucketsFor(host: string): IterableIterator<{ domain: string; cookies: Map<string, StoredCookie> }> {
    const own = this.#buckets.get(host);
    if (own !== undefined) yield { domain: host, cookies: own.cookies };
    if (isAddress(host)) return;
    for (let dot = host.indexOf('.'); dot >= 0; dot = host.indexOf('.', dot + 1)) {
      const domain = host.slice(dot + 1);
      const bucket = this.#buckets.get(domain);
      if (bucket !== undefined) yield { domain, cookies: bucket.cookies };
    }
  }

  #writable(domain: string): Map<string, StoredCookie> {
    if (this.#shared) {
      this.#buckets = new Map(this.#buckets);
      this.#shared = false;
    }
    const bucket = this.#buckets.get(domain);
    if (bucket?.owner === this.#token) return bucket.cookies;
    const cookies = new Map(bucket?.cookies);
    this.#buckets.set(domain, { owner: this.#token, cookies });
    return cookies;
  }
}

const isBelow = (host: string, domain: string): boolean => host.endsWith(`.${domain}`);
