import { redactUrl } from '#redact';
import { InvalidSchema } from '../errors/errors.ts';
import { printable } from '../errors/printable.ts';
import { BoundedMap } from '../lang/bounded-map.ts';
import { nearest } from '../lang/known-options.ts';
import type { Transport } from '../transport/transport.ts';
import { canonicalUrl } from '../url/canonical-host.ts';
import { endOfAuthority } from '../url/url-parts.ts';

interface Mount {
  /** Lower case. */
  readonly prefix: string;
  /** With the host in canonical form; `null` for a prefix without a host. */
  readonly canonical: string | null;
  readonly transport: Transport;
}

/** Up to here all mounts are compared one by one. */
const FEW = 8;
const MAX_ORIGINS = 1000;

/**
 * Transports by URL prefix (Requests' adapters). The longest prefix that a URL starts with wins; case does not matter, and
 * a host in another spelling (`127.1`, `a.test.`) is the same host.
 */
export class Mounts {
  #mounts: readonly Mount[] = [];
  /** With many mounts: the candidates for the URLs of an origin. */
  readonly #byOrigin = new BoundedMap<readonly Mount[]>(MAX_ORIGINS);

  /** Keeps longer prefixes first, and of equal length the one mounted earlier. A prefix mounted again counts as new. */
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
    const shown = printable(redactUrl(url));
    throw new InvalidSchema(`No connection adapters were found for '${shown}'${adviceFor(url, shown)}`);
  }

  #candidates(url: string): readonly Mount[] {
    if (this.#mounts.length <= FEW) return this.#mounts;
    const end = endOfAuthority(url);
    if (end < 0) return this.#mounts;
    const origin = url.slice(0, end).toLowerCase();
    let candidates = this.#byOrigin.get(origin);
    if (candidates === undefined) {
      const canonical = canonicalUrl(origin).replace(/\/$/, '');
      candidates = this.#mounts.filter(
        (mount) => overlap(origin, mount.prefix) || (mount.canonical !== null && overlap(canonical, mount.canonical)),
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

/** What to write instead, if that is clear: `localhost:3000/x` looks like a URL whose scheme is `localhost`. */
function adviceFor(url: string, shown: string): string {
  const host = /^([a-z0-9.-]+):\d{1,5}(?:[/?#]|$)/i.exec(url)?.[1];
  if (host !== undefined) {
    const scheme = /^(?:localhost|127\.[\d.]+)$/i.test(host) ? 'http' : 'https';
    return `. Perhaps you meant ${scheme}://${shown}?`;
  }
  const meant = nearest(/^[a-z]*(?=:)/i.exec(url)?.[0] ?? '', ['http', 'https']);
  return meant === null ? '' : `. Perhaps you meant ${meant}?`;
}

/** Whether one is a prefix of the other. */
const overlap = (origin: string, prefix: string): boolean => origin.startsWith(prefix) || prefix.startsWith(origin);

/** Ignores case, without a lower-case copy of the whole URL for each mount. */
function startsWith(url: string, prefix: string): boolean {
  return url.startsWith(prefix) || url.slice(0, prefix.length).toLowerCase() === prefix;
}

/** A prefix may end in the middle of a host (`http://10.`): such a part is left as it is. */
function canonicalPrefix(prefix: string): string | null {
  const match = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]/.exec(prefix);
  if (match === null) return null;
  const whole = /[/?#\]:]|[^\u0000-\u007f]/.test(prefix.slice(match[0].length));
  return whole ? canonicalUrl(prefix) : prefix;
}
