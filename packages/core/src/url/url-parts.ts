/** The places of a prepared URL's parts, found without parsing it anew. */
export interface UrlParts {
  /** Lower case, without the colon. */
  readonly scheme: string;
  readonly userinfo: string | null;
  /** Host and port as written. */
  readonly netloc: string;
  /** Host as written, IPv6 in brackets. */
  readonly host: string;
  readonly port: string | null;
  /** Path and query: what follows the authority, without the fragment and an empty query. `''` when there is neither. */
  readonly target: string;
  readonly fragment: string | null;
}

// A request's URL is asked for its parts several times, and the next request often has the same.
let lastUrl = '';
let lastParts: UrlParts | null = null;
/** Longer URLs are rare, and are not kept alive. */
export const LONGEST_KEPT = 8192;

/** Splits an absolute URL; `null` for one without `//`. */
export function urlParts(url: string): UrlParts | null {
  if (url === lastUrl) return lastParts;
  const parts = split(url);
  if (url.length <= LONGEST_KEPT) {
    lastParts = parts;
    lastUrl = url;
  }
  return parts;
}

function split(url: string): UrlParts | null {
  const colon = url.indexOf('://');
  if (colon < 0) return null;
  const start = colon + 3;
  let end = start;
  while (end < url.length) {
    const c = url.charCodeAt(end);
    if (c === 0x2f || c === 0x3f || c === 0x23) break;
    end++;
  }
  const authority = url.slice(start, end);
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
