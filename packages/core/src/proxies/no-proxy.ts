import { canonicalHost } from '../url/canonical-host.ts';
import { type IpAddress, inNetwork, ipAddress, network, withoutZone } from '../url/ip-address.ts';
import { urlParts } from '../url/url-parts.ts';

/**
 * Whether a URL matches a `no_proxy` list: Requests' `should_bypass_proxies`, but with hosts in canonical form (case,
 * trailing dots, brackets, the notation of IPv4 and IPv6, IPv4-mapped IPv6 and international names make no difference).
 *
 * The list is comma-separated; `*` as the whole value matches every host. An entry is a name, which matches itself and its
 * subdomains, with or without a leading `.` or `*.`; an IP address; either of them with `:port`, which must then be in the
 * URL; or a network such as `10.0.0.0/8` or `fe80::/10`. A `*` elsewhere is an ordinary character. A URL without a host
 * always matches.
 */
export function bypassesProxy(url: string, noProxy: string): boolean {
  const parts = urlParts(url);
  if (parts === null || parts.host === '') return true;
  if (noProxy === '') return false;
  if (noProxy === '*') return true;
  const host = withoutZone(canonicalHost(parts.host));
  const address = ipAddress(host);
  for (const entry of noProxy.replaceAll(' ', '').split(',')) {
    if (entry === '') continue;
    if (entry.includes('/')) {
      if (address !== null && isIn(address, entry)) return true;
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
  const undotted = entry.replace(/^\*(?=\.)/, '').replace(/^\.+/, '');
  const bracket = /^\[([^\]]*)\](?::(\d+))?$/.exec(undotted);
  if (bracket !== null) return { name: `[${bracket[1]}]`, port: bracket[2] ?? null };
  const colon = undotted.indexOf(':');
  // A bare IPv6 address has several colons, and no port.
  if (colon < 0 || undotted.includes(':', colon + 1)) return { name: undotted, port: null };
  return { name: undotted.slice(0, colon), port: undotted.slice(colon + 1) };
}

/** As in Requests, a network of 0 bits does not match: `*` is the way to match every host. */
function isIn(address: IpAddress, entry: string): boolean {
  const net = network(entry, canonicalHost);
  return net !== null && net.prefix > 0 && inNetwork(address, net);
}
