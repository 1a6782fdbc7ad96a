import { InvalidURL } from '../errors/errors.ts';
import { encodeComponent } from '../url/encode-component.ts';
import { hasEmptyLabel } from '../url/host-labels.ts';
import { parseHostPort } from '../url/parse-url.ts';
import { PATH_CHARS, QUERY_CHARS } from '../url/percent-encoding.ts';
import { redactUrl } from '../url/redact.ts';

/**
 * The URL as it goes on the wire, of one that does not go out as it stands.
 * @throws InvalidURL when it names no host, or one that cannot be
 */
export function repairWireUrl(url: string): string {
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
  const { host, port } = parseHostPort(authority, true, url);
  if (hasEmptyLabel(host)) throw new InvalidURL(`Invalid URL '${redactUrl(url)}': The host has an empty label`);
  if (host === '') throw new InvalidURL(`Invalid URL '${redactUrl(url)}': No host supplied`);
  return /[^\u0000-\u007f]/.test(authority) ? `${host}${port === null ? '' : `:${port}`}` : authority.toLowerCase();
}
