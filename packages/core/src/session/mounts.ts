import { InvalidSchema } from '../errors/errors.ts';
import { printable } from '../errors/printable.ts';
import { redactUrl } from '../errors/redact.ts';
import { BoundedMap } from '../lang/bounded-map.ts';
import type { Transport } from '../transport/transport.ts';
import { canonicalUrl } from '../url/canonical-host.ts';

interface Mount {
  /** Lower case. */
  readonly prefix: string;
  /** With the host in canonical form; `null` for a prefix that names none. */
  readonly canonical: string | null;
  readonly transport: Transport;
}

/** So many are simply gone through. */
const FEW = 8;
const MAX_ORIGINS = 1000;

/**
 * Transports by URL prefix: the longest one that the URL starts with, without regard to case (Requests' adapters). A
 * host in another spelling (`127.1`, `a.test.`) is the same host.
 */
export class Mounts {
  #mounts: readonly Mount[] = [];
  /** Of many mounts, those that a URL of an origin can start with. */
  readonly #byOrigin = new BoundedMap<readonly Mount[]>(MAX_ORIGINS);

  /** Longer prefixes first; of equal length, the earlier mounted; a prefix mounted again moves behind its equals. */
  mount(prefix: string, transport: Transport): void {
    const lower = prefix.toLowerCase();
    const others = this.#mounts.filter((mount) => mount.prefix !== lower);
    const at = others.findIndex((mount) => mount.prefix.length < lower.length);
    others.splice(at < 0 ? others.length : at, 0, { prefix: lower, canonical: canonicalPrefix(lower), transport });
    this.#mounts = others;
    this.#byOrigin.clear();
  }

  /** @throws InvalidSchema when no prefix matches */
  get(url: string): Transport {
    let canonical: string | null = null;
    for (const mount of this.#candidates(url)) {
      if (startsWith(url, mount.prefix)) return mount.transport;
      if (mount.canonical === null) continue;
      canonical ??= canonicalUrl(url);
      if (startsWith(canonical, mount.canonical)) return mount.transport;
    }
    throw new InvalidSchema(`No connection adapters were found for '${printable(redactUrl(url))}'`);
  }

  #candidates(url: string): readonly Mount[] {
    if (this.#mounts.length <= FEW) return this.#mounts;
    const origin = /^[^/?#]*:\/\/[^/?#]*/.exec(url)?.[0].toLowerCase();
    if (origin === undefined) return this.#mounts;
    let candidates = this.#byOrigin.get(origin);
    if (candidates === undefined) {
      const canonical = canonicalUrl(origin).replace(/\/$/, '');
      candidates = this.#mounts.filter(
        (mount) => meets(origin, mount.prefix) || (mount.canonical !== null && meets(canonical, mount.canonical)),
      );
      this.#byOrigin.set(origin, candidates);
    }
    return candidates;
  }

  /** Each transport once. */
  get transports(): Set<Transport> {
    return new Set(this.#mounts.map((mount) => mount.transport));
  }
}

/** One goes on where the other ends. */
const meets = (origin: string, prefix: string): boolean => origin.startsWith(prefix) || prefix.startsWith(origin);

/** Without a copy of the URL in lower case for each mount. */
function startsWith(url: string, prefix: string): boolean {
  return url.startsWith(prefix) || url.slice(0, prefix.length).toLowerCase() === prefix;
}

/** A prefix may end in the midst of a name (`http://10.`): that part of one stays as it is. */
function canonicalPrefix(prefix: string): string | null {
  const match = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]/.exec(prefix);
  if (match === null) return null;
  const whole = /[/?#\]:]|[^\u0000-\u007f]/.test(prefix.slice(match[0].length));
  return whole ? canonicalUrl(prefix) : prefix;
}
