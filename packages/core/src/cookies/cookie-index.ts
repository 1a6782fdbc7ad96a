import { cookieKey, isAddress, pathMatches, type StoredCookie } from './cookie.ts';
import { type CookieTarget, fitsTarget } from './cookie-target.ts';
import { CopyOnWriteMap } from './copy-on-write-map.ts';

/** The minimum that RFC 6265bis §6.1 demands. It limits cookies set by servers, not those given by callers. */
const MAX_PER_DOMAIN = 50;
const MAX_COOKIES = 3000;
/** Eviction candidates are searched for so many at a time. */
const CANDIDATES = 128;
/** Milliseconds between two searches for expired cookies. */
const SWEEP_INTERVAL = 1000;

/** A cookie that is evicted next, unless it is used before. */
interface EvictionCandidate {
  readonly cookie: StoredCookie;
  readonly lastAccess: number;
}

/** The cookies of one domain, by name and path. Only the index whose token is `owner` may write to it: others share it. */
interface Bucket {
  readonly owner: object;
  readonly cookies: Map<string, StoredCookie>;
}

/** The limit of DNS. Looking up all parents of a longer name would take quadratic time. */
const LONGEST_DOMAIN = 254;

/** Cookies by domain. Copies are cheap: they share everything, and a write copies only the domain it changes. */
export class CookieIndex implements Iterable<StoredCookie> {
  readonly #buckets: CopyOnWriteMap<Bucket>;
  /** The number of Secure cookies by name, so that `isProtected` need not search for most names. */
  #secureNames: CopyOnWriteMap<number> | null = null;
  /** Whether a copy shares `#secureNames`. */
  #namesShared = false;
  #fromServers = 0;
  /** No cookie expires before this time. */
  #nextExpiry = Number.POSITIVE_INFINITY;
  #lastSweep = Number.NEGATIVE_INFINITY;
  /** For cookies received over https, and over http, which must not evict Secure ones. */
  readonly #candidates: EvictionCandidate[] = [];
  readonly #insecureCandidates: EvictionCandidate[] = [];
  #token: object = {};

  constructor(buckets: CopyOnWriteMap<Bucket> = new CopyOnWriteMap()) {
    this.#buckets = buckets;
  }

  get isEmpty(): boolean {
    return this.#buckets.size === 0;
  }

