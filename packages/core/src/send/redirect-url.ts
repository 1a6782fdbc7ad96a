import { InvalidURL } from '../errors/errors.ts';
import { printable } from '../errors/printable.ts';
import { joinUrl, reference } from '../url/join-url.ts';
import { parseUrl } from '../url/parse-url.ts';
import { redactUrl } from '../url/redact.ts';
import { requote } from '../url/requote.ts';

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
