import { hasOnly, quoteBytes, utf8 } from '../lang/percent-encoding.ts';

const ESCAPE = /%[0-9a-fA-F]{2}/g;

const isHex = (c: number): boolean => (c >= 48 && c <= 57) || ((c | 32) >= 97 && (c | 32) <= 102);

const hasOnlyowedOrPercent = (code: number, allowed: Uint8Array): boolean =>
  code === 0x25 || (code < 128 && allowed[code] === 1);

/**
 * Percent-encodes one component of a URL as urllib3 does. If every `%` begins a valid escape, escapes are kept, in upper
 * case; otherwise every `%` is encoded as `%25`.
 */
export function encodeComponent(text: string, allowed: Uint8Array): string {
  if (hasOnly(text, allowed)) return text;
  if (!text.includes('%')) return quoteBytes(utf8(text), allowed);
  let out = '';
  let done = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 0x25) {
      if (!isHex(text.charCodeAt(i + 1)) || !isHex(text.charCodeAt(i + 2)))
        return quoteBytes(utf8(text.replace(ESCAPE, (triplet) => triplet.toUpperCase())), allowed);
      out += text.slice(done, i) + text.slice(i, i + 3).toUpperCase();
      i += 2;
    } else if (c < 128 && allowed[c] === 1) {
      continue;
    } else {
      let end = i + 1;
      while (end < text.length && !hasOnlyowedOrPercent(text.charCodeAt(end), allowed)) end++;
      out += text.slice(done, i) + quoteBytes(utf8(text.slice(i, end)), allowed);
      i = end - 1;
    }
    done = i + 1;
  }
  return out + text.slice(done);
}
