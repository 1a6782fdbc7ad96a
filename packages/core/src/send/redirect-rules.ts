import { latin1Bytes } from '#platform';
import { InvalidURL } from '../errors/errors.ts';
import { printable } from '../errors/printable.ts';
import { joinUrl, reference } from '../url/join-url.ts';
import { parseUrl } from '../url/parse-url.ts';
import { charTable, quoteBytes } from '../url/percent.ts';
import { redactUrl } from '../url/redact.ts';
import { requote } from '../url/requote.ts';

/** Redirects as Requests decides them: values in, values out. */

/** 301, 302, 303, 307 and 308: the statuses that are followed when they have a Location. */
export function isRedirectStatus(status: number): boolean {
  return status === 301 || status === 302 || status === 303 || status === 307 || status === 308;
}

/** The method of the next request: 302 and 303 make all but HEAD a GET, 301 makes POST a GET. */
export function redirectMethod(method: string, status: number): string {
  if ((status === 303 || status === 302) && method !== 'HEAD') return 'GET';
  if (status === 301 && method === 'POST') return 'GET';
  return method;
}

/** Whether body and framing headers go along: with 307 and 308 only, whatever the method. */
export function keepsBody(status: number): boolean {
  return status === 307 || status === 308;
}

const ALL_ASCII = charTable(Array.from({ length: 128 }, (_, i) => String.fromCharCode(i)).join(''));

/** A Location value, which came one character a byte, as text: UTF-8, and what is none percent-encoded byte by byte. */
export function decodeLocation(location: string): string {
  let ascii = true;
  for (let i = 0; i < location.length && ascii; i++) ascii = location.charCodeAt(i) < 128;
  if (ascii) return location;
  const bytes = latin1Bytes(location);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return quoteBytes(bytes, ALL_ASCII);
  }
}

export interface RedirectUrl {
  readonly url: string;
  /** The fragment that the next redirect inherits. */
  readonly fragment: string;
}

/**
 * Where a Location leads from the URL that answered: relative ones resolved, escapes repaired, the fragment inherited
 * when it has none of its own.
 * @throws InvalidURL
 */
export function redirectUrl(location: string, from: string, fragment: string): RedirectUrl {
  const absolute = location.startsWith('//') ? `${from.slice(0, from.indexOf(':'))}:${location}` : location;
  const target = reference(absolute, fragment);
  // Python's parser reads the host behind a backslash, the WHATWG's the one before it.
  if (target.hasNetloc && /^https?:\/\/[^/?#\\]*\\/.test(target.url))
    throw new InvalidURL(`The redirect's target has a backslash in its host: ${redactUrl(target.url)}`);
  const url = target.hasNetloc ? requote(target.url) : joinUrl(from, requote(target.url));
  if (/^https?:/.test(url)) checkTarget(url);
  return { url, fragment: target.fragment };
}

function checkTarget(url: string): void {
  let host: string | null;
  try {
    ({ host } = parseUrl(url));
  } catch (cause) {
    throw new InvalidURL(`The redirect's target cannot be parsed: ${printable(redactUrl(url))}`, { cause });
  }
  if (host === null) throw new InvalidURL(`The redirect's target has no host: ${printable(redactUrl(url))}`);
}
