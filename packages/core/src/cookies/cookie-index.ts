import { isAddress, pathMatches, type StoredCookie } from './cookie.ts';
import { type CookieTarget, fitsTarget } from './cookie-target.ts';
import { CopyOnWriteMap } from './copy-on-write-map.ts';

/** What RFC 6265bis §6.1 asks for at least; servers get no more, callers do. */
const MAX_PER_DOMAIN = 50;
const MAX_IN_ALL = 3000;
/** Cookies that are next to make room are found so many at a time. */
const VICTIMS = 128;
/** Milliseconds between two searches for expired cookies. */
const SWEEP_INTERVAL = 1000;

/** A cookie that is to make room, unless it is used until then. */
interface Victim {
  readonly cookie: StoredCookie;
  readonly lastAccess: number;
}

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
  readonly #buckets: CopyOnWriteMap<Bucket>;
  /** How many Secure cookies have a name: most names are spared the search of `guards`. */
  #secureNames: CopyOnWriteMap<number> | null = null;
  /** A copy may have the same map of these. */
  #namesShared = false;
  #fromServers = 0;
  /** No cookie expires before; later, or never, if the one that does is gone. */
  #nextExpiry = Number.POSITIVE_INFINITY;
  #swept = Number.NEGATIVE_INFINITY;
  /** The next to make room, and the next that are not Secure. */
  readonly #victims: Victim[] = [];
  readonly #plainVictims: Victim[] = [];
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
    copy.#swept = this.#swept;
    return copy;
  }

  /** In no order. */
  *[Symbol.iterator](): IterableIterator<StoredCookie> {
    for (const [, bucket] of this.#buckets) yield* bucket.cookies.values();
  }

  /** The cookies of another index that this one does not share with it already; in no order. */
  *unsharedEntries(other: CookieIndex): IterableIterator<StoredCookie> {
    for (const [domain, bucket] of this.#buckets.unsharedEntries(other.#buckets)) {
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
    const cookies = this.#writable(cookie.domain);
    const key = keyOf(cookie);
    const old = cookies.get(key);
    if (old !== undefined) this.#uncount(old);
    cookies.set(key, old === undefined ? cookie : { ...cookie, order: old.order });
    this.#count(cookie);
  }

  /**
   * Like `put`. A server's cookie that is one more than the limits allow drives one out: of its domain's beyond 50, else
   * of all beyond 3000 the one that was longest not set or sent. What came by http drives out none that is Secure. No
   * more than one goes: what a file brought beyond the limits is not lost at once.
   */
  add(cookie: StoredCookie, now: number, from: Pick<CookieTarget, 'secure'>): void {
    const before = this.#fromServers;
    this.put(cookie);
    if (this.#fromServers <= before) return;
    const cookies = (this.#buckets.get(cookie.domain) as Bucket).cookies;
    if (cookies.size > MAX_PER_DOMAIN) {
      const theirs = [...cookies.values()].filter((each) => !each.given);
      if (theirs.length > MAX_PER_DOMAIN) {
        const worst = theirs.reduce((least, each) => (goesBefore(each, least, now) ? each : least));
        this.remove(worst);
        return;
      }
    }
    if (this.#fromServers > MAX_IN_ALL) this.#makeRoom(now, from);
  }

  remove(cookie: StoredCookie): void {
    const found = this.find(cookie.domain, cookie.name, cookie.path);
    if (found === undefined) return;
    this.#uncount(found);
    const cookies = this.#writable(cookie.domain);
    cookies.delete(keyOf(cookie));
    if (cookies.size === 0) this.#buckets.delete(cookie.domain);
  }

  /** Removes what has expired; at most once a second, for it looks at every cookie. */
  sweep(now: number): void {
    if (now < this.#nextExpiry || Math.abs(now - this.#swept) < SWEEP_INTERVAL) return;
    this.#removeExpired(now);
  }

  /** What a request to the target carries, in no order; it counts as an access. */
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
    if (this.#secureNames?.get(cookie.name) === undefined) return false;
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
      if (!fitsTarget(cookie, target, now)) continue;
      cookie.lastAccess = now;
      found.push(cookie);
    }
  }

  #removeExpired(now: number): void {
    this.#swept = now;
    this.#nextExpiry = Number.POSITIVE_INFINITY;
    const expired: StoredCookie[] = [];
    this.#each((cookie) => {
      if (cookie.expires <= now) expired.push(cookie);
      else if (cookie.expires < this.#nextExpiry) this.#nextExpiry = cookie.expires;
    });
    for (const cookie of expired) this.remove(cookie);
  }

  #makeRoom(now: number, from: Pick<CookieTarget, 'secure'>): void {
    if (now >= this.#nextExpiry) this.#removeExpired(now);
    const victims = from.secure ? this.#victims : this.#plainVictims;
    while (this.#fromServers > MAX_IN_ALL) {
      if (victims.length === 0) victims.push(...this.#findVictims(from.secure));
      const victim = victims.pop();
      if (victim === undefined) return;
      const { cookie, lastAccess } = victim;
      if (this.find(cookie.domain, cookie.name, cookie.path) !== cookie || cookie.lastAccess !== lastAccess) continue;
      this.remove(cookie);
      return;
    }
  }

  /** Those that are next, the very next last. */
  #findVictims(secureToo: boolean): Victim[] {
    const candidates: StoredCookie[] = [];
    this.#each((cookie) => {
      if (!cookie.given && (secureToo || !cookie.secure)) candidates.push(cookie);
    });
    return candidates
      .sort((a, b) => a.lastAccess - b.lastAccess || a.order - b.order)
      .slice(0, VICTIMS)
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
 * Which of two cookies of a domain makes room first: an expired one, then one that is not Secure, so that http cannot drive out what
 * https set, then the one that was longest not set or sent (RFC 6265bis §5.7).
 */
function goesBefore(a: StoredCookie, b: StoredCookie, now: number): boolean {
  const worth = (cookie: StoredCookie): number => (cookie.expires <= now ? 0 : cookie.secure ? 2 : 1);
  return (worth(a) - worth(b) || a.lastAccess - b.lastAccess || a.order - b.order) < 0;
}

const isBelow = (host: string, domain: string): boolean => host.endsWith(`.${domain}`);
