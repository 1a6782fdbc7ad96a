import { domainToASCII } from '#platform';
import { urlParts } from './url-parts.ts';

/**
 * A host in canonical form, for comparing: lower case, without a trailing dot, international names in punycode (UTS 46),
 * IPv4 in any notation as four decimals, IPv6 compressed and without brackets, IPv4-mapped IPv6 as IPv4.
 */
export function canonicalHost(host: string): string {
  const plain = /^[a-z][a-z0-9-]*(?:\.[a-z][a-z0-9-]*)*$/;
  if (plain.test(host)) return host;
  let text = host.toLowerCase();
  if (text.startsWith('[') && text.endsWith(']')) text = text.slice(1, -1);
  if (text.includes(':')) return canonicalIpv6(text);
  while (text.endsWith('.')) text = text.slice(0, -1);
  // The URL parser knows every notation of IPv4; a host that it refuses is compared as written.
  return domainToASCII(text) || text;
}

/** A URL with its host in canonical form and without its fragment; unchanged if it has no host. */
export function canonicalUrl(url: string): string {
  const parts = urlParts(url);
  if (parts === null || parts.host === '') return url;
  const host = canonicalHost(parts.host);
  const userinfo = parts.userinfo === null ? '' : `${parts.userinfo}@`;
  const authority = `${userinfo}${host.includes(':') ? `[${host}]` : host}${parts.port === null ? '' : `:${parts.port}`}`;
  return `${parts.scheme}://${authority}${parts.target}`;
}

function canonicalIpv6(address: string): string {
  const zone = address.indexOf('%');
  const bare = zone < 0 ? address : address.slice(0, zone);
  let compressed: string;
  try {
    compressed = new URL(`http://[${bare}]/`).hostname.slice(1, -1);
  } catch {
    return address;
  }
  const mapped = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(compressed);
  if (mapped !== null) {
    const high = Number.parseInt(mapped[1] as string, 16);
    const low = Number.parseInt(mapped[2] as string, 16);
    return `${high >> 8}.${high & 255}.${low >> 8}.${low & 255}`;
  }
  return zone < 0 ? compressed : compressed + address.slice(zone);
}
