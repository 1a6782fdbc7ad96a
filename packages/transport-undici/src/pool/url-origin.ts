import { InvalidURL } from '@req/core';
import { copyString } from '@req/core/transport';

/** Where a request goes: the parts of a URL before its path. */
export interface UrlOrigin {
  /** `scheme://authority`, as it stands in the URL. */
  readonly origin: string;
  /** `host:port` as it stands in the URL: the default `Host`. */
  readonly authority: string;
  readonly secure: boolean;
  /** Without the brackets of an IPv6 address. */
  readonly host: string;
  readonly port: number;
}

/**
 * Splits `scheme://host:port` by string search. `new URL()` would rewrite the host and drop a default port, and costs
 * more than the rest of a request's preparation. The parts keep nothing else of the URL alive.
 * @throws InvalidURL when it isn't an http or https URL with a host.
 */
export function parseOrigin(url: string): UrlOrigin {
  const scheme = url.indexOf('://');
  const protocol = url.slice(0, scheme).toLowerCase();
  if (protocol !== 'http' && protocol !== 'https') throw new InvalidURL('The URL is neither http nor https.');
  const origin = copyString(url.slice(0, originLength(url)));
  const authority = origin.slice(Math.max(scheme + 3, origin.lastIndexOf('@') + 1));
  const colon = authority.lastIndexOf(':');
  const hasPort = colon > authority.lastIndexOf(']');
  const name = hasPort ? authority.slice(0, colon) : authority;
  const digits = hasPort ? authority.slice(colon + 1) : '';
  const host = name.startsWith('[') ? name.slice(1, -1) : name;
  const secure = protocol === 'https';
  const port = digits === '' ? (secure ? 443 : 80) : Number(digits);
  if (host === '' || !Number.isInteger(port) || port > 65_535) throw new InvalidURL('The URL has no valid host.');
  return { origin, authority, secure, host, port };
}

/** Index of the first character after the authority. */
export function originLength(url: string): number {
  for (let i = url.indexOf('://') + 3; i < url.length; i++) {
    const c = url.charCodeAt(i);
    if (c === 0x2f || c === 0x3f || c === 0x23) return i;
  }
  return url.length;
}

/** True when the URL's origin is `origin`, character by character. */
export function isUnder(url: string, origin: string): boolean {
  if (!url.startsWith(origin)) return false;
  if (url.length === origin.length) return true;
  const c = url.charCodeAt(origin.length);
  return c === 0x2f || c === 0x3f;
}

/** The request target in origin-form (RFC 9112 §3.2.1), not a character of it changed. */
export function originForm(url: string, origin: string): string {
  if (url.length === origin.length) return '/';
  return url.charCodeAt(origin.length) === 0x2f ? url.slice(origin.length) : `/${url.slice(origin.length)}`;
}
