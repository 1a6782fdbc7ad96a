import { isSecretName } from './secret-names.ts';

const MASK = '***';

// In a browser, whose URLs are normalized by its own parser, it is enough to know the plain form of a URL. In any other form more
// is masked than on Node, never less: everything up to the last `@`, and of a secret parameter all up to the next one.

/** Scheme and slashes, userinfo, host and port. */
const PLAIN =
  /^([^a-z%@]*[a-z][a-z0-9+.-]*:\/\/)([^/?#\\\s]*@)?(?:\[[0-9a-f:.%]+\]|[^\s/?#\\@:[\]"'<>^`{|}%]*)(?::\d*)?(?=[/?#]|$)/i;

const SPECIAL_SCHEME = /(?:https?|wss?|ftps?|socks\w*)(?::|%(?:25)*3a)/i;
const SLASHES = /(?:[/\\]|%(?:25)*(?:2f|5c)){2}/i;

/** Whether an authority may begin in the text. */
const hasAuthority = (text: string): boolean => SLASHES.test(text) || SPECIAL_SCHEME.test(text);

export function redactUrl(url: string): string {
  return redactPlain(url) ?? redactOther(url);
}

/** `null` for a URL in another form. Stack traces have URLs of files, which have no host. */
function redactPlain(url: string): string | null {
  const [start = '', scheme = '', userinfo = ''] = PLAIN.exec(url) ?? [];
  const host = start.slice(scheme.length + userinfo.length);
  const rest = url.slice(start.length);
  if (start === '' || (host === '' && !/(?:file|webpack[a-z-]*):/i.test(scheme)) || hasAuthority(rest)) return null;
  return `${scheme}${userinfo && `${MASK}@`}${host}${maskParameters(rest)}`;
}

function lastAt(text: string): number {
  let at = -1;
  for (const match of text.matchAll(/@|%(?:25)*40/gi)) at = match.index;
  return at;
}

function redactOther(url: string): string {
  const at = lastAt(url);
  // A path, such as `/users/me@example.org`.
  if (at < 0 || (/^(?:[/?#](?![/\\])|\.\.?\/)[^:]*$/.test(url) && !hasAuthority(url))) return maskParameters(url);
  const scheme = /^[^a-z%@]*[a-z][a-z0-9+.-]*:[/\\]+/i.exec(url)?.[0] ?? '';
  return `${at < scheme.length ? '' : scheme}${MASK}${maskParameters(url.slice(at))}`;
}

export function redactText(text: string): string {
  if (!/[@=%]/.test(text)) return text;
  let out = '';
  let inWords = true;
  const at = lastAt(text);
  for (const { 0: word, index } of text.matchAll(/[^\s"'<>]+|[\s"'<>]+/g)) {
    if (!inWords) break;
    const plain = redactPlain(word);
    // White space and quotes may be part of a password.
    inWords = plain !== null || !hasAuthority(word) || at < index;
    // An address for mail has no colon or slash.
    out += plain ?? (inWords ? (/[:/\\%?&]/.test(word) ? redactOther(word) : word) : redactOther(text.slice(index)));
  }
  return out;
}

export function redactHost(host: string, url: string): string {
  return lastAt(url) >= 0 || lastAt(host) >= 0 ? redactUrl(url) : host;
}

/** Splits at each delimiter, however often it is percent-encoded, so that it takes linear time. */
function maskParameters(text: string): string {
  let out = '';
  let hidden = false;
  for (const [i, piece] of text.split(/([?&;#]|%(?:25)*(?:3f|26|3b|23))/i).entries()) {
    if (/^[&;#]$/.test(piece)) hidden = false;
    if (hidden) continue;
    const equals = /=|%(?:25)*3d/i.exec(piece);
    hidden = i > 0 && equals !== null && isSecretName(piece.slice(0, equals.index));
    out += hidden
      ? `${piece.slice(0, (equals as RegExpExecArray).index)}${(equals as RegExpExecArray)[0]}${MASK}`
      : piece;
  }
  return out;
}
