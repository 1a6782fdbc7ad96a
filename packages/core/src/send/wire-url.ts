import { InvalidURL } from '../errors/errors.ts';
import { parseHostPort, removeDotSegments } from '../url/parse-url.ts';
import { encodeComponent, PATH_CHARS, QUERY_CHARS } from '../url/percent.ts';
import { redactUrl } from '../url/redact.ts';

// A prepared URL that goes out as it stands.
const READY =
  /^https?:\/\/[a-z0-9._-]+(?::[0-9]{1,5})?\/[A-Za-z0-9_~!$&'()*+,;=:@./-]*(?:\?[A-Za-z0-9_~!$&'()*+,;=:@./?-]+)?$/;

let lastReady: string | null = null;

/**
 * The URL as it goes on the wire: without fragment and userinfo, path and query repaired once more as urllib3 does (a
 * redirect's URL may still hold what no request line can), and without the question mark of an empty query.
 * @throws InvalidURL when what was put in the place of a prepared URL names no host, or one that cannot be
 */
export function wireUrl(url: string): string {
  if (url === lastReady) return url;
  if (READY.test(url)) {
    lastReady = url;
    return url;
  }
  // Of a scheme of one's own nothing is known: its host may be a path (`http+unix://%2FVar%2Fsocket/`).
  if (!/^https?:/i.test(url)) return (url.split('#', 1)[0] as string).replace(/^([^:/]+:\/\/)[^/?]*@/, '$1');
  const match = /^([^:]+:\/\/)(?:[^/?#]*@)?([^/?#]*)([^?#]*)(?:\?([^#]*))?/.exec(url);
  if (match === null) throw new InvalidURL(`Invalid URL '${redactUrl(url)}': No host supplied`);
  const path = encodeComponent(match[3] || '/', PATH_CHARS);
  const query = !match[4] ? '' : `?${encodeComponent(match[4], QUERY_CHARS)}`;
  return `${(match[1] as string).toLowerCase()}${wireAuthority(match[2] as string, url)}${path}${query}`;
}

/** Host and port as they stand, once it is sure that they are no more than that. */
function wireAuthority(authority: string, url: string): string {
  const { host, port } = parseHostPort(authority, true);
  if (host === '') throw new InvalidURL(`Invalid URL '${redactUrl(url)}': No host supplied`);
  return /[^\u0000-\u007f]/.test(authority) ? `${host}${port === null ? '' : `:${port}`}` : authority.toLowerCase();
}

/** The whole URL that an HTTP proxy is asked for: urllib3 removes dot segments from it, from a path alone it does not. */
export function proxiedUrl(url: string): string {
  const match = /^(http:\/\/[^/?]+)([^?]*)(.*)$/.exec(url);
  if (match === null) return url;
  return `${match[1]}${removeDotSegments(match[2] as string)}${match[3]}`;
}
