import { redactUrl } from '#redact';
import { InvalidURL } from '../errors/errors.ts';
import { printable } from '../errors/printable.ts';

/** Resolved by the browser's parser, as all its URLs are. */
export const redirectUrl: typeof import('./redirect-url.ts').redirectUrl = (target, from, fragment) => {
  let url: URL;
  try {
    url = new URL(target, from);
  } catch (cause) {
    throw new InvalidURL(`The redirect's target cannot be parsed: ${printable(redactUrl(target))}`, { cause });
  }
  if (/^[^/?#]*\/\/[^/?#]*\\/.test(target))
    throw new InvalidURL(`The redirect's target has a backslash in its host: ${printable(redactUrl(target))}`);
  if (url.hash === '') url.hash = fragment;
  return { url: url.href, fragment: url.hash.slice(1) };
};
