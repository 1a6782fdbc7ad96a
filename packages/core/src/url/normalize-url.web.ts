import { redactUrl } from '#redact';
import { InvalidURL, UnsupportedByTransport } from '../errors/errors.ts';
import { printable } from '../errors/printable.ts';
import { hasEmptyLabel, hasLongNames } from './host-labels.ts';
import { missingScheme } from './missing-scheme.ts';

type Twin = typeof import('./normalize-url.ts');

// A browser sends every URL as its own parser writes it, whatever the caller wrote. So that parser normalizes it here too.

/** Not known: the platform's parser is fast. */
export const isNormalized: Twin['isNormalized'] = () => false;

export const normalizeUrl: Twin['normalizeUrl'] = (text, params) => {
  const url = text.trimStart();
  if (url.includes(':') && !/^http/i.test(url)) return url;
  const shown = printable(redactUrl(url));
  if (!/^[a-z][a-z0-9+-]*:/i.test(url)) throw missingScheme(url);
  if (!/^https?:\/\/[^/?#]/i.test(url)) throw new InvalidURL(`Invalid URL '${shown}': No host supplied`);
  const parsed = parse(url);
  // RFC 3986 parsers and WHATWG's find different hosts in one with a backslash.
  if (/^https?:\/\/[^/?#]*\\/i.test(url) || parsed === null || hasLongNames(parsed.hostname))
    throw new InvalidURL(`Failed to parse: ${shown}`);
  if (/^[*.]/.test(parsed.hostname) || hasEmptyLabel(parsed.hostname))
    throw new InvalidURL('URL has an invalid label.');
  const query = params();
  if (query !== '') parsed.search += `${parsed.search === '' ? '' : '&'}${query}`;
  return parsed.href;
};

/**
 * `null` if it is not valid. White space and a backslash, which the parser would drop or take for a slash, are encoded.
 * @throws UnsupportedByTransport for an escaped dot segment, which the parser would resolve
 */
function parse(url: string): URL | null {
  if (/^[^?#]*\/(?:\.?%2e|%2e(?:\.|%2e))(?:[/?#]|$)/i.test(url))
    throw new UnsupportedByTransport('browser', 'raw-target', { reason: 'a browser would resolve `%2e` in the URL' });
  try {
    return new URL(url.replace(/[\u0000-\u0020\\]/g, encodeURIComponent));
  } catch {
    return null;
  }
}