  copy(): CookieIndex {
    this.#token = {};
    const copy = new CookieIndex(this.#buckets.copy());
    copy.#secureNames = this.#secureNames;
    copy.#namesShared = true;
    this.#namesShared = true;
    copy.#fromServers = this.#fromServers;
    copy.#nextExpiry = this.#nextExpiry;
    copy.#lastSweep = this.#lastSweep;
    return copy;
  }

  /** In no particular order. */
  *[Symbol.iterator](): IterableIterator<StoredCookie> {
    for (const [, bucket] of this.#buckets) yield* bucket.cookies.values();
  }

  /** The cookies of another index, except those that this one shares with it; in no particular order. */
  *unsharedOf(other: CookieIndex): IterableIterator<StoredCookie> {
    for (const [domain, bucket] of this.#buckets.unsharedEntries(other.#buckets)) {
      if (this.#buckets.get(domain) !== bucket) yield* bucket.cookies.values();
    }
  }

  /** The cookies of this domain itself, without its parents and subdomains. */
  ofDomain(domain: string): StoredCookie[] {
    return [...(this.#buckets.get(domain)?.cookies.values() ?? [])];
  }

  find(domain: string, name: string, path: string): StoredCookie | undefined {
    return this.#buckets.get(domain)?.cookies.get(`${name};${path}`);
  }

  /** Adds a cookie, or replaces the one of the same domain, path and name, keeping its place in the order. */
  put(cookie: StoredCookie): void {
    const cookies = this.#writable(cookie.domain);
    const key = cookieKey(cookie);
    const old = cookies.get(key);
    if (old !== undefined) this.#uncount(old);
    cookies.set(key, old === undefined ? cookie : { ...cookie, order: old.order });
    this.#count(cookie);
  }

  /**
   * As `put`, with limits: a server's cookie that exceeds 50 of its domain, or 3000 in all, evicts the least recently set
   * or sent one. A cookie received over http evicts no Secure one. Only one is evicted at a time, so that cookies loaded
   * from a file beyond the limits are not all lost at once.
   */
  add(cookie: StoredCookie, now: number, from: Pick<CookieTarget, 'secure'>): void {
    const before = this.#fromServers;
    this.put(cookie);
    if (this.#fromServers <= before) return;
    const cookies = (this.#buckets.get(cookie.domain) as Bucket).cookies;
    if (cookies.size > MAX_PER_DOMAIN) {
      const theirs = [...cookies.values()].filter((each) => !each.given);
      if (theirs.length > MAX_PER_DOMAIN) {
        this.remove(theirs.reduce((first, each) => (isEvictedBefore(each, first, now) ? each : first)));
        return;
      }
    }
    if (this.#fromServers > MAX_COOKIES) this.#evict(now, from);
  }

  remove(cookie: StoredCookie): void {
    const found = this.find(cookie.domain, cookie.name, cookie.path);
    if (found === undefined) return;
    this.#uncount(found);
    const cookies = this.#writable(cookie.domain);
    cookies.delete(cookieKey(cookie));
    if (cookies.size === 0) this.#buckets.delete(cookie.domain);
  }

  /** Removes expired cookies; at most once a second, since it visits every cookie. */
  sweep(now: number): void {
    if (now < this.#nextExpiry || Math.abs(now - this.#lastSweep) < SWEEP_INTERVAL) return;
    this.#removeExpired(now);
  }

  /** The cookies to send to the target, in no particular order. Updates their `lastAccess`. */
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
   * RFC 6265bis §5.7, "leave Secure cookies alone": true when this cookie, received over http, would replace or hide a
   * Secure cookie of the same domain, a parent or a subdomain.
   */
  isProtected(cookie: StoredCookie, now: number): boolean {
    if (this.#secureNames?.get(cookie.name) === undefined) return false;
    for (const [domain, { cookies }] of this.#buckets) {
      const related =
        domain === cookie.domain || isSubdomain(domain, cookie.domain) || isSubdomain(cookie.domain, domain);
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
      if (!fitsTarget(cookie, target, now)) continue;
      cookie.lastAccess = now;
      found.push(cookie);
    }
  }

  #removeExpired(now: number): void {
    this.#lastSweep = now;
    this.#nextExpiry = Number.POSITIVE_INFINITY;
    const expired: StoredCookie[] = [];
    this.#each((cookie) => {
      if (cookie.expires <= now) expired.push(cookie);
      else if (cookie.expires < this.#nextExpiry) this.#nextExpiry = cookie.expires;
    });
    for (const cookie of expired) this.remove(cookie);
  }

  #evict(now: number, from: Pick<CookieTarget, 'secure'>): void {
    if (now >= this.#nextExpiry) this.#removeExpired(now);
    const candidates = from.secure ? this.#candidates : this.#insecureCandidates;
    while (this.#fromServers > MAX_COOKIES) {
      if (candidates.length === 0) candidates.push(...this.#findCandidates(from.secure));
      const candidate = candidates.pop();
      if (candidate === undefined) return;
      const { cookie, lastAccess } = candidate;
      if (this.find(cookie.domain, cookie.name, cookie.path) !== cookie || cookie.lastAccess !== lastAccess) continue;
      this.remove(cookie);
      return;
    }
  }

  /** The candidates in reverse order: the next one is the last. */
  #findCandidates(secureToo: boolean): EvictionCandidate[] {
    const candidates: StoredCookie[] = [];
    this.#each((cookie) => {
      if (!cookie.given && (secureToo || !cookie.secure)) candidates.push(cookie);
    });
    return candidates
      .sort((a, b) => a.lastAccess - b.lastAccess || a.order - b.order)
      .slice(0, CANDIDATES)
      .reverse()
      .map((cookie) => ({ cookie, lastAccess: cookie.lastAccess }));
  }

  #each(callback: (cookie: StoredCookie) => void): void {
    this.#buckets.forEach(({ cookies }) => {
      cookies.forEach(callback);
    });
  }

  #count(cookie: StoredCookie): void {
    if (!cookie.given) this.#fromServers++;
    if (cookie.expires < this.#nextExpiry) this.#nextExpiry = cookie.expires;
    if (!cookie.secure) return;
    const names = this.#writableNames();
    names.set(cookie.name, (names.get(cookie.name) ?? 0) + 1);
  }

  #uncount(cookie: StoredCookie): void {
    if (!cookie.given) this.#fromServers--;
    if (!cookie.secure) return;
    const names = this.#writableNames();
    const others = (names.get(cookie.name) ?? 1) - 1;
    if (others > 0) names.set(cookie.name, others);
    else names.delete(cookie.name);
  }

  #writableNames(): CopyOnWriteMap<number> {
    this.#secureNames = this.#namesShared ? (this.#secureNames?.copy() ?? null) : this.#secureNames;
    this.#namesShared = false;
    this.#secureNames ??= new CopyOnWriteMap();
    return this.#secureNames;
  }

  #writable(domain: string): Map<string, StoredCookie> {
    const bucket = this.#buckets.get(domain);
    if (bucket?.owner === this.#token) return bucket.cookies;
    const cookies = new Map(bucket?.cookies);
    this.#buckets.set(domain, { owner: this.#token, cookies });
    return cookies;
  }
}

/**
 * Which of two cookies of a domain is evicted first: an expired one, then one that is not Secure, so that http cannot evict
 * cookies that https set, then the least recently set or sent one (RFC 6265bis §5.7).
 */
function isEvictedBefore(a: StoredCookie, b: StoredCookie, now: number): boolean {
  const rank = (cookie: StoredCookie): number => (cookie.expires <= now ? 0 : cookie.secure ? 2 : 1);
  return (rank(a) - rank(b) || a.lastAccess - b.lastAccess || a.order - b.order) < 0;
}

const isSubdomain = (host: string, domain: string): boolean => host.endsWith(`.${domain}`);
