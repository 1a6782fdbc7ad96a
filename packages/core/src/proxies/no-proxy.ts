import { canonicalHost } from '../url/canonical-host.ts';
import { isIpv6 } from '../url/parse-url.ts';
import { urlParts } from '../url/url-parts.ts';

/**
 * Whether a `no_proxy` list takes a URL out of proxying: Requests' `should_bypass_proxies` on canonical hosts (case,
 * trailing dots, brackets, spellings of IPv4 and IPv6, IPv4-mapped IPv6, and international names do not matter).
 *
 * The list is comma-separated; `*` as the whole value matches every host. An entry is a name, which matches itself and
 * its subdomains; an address, which matches itself; either with `:port`, which must then be written in the URL; or a
 * network such as `10.0.0.0/8` or `fe80::/10`. A URL without a host matches always.
 */
export function bypassesProxy(url: string, noProxy: string): boolean {
  const parts = urlParts(url);
  if (parts === null || parts.host === '') return true;
  if (noProxy === '') return false;
  if (noProxy === '*') return true;
  const host = withoutZone(canonicalHost(parts.host));
  const address = addressBits(host);
  for (const entry of noProxy.replaceAll(' ', '').split(',')) {
    if (entry === '') continue;
    if (entry.includes('/')) {
      if (address !== null && inNetwork(address, entry)) return true;
      continue;
    }
    const { name, port } = hostAndPort(entry);
    if (port !== null && port !== parts.port) continue;
    const own = withoutZone(canonicalHost(name));
    if (own === '') continue;
    if (host === own || (address === null && host.endsWith(`.${own}`))) return true;
  }
  return false;
}

function hostAndPort(entry: string): { name: string; port: string | null } {
  const undotted = entry.replace(/^\.+/, '');
  const bracket = /^\[([^\]]*)\](?::(\d+))?$/.exec(undotted);
  if (bracket !== null) return { name: `[${bracket[1]}]`, port: bracket[2] ?? null };
  const colon = undotted.indexOf(':');
  // A bare IPv6 address has several colons, and no port.
  if (colon < 0 || undotted.includes(':', colon + 1)) return { name: undotted, port: null };
  return { name: undotted.slice(0, colon), port: undotted.slice(colon + 1) };
}

function withoutZone(host: string): string {
  const percent = host.indexOf('%');
  return percent >= 0 && host.includes(':') ? host.slice(0, percent) : host;
}

interface Address {
  readonly bits: bigint;
  readonly width: number;
}

const IPV4 = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/;

/** A canonical address as a number; `null` for a name. */
function addressBits(host: string): Address | null {
  const v4 = IPV4.exec(host);
  if (v4 !== null) return { bits: v4.slice(1).reduce((sum, part) => sum * 256n + BigInt(part), 0n), width: 32 };
  if (!host.includes(':') || !isIpv6(host)) return null;
  const [head = '', tail = ''] = host.split('::') as [string, string?];
  const left = head === '' ? [] : head.split(':');
  const right = tail === '' ? [] : tail.split(':');
  const groups = [...left, ...Array<string>(8 - left.length - right.length).fill('0'), ...right];
  return { bits: groups.reduce((sum, group) => sum * 65536n + BigInt(`0x${group}`), 0n), width: 128 };
}

/** A network of 0 bits is none, as in Requests: `*` says that. */
function inNetwork(address: Address, network: string): boolean {
  const slash = network.indexOf('/');
  const length = network.slice(slash + 1);
  if (!/^\d{1,3}$/.test(length)) return false;
  const base = addressBits(canonicalHost(network.slice(0, slash)));
  const prefix = Number(length);
  if (base === null || base.width !== address.width || prefix < 1 || prefix > base.width) return false;
  const shift = BigInt(base.width - prefix);
  return base.bits >> shift === address.bits >> shift;
}
