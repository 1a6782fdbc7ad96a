import { redactUrl } from '#redact';
import { InvalidURL } from '../errors/errors.ts';
import { PATH_CHARS, QUERY_CHARS } from '../lang/percent-encoding.ts';
import { encodeComponent } from '../url/encode-component.ts';
import { hasEmptyLabel } from '../url/host-labels.ts';
import { isSendable } from '../url/is-normalized.ts';
import { parseHostPort, removeDotSegments } from '../url/parse-url.ts';
import { endOfAuthority, urlParts } from '../url/url-parts.ts';

/**
 * The URL as it is sent: without fragment, userinfo and the question mark of an empty query, with path and query encoded
 * once more as urllib3 does. A redirect's URL may still hold characters that no request line can.
 * @throws InvalidURL for a URL without a host or with an invalid one: an auth function may have replaced the prepared URL
 */
export function wireUrl(url: string): string {
  return isSendable(url) ? url : repairWireUrl(url);
}

/** The same for a URL that cannot be sent as it is. @throws InvalidURL */
export function repairWireUrl(url: string): string {
  // Nothing is known about other schemes. Their host may be a path: `http+unix://%2FVar%2Fsocket/`.
  if (!/^https?:/i.test(url)) return (url.split('#', 1)[0] as string).replace(/^([^:/]+:\/\/)[^/?]*@/, '$1');
  const parts = urlParts(url);
  if (parts === null || parts.scheme.includes(':')) {
    throw new InvalidURL(`Invalid URL '${redactUrl(url)}': No host supplied`);
  }
  const mark = parts.target.indexOf('?');
  const path = mark < 0 ? parts.target : parts.target.slice(0, mark);
  const query = mark < 0 ? '' : `?${encodeComponent(parts.target.slice(mark + 1), QUERY_CHARS)}`;
  return `${parts.scheme}://${wireAuthority(parts.netloc, url)}${encodeComponent(path || '/', PATH_CHARS)}${query}`;
}

/** Host and port unchanged, once they are known to be valid. */
function wireAuthority(authority: string, url: string): string {
  const { host, port } = parseHostPort(authority, true, url);
  if (hasEmptyLabel(host)) throw new InvalidURL(`Invalid URL '${redactUrl(url)}': The host has an empty label`);
  if (host === '') throw new InvalidURL(`Invalid URL '${redactUrl(url)}': No host supplied`);
  return /[^\u0000-\u007f]/.test(authority) ? `${host}${port === null ? '' : `:${port}`}` : authority.toLowerCase();
}

/**
 * The absolute URL in a request to an HTTP proxy. urllib3 removes its dot segments, as it does not for a path alone.
 */
export function proxiedUrl(url: string): string {
  if (!url.startsWith('http://')) return url;
  const path = endOfAuthority(url);
  const query = url.indexOf('?', path);
  const end = query < 0 ? url.length : query;
  return `${url.slice(0, path)}${removeDotSegments(url.slice(path, end))}${url.slice(end)}`;
}
