import { InvalidSchema } from '../errors/errors.ts';
import type { Transport } from '../transport/transport.ts';
import { redactUrl } from '../url/redact.ts';

interface Mount {
  /** Lower case. */
  readonly prefix: string;
  readonly transport: Transport;
}

/** Transports by URL prefix: the longest one that the URL starts with, without regard to case (Requests' adapters). */
export class Mounts {
  #mounts: Mount[] = [];

  /** Longer prefixes first; of equal length, the earlier mounted; a prefix mounted again moves behind its equals. */
  mount(prefix: string, transport: Transport): void {
    const lower = prefix.toLowerCase();
    const others = this.#mounts.filter((mount) => mount.prefix !== lower);
    const at = others.findIndex((mount) => mount.prefix.length < lower.length);
    others.splice(at < 0 ? others.length : at, 0, { prefix: lower, transport });
    this.#mounts = others;
  }

  /** @throws InvalidSchema when no prefix matches */
  get(url: string): Transport {
    for (const { prefix, transport } of this.#mounts) if (startsWith(url, prefix)) return transport;
    throw new InvalidSchema(`No connection adapters were found for '${redactUrl(url)}'`);
  }

  /** Each transport once. */
  get transports(): Set<Transport> {
    return new Set(this.#mounts.map((mount) => mount.transport));
  }
}

/** Without a copy of the URL in lower case for each mount. */
function startsWith(url: string, prefix: string): boolean {
  return url.startsWith(prefix) || url.slice(0, prefix.length).toLowerCase() === prefix;
}
