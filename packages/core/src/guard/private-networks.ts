import { type IpAddress, inNetwork, type Network, network } from '../url/ip-address.ts';

const networks = (list: string): readonly Network[] =>
  list.split(' ').map((text) => network(text, (host) => host) as Network);

/** IANA's registry of special-purpose IPv4 addresses (RFC 6890), multicast and reserved addresses. */
const PRIVATE_V4 = networks(
  '0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 ' +
    '192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4',
);

/**
 * All IPv6 addresses of the public Internet (RFC 4291 §2.4). Not among them: loopback, unspecified, link-local, unique
 * local and multicast addresses, IPv4-compatible and -translated forms, local-use NAT64 (64:ff9b:1::/48).
 */
const GLOBAL_V6 = network('2000::/3', (host) => host) as Network;

/** Exceptions in that range: protocol assignments, Teredo for one, and documentation. */
const PRIVATE_V6 = networks('2001::/23 2001:db8::/32 3fff::/20');

/** Prefixes that are followed by an IPv4 address: NAT64 (RFC 6052) and 6to4 (RFC 3056). */
const NAT64 = network('64:ff9b::/96', (host) => host) as Network;
const SIX_TO_FOUR = network('2002::/16', (host) => host) as Network;

const LOW_32 = 0xffff_ffffn;

/** True for an address outside of the public Internet, or one with such an IPv4 address embedded. */
export function isPrivate(address: IpAddress): boolean {
  if (address.width === 32) return PRIVATE_V4.some((net) => inNetwork(address, net));
  const { bits } = address;
  if (inNetwork(address, NAT64)) return embedsPrivate(bits);
  if (!inNetwork(address, GLOBAL_V6) || PRIVATE_V6.some((net) => inNetwork(address, net))) return true;
  if (inNetwork(address, SIX_TO_FOUR) && embedsPrivate(bits >> 80n)) return true;
  // ISATAP (RFC 5214): the interface is 0:5efe or 200:5efe and an IPv4 address.
  const interfaceId = (bits >> 32n) & LOW_32;
  return (interfaceId & ~0x0200_0000n) === 0x5efen && embedsPrivate(bits);
}

function embedsPrivate(bits: bigint): boolean {
  return isPrivate({ bits: bits & LOW_32, width: 32 });
}
