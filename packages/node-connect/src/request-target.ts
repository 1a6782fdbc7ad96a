import { InvalidURL } from '@req/core';

/** A request's URL, cut into pieces without being rewritten. */
export interface RequestTarget {
  readonly secure: boolean;
  /** Without brackets. */
  readonly host: string;
  readonly port: number;
  /** `host[:port]` as it stands in the URL. */
  readonly authority: string;
  /** `Host` for origin-form: the authority without a default port. */
  readonly hostHeader: string;
  /** Path and query. */
  readonly path: string;
}

const AUTHORITY = /^(?:\[([^\]]*)\]|([^:]*))(?::(\d*))?$/;

/**
 * Cuts as RFC 3986 does. The WHATWG parser would rewrite addresses and paths, and what core has encoded goes out as it is.
 * @throws InvalidURL for what could not be sent as one line, or has no host.
 */
export function requestTarget(url: string): RequestTarget {
  // White space or control characters would end the request line early.
  if (/[^\x21-\x7e]/.test(url)) throw new InvalidURL('The URL holds characters that must be encoded.');
  const start = url.indexOf('://') + 3;
  let end = start;
  while (end < url.length && !'/?#'.includes(url[end] as string)) end++;
  const authority = url.slice(Math.max(start, url.lastIndexOf('@', end) + 1), end);
  const parts = AUTHORITY.exec(authority);
  const host = parts?.[1]?.replace(/%25/, '%') ?? parts?.[2] ?? '';
  if (start < 3 || parts === null || host === '') throw new InvalidURL('The URL has no host, or not a valid one.');
  const secure = url.slice(0, start - 3).toLowerCase() === 'https';
  const standard = secure ? 443 : 80;
  const port = parts[3] === undefined || parts[3] === '' ? standard : Number(parts[3]);
  if (port > 65_535) throw new InvalidURL('The URL has a port beyond 65535.');
  const bare = authority.slice(0, authority.length - (parts[3] === undefined ? 0 : parts[3].length + 1));
  const hash = url.indexOf('#', end);
  const tail = hash < 0 ? url.slice(end) : url.slice(end, hash);
  return {
    secure,
    host,
    port,
    authority,
    hostHeader: port === standard ? bare : `${bare}:${port}`,
    path: tail.startsWith('/') ? tail : `/${tail}`,
  };
}
