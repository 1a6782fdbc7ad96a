import { domainToASCII } from '#platform';
import { redactHost, redactUrl } from '#redact';
import { InvalidURL } from '../errors/errors.ts';
import { printable } from '../errors/printable.ts';
import { PATH_CHARS, QUERY_CHARS, UNRESERVED_CHARS, USERINFO_CHARS } from '../lang/percent-encoding.ts';
import { encodeComponent } from './encode-component.ts';
import { hasLongNames } from './host-labels.ts';
import { isIpv6 } from './ip-address.ts';

/** The components of a URL; those of http and https are normalized as in urllib3's `parse_url`. */
export interface ParsedUrl {
  /** Lower case; `null` when missing. */
  readonly scheme: string | null;
  readonly userinfo: string | null;
  /** Lower case, IPv6 in brackets; `null` when missing. */
  readonly host: string | null;
  readonly port: number | null;
  readonly path: string | null;
  readonly query: string | null;
  readonly fragment: string | null;
}

const SCHEME = /^(?:[a-zA-Z][a-zA-Z0-9+-]*:|\/)/;
const URI = /^(?:([a-zA-Z][a-zA-Z0-9+.-]*):)?(?:\/\/([^\\/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#([\s\S]*))?$/;
const HOST_PORT = /^(\[[^\]]*\]|(?:[^[\]%:/?#]|%[a-fA-F0-9]{2})*)(?::0*(|0|[1-9][0-9]{0,4}))?$/;

/**
 * Parses by RFC 3986. The WHATWG parser would rewrite IPv4 addresses, default ports, backslashes and escapes; here the
 * server sees what the caller wrote.
 * @throws InvalidURL
 */
export function parseUrl(url: string): ParsedUrl {
  const match = URI.exec(SCHEME.test(url) ? url : `//${url}`);
  if (match === null) throw new InvalidURL(`Failed to parse: ${printable(redactUrl(url))}`);
  const scheme = match[1]?.toLowerCase() ?? null;
  const normalise = scheme === null || scheme === 'http' || scheme === 'https';
  let userinfo: string | null = null;
  let host: string | null = null;
  let port: number | null = null;
  const authority = match[2];
  if (authority) {
    const at = authority.lastIndexOf('@');
    if (at > 0) userinfo = authority.slice(0, at);
    if (userinfo !== null && normalise) userinfo = encodeComponent(userinfo, USERINFO_CHARS);
    ({ host, port } = parseHostPort(authority.slice(at + 1), normalise, url));
  }
  let path: string | null = match[3] as string;
  let query = match[4] ?? null;
  let fragment = match[5] ?? null;
  if (normalise) {
    if (path !== '') path = encodeComponent(removeDotSegments(path), PATH_CHARS);
    if (query) query = encodeComponent(query, QUERY_CHARS);
    if (fragment) fragment = encodeComponent(fragment, QUERY_CHARS);
  }
  if (path === '') path = query === null ? null : '';
  return { scheme, userinfo, host: host === '' ? null : host, port, path, query, fragment };
}

/**
 * The host, with international names in punycode (UTS 46), and the port. `url` is the whole URL, for messages: an invalid
 * host may be half of a password, and is shown only if the URL cannot contain one.
 * @throws InvalidURL
 */
export function parseHostPort(text: string, normalise: boolean, url: string): { host: string; port: number | null } {
  const match = HOST_PORT.exec(text);
  if (match === null)
    throw new InvalidURL(`Failed to parse: '${printable(redactHost(text, url))}' is not a valid host or port`);
  const port = match[2] ? Number(match[2]) : null;
  if (port !== null && port > 65535) throw new InvalidURL(`Failed to parse: port ${port} is out of range 0-65535`);
  const host = match[1] as string;
  return { host: normalise ? normaliseHost(host, url) : host, port };
}

/** RFC 3986 §5.2.4. As in urllib3, escapes are not decoded: `%2e%2e` is not a dot segment. */
export function removeDotSegments(path: string): string {
  if (!path.includes('.')) return path;
  const output: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '.') continue;
    if (segment !== '..') output.push(segment);
    else if (output.length > 0) output.pop();
  }
  if (path.startsWith('/') && (output.length === 0 || output[0] !== '')) output.unshift('');
  if (path.endsWith('/.') || path.endsWith('/..')) output.push('');
  return output.join('/');
}

// WHATWG's forbidden host code points: every HTTP client would refuse them later.
const FORBIDDEN = /[\u0000-\u0020<>\\^`{|}"\u007f]/;
// Decoded once more, an escaped delimiter would end the host elsewhere.
const ESCAPED_DELIMITER = /%(?:2f|3f|23|40|3a|5b|5d|5c|25|0[0-9a-f]|1[0-9a-f]|20|7f)/i;

function normaliseHost(host: string, url: string): string {
  if (host === '') return host;
  if (host.startsWith('[')) return normaliseIpv6(host, url);
  const name = asciiName(host, url);
  if (hasLongNames(name)) {
    throw new InvalidURL(
      `Failed to parse: Host '${redactHost(host, url)}' is no name: a label has at most 63 characters, all of it 253`,
    );
  }
  return name;
}

function asciiName(host: string, url: string): string {
  const forbidden = FORBIDDEN.exec(host);
  if (forbidden !== null) {
    throw new InvalidURL(
      `Failed to parse: Host ${JSON.stringify(redactHost(host, url).slice(0, 200))} contains invalid character ${JSON.stringify(forbidden[0])}`,
    );
  }
  if (ESCAPED_DELIMITER.test(host))
    throw new InvalidURL(`Failed to parse: Host '${printable(redactHost(host, url))}' holds an escaped delimiter`);
  if (/^[\u0000-\u007f]*$/.test(host)) {
    return host.toLowerCase().replace(/%[0-9a-f]{2}/g, (triplet) => triplet.toUpperCase());
  }
  const ascii = domainToASCII(host);
  if (ascii === '')
    throw new InvalidURL(`Failed to parse: Name '${printable(redactHost(host, url))}' is not a valid IDNA label`);
  return ascii;
}

const IPV6 = /^[0-9a-fA-F:.]+$/;

function normaliseIpv6(host: string, url: string): string {
  const inner = host.slice(1, -1);
  const percent = inner.indexOf('%');
  const address = percent < 0 ? inner : inner.slice(0, percent);
  if (!IPV6.test(address) || !isIpv6(address))
    throw new InvalidURL(`Failed to parse: '${printable(redactHost(host, url))}' is not a valid host or port`);
  if (percent < 0) return `[${address.toLowerCase()}]`;
  let zone = inner.slice(percent + 1);
  if (zone.startsWith('25') && zone !== '25') zone = zone.slice(2);
  if (zone === '')
    throw new InvalidURL(`Failed to parse: '${printable(redactHost(host, url))}' is not a valid host or port`);
  return `[${address.toLowerCase()}%25${encodeComponent(zone, UNRESERVED_CHARS)}]`;
}
