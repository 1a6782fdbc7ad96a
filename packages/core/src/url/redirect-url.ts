import { redactUrl } from '#redact';
import { InvalidURL } from '../errors/errors.ts';
import { printable } from '../errors/printable.ts';
import { joinUrl, parseReference } from './join-url.ts';
import { parseUrl } from './parse-url.ts';
import { requote } from './requote.ts';

export interface RedirectUrl {
  readonly url: string;
  /** The fragment that the next redirect inherits. */
  readonly fragment: string;
}

/**
 * The URL of the next request. `from`: the URL of the response, which a relative target is resolved against; `fragment`:
 * inherited by a target that has none.
 * @throws InvalidURL
 */
export function redirectUrl(target: string, from: string, fragment: string): RedirectUrl {
  const absolute = target.startsWith('//') ? `${from.slice(0, from.indexOf(':'))}:${target}` : target;
  const location = parseReference(absolute, fragment);
  // Python's parser takes the host after the backslash, a WHATWG parser the one before it.
  if (location.hasNetloc && /^https?:\/\/[^/?#\\]*\\/.test(location.url))
    throw new InvalidURL(`The redirect's target has a backslash in its host: ${redactUrl(location.url)}`);
  const url = location.hasNetloc ? requote(location.url) : joinUrl(from, requote(location.url));
  if (/^https?:/.test(url)) checkTarget(url);
  return { url, fragment: location.fragment };
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
