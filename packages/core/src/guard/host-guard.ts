import { redactUrl } from '#redact';
import { HostNotAllowed } from '../errors/errors.ts';
import { memoizeLast } from '../lang/memoize-last.ts';
import type { AddressGuard } from '../transport/transport.ts';
import { canonicalHost } from '../url/canonical-host.ts';
import { type IpAddress, inNetwork, ipAddress, type Network, network, withoutZone } from '../url/ip-address.ts';
import { urlParts } from '../url/url-parts.ts';
import { isPrivate } from './private-networks.ts';

/** Which hosts a session may reach. A host must pass every rule. */
export interface HostGuard {
  /** For the transport, which alone knows what a name resolves to; `null`: any address is allowed. */
  readonly addresses: AddressGuard | null;
  /** Checks a URL's host, before its name is resolved. @throws HostNotAllowed */
  check(url: string): void;
}

/**
 * The guard for a session's options, or `null` if they restrict nothing.
 * @throws TypeError for an entry of `allowHosts` that is neither a name, an address nor a network
 */
export function hostGuard(allowHosts: readonly string[] | null, denyPrivate: boolean): HostGuard | null {
  if (allowHosts === null && !denyPrivate) return null;
  if (allowHosts !== null && !Array.isArray(allowHosts)) throw new TypeError('allowHosts must be a list, or null');
  for (const entry of allowHosts ?? []) if (typeof entry !== 'string') throw notAHost(entry);
  return guardOf(JSON.stringify([allowHosts, denyPrivate]));
}

const guardOf = memoizeLast((rules: string): HostGuard => {
  const [allowHosts, denyPrivate] = JSON.parse(rules) as [readonly string[] | null, boolean];
  return new Guard(allowHosts, denyPrivate);
});

class Guard implements HostGuard {
  readonly addresses: AddressGuard | null;
  readonly #allowed: AllowedHosts | null;

  constructor(allowHosts: readonly string[] | null, denyPrivate: boolean) {
    this.#allowed = allowHosts === null ? null : new AllowedHosts(allowHosts);
    this.addresses = denyPrivate ? new PublicAddresses(this.#allowed?.networks ?? []) : null;
  }

  check(url: string): void {
    const written = urlParts(url)?.host ?? '';
    const host = withoutZone(canonicalHost(written));
    if (host === '' || this.#allowed?.has(host) === false) {
      throw new HostNotAllowed(`The host '${written}' is not among the session's allowHosts.`);
    }
    if (this.addresses === null) return;
    // Behind a proxy only the proxy knows what a name resolves to. These are always loopback (RFC 6761 §6.3).
    const local = host === 'localhost' || host.endsWith('.localhost');
    if (ipAddress(host) === null ? local && !this.addresses.permits('127.0.0.1') : !this.addresses.permits(host)) {
      throw new HostNotAllowed(`The host '${written}' is not on the public Internet (denyPrivateNetworks).`);
    }
  }
}

class AllowedHosts {
  readonly networks: readonly Network[];
  readonly #names: ReadonlySet<string>;
  readonly #suffixes: readonly string[];
  readonly #all: boolean;

  constructor(entries: readonly string[]) {
    const networks: Network[] = [];
    const names = new Set<string>();
    const suffixes: string[] = [];
    for (const entry of entries) {
      const net = networkOf(entry);
      if (net !== null) networks.push(net);
      else if (entry !== '*' && !isName(entry)) throw notAHost(entry);
      else if (entry.startsWith('*.')) suffixes.push(`.${canonicalHost(entry.slice(2))}`);
      else names.add(canonicalHost(entry));
    }
    this.networks = networks;
    this.#names = names;
    this.#suffixes = suffixes;
    this.#all = names.has('*');
  }

  has(host: string): boolean {
    if (this.#all || this.#names.has(host)) return true;
    const address = ipAddress(host);
    if (address !== null) return this.networks.some((net) => inNetwork(address, net));
    return this.#suffixes.some((suffix) => host.length > suffix.length && host.endsWith(suffix));
  }
}

/** An address is a network of a single address. */
function networkOf(entry: string): Network | null {
  if (entry.includes('/')) return network(entry, canonicalHost);
  const address = ipAddress(canonicalHost(entry));
  return address === null ? null : { ...address, prefix: address.width };
}

function notAHost(entry: unknown): TypeError {
  return new TypeError(
    `allowHosts has an entry that is not a host name, address or network: ${redactUrl(String(entry))}`,
  );
}

/** No delimiter of a URL and no port. A single `*` may stand for the leading labels. */
function isName(entry: string): boolean {
  return /^(?:\*\.)?[^\s*:/?#@[\]\\]+$/.test(entry);
}

class PublicAddresses implements AddressGuard {
  readonly key: string;
  readonly #exempt: readonly Network[];

  constructor(exempt: readonly Network[]) {
    this.#exempt = exempt;
    this.key = `public${exempt.map(({ bits, width, prefix }) => `+${width}:${bits.toString(16)}/${prefix}`).join('')}`;
  }

  permits(address: string): boolean {
    const ip: IpAddress | null = ipAddress(canonicalHost(address));
    if (ip === null) return false;
    return !isPrivate(ip) || this.#exempt.some((net) => inNetwork(ip, net));
  }
}
