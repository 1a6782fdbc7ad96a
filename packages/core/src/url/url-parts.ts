import { memoizeLast } from '../lang/memoize-last.ts';

/** The components of an absolute URL as written: nothing is decoded or normalized but the scheme. */
export interface UrlParts {
  /** Lower case, without the colon. */
  readonly scheme: string;
  /** User and password as written; `null` if there are none. */
  readonly userinfo: string | null;
  /** Host and port. */
  readonly netloc: string;
  /** IPv6 in brackets. */
  readonly host: string;
  /** As written; `null` if there is none. */
  readonly port: string | null;
  /** Path and query, without the question mark of an empty query. `''` when there is neither. */
  readonly target: string;
  /** Without the `#`; `null` if there is none. */
  readonly fragment: string | null;
}

/** Splits an absolute URL by string search, without parsing it; `null` for a URL without `://`. */
export const urlParts: (url: string) => UrlParts | null = memoizeLast(split);

/** `host:port` of an absolute URL as written, without userinfo: for messages. */
export function hostOf(url: string): string {
  return urlParts(url)?.netloc ?? '';
}

/** The host as a socket takes it: an IPv6 address without its brackets, and its zone (RFC 6874) as the system names it. */
export function socketHost(host: string): string {
  if (!host.startsWith('[')) return host;
  const address = host.slice(1, -1);
  const percent = address.indexOf('%');
  return percent < 0 ? address : `${address.slice(0, percent)}%${zoneName(address.slice(percent + 1))}`;
}

/** What is no name of a zone stays encoded: the system will not find it. */
function zoneName(written: string): string {
  const zone = written.startsWith('25') ? written.slice(2) : written;
  return zone.replace(/%(?:2[1-9A-F]|[3-6][0-9A-F]|7[0-9A-E])/g, decodeURIComponent);
}

/** Where `scheme://authority` of an absolute URL ends: at the path, the query or the fragment; -1 without `://`. */
export function endOfAuthority(url: string): number {
  const colon = url.indexOf('://');
  if (colon < 0) return -1;
  let end = colon + 3;
  while (end < url.length) {
    const c = url.charCodeAt(end);
    if (c === 0x2f || c === 0x3f || c === 0x23) break;
    end++;
  }
  return end;
}

function split(url: string): UrlParts | null {
  const end = endOfAuthority(url);
  if (end < 0) return null;
  const colon = url.indexOf('://');
  const authority = url.slice(colon + 3, end);
  const at = authority.lastIndexOf('@');
  const netloc = at < 0 ? authority : authority.slice(at + 1);
  const portColon = netloc.lastIndexOf(':');
  const hasPort = portColon > netloc.lastIndexOf(']');
  const hash = url.indexOf('#', end);
  return {
    scheme: url.slice(0, colon).toLowerCase(),
    userinfo: at < 0 ? null : authority.slice(0, at),
    netloc,
    host: hasPort ? netloc.slice(0, portColon) : netloc,
    port: hasPort ? netloc.slice(portColon + 1) : null,
    target: withoutEmptyQuery(hash < 0 ? url.slice(end) : url.slice(end, hash)),
    fragment: hash < 0 ? null : url.slice(hash + 1),
  };
}

function withoutEmptyQuery(target: string): string {
  return target.endsWith('?') && target.indexOf('?') === target.length - 1 ? target.slice(0, -1) : target;
}
