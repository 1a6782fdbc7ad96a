/** Percent-encoding, as urllib3 and Requests write URLs (RFC 3986 §2). */

const UNRESERVED = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-~';
const SUB_DELIMS = "!$&'()*+,;=";

const HEX: string[] = Array.from({ length: 256 }, (_, i) => `%${i.toString(16).toUpperCase().padStart(2, '0')}`);

/** A set of ASCII characters as a table by code. */
export function charTable(chars: string): Uint8Array {
  const table = new Uint8Array(128);
  for (let i = 0; i < chars.length; i++) table[chars.charCodeAt(i)] = 1;
  return table;
}

export const UNRESERVED_CHARS: Uint8Array = charTable(UNRESERVED);
export const USERINFO_CHARS: Uint8Array = charTable(`${UNRESERVED}${SUB_DELIMS}:`);
export const PATH_CHARS: Uint8Array = charTable(`${UNRESERVED}${SUB_DELIMS}:@/`);
export const QUERY_CHARS: Uint8Array = charTable(`${UNRESERVED}${SUB_DELIMS}:@/?`);

const encoder = new TextEncoder();

/** UTF-8 bytes; a lone surrogate becomes U+FFFD, as everywhere on the web. */
export function utf8(text: string): Uint8Array {
  return encoder.encode(text);
}

/** Percent-encodes what `allowed` lacks, byte by byte. */
export function quoteBytes(bytes: Uint8Array, allowed: Uint8Array): string {
  let out = '';
  for (const byte of bytes) out += byte < 128 && allowed[byte] === 1 ? String.fromCharCode(byte) : HEX[byte];
  return out;
}

/** True when every character of `text` is in `allowed`. */
export function isAll(text: string, allowed: Uint8Array): boolean {
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c > 127 || allowed[c] === 0) return false;
  }
  return true;
}

/** Percent-encodes the characters that `allowed` lacks, `%` among them. */
export function quote(text: string, allowed: Uint8Array): string {
  return isAll(text, allowed) ? text : quoteBytes(utf8(text), allowed);
}

const ESCAPE = /%[0-9a-fA-F]{2}/g;

const isHex = (c: number): boolean => (c >= 48 && c <= 57) || ((c | 32) >= 97 && (c | 32) <= 102);

/** Allowed, or the beginning of an escape. */
const isReady = (code: number, allowed: Uint8Array): boolean => code === 0x25 || (code < 128 && allowed[code] === 1);

/**
 * Repairs one component of a URL as urllib3 does: escapes are upper-cased and kept when every `%` of the component
 * starts a valid one; otherwise every `%` is text and becomes `%25`.
 */
export function encodeComponent(text: string, allowed: Uint8Array): string {
  if (isAll(text, allowed)) return text;
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
      while (end < text.length && !isReady(text.charCodeAt(end), allowed)) end++;
      out += text.slice(done, i) + quoteBytes(utf8(text.slice(i, end)), allowed);
      i = end - 1;
    }
    done = i + 1;
  }
  return out + text.slice(done);
}

// Made once: a URL may hold tens of thousands of escapes apart from each other.
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** `decodeURIComponent` that never throws: bad UTF-8 becomes U+FFFD, bad escapes stay (Python's `unquote`). */
export function unquote(text: string): string {
  if (!text.includes('%')) return text;
  return text.replace(/(?:%[0-9a-fA-F]{2})+/g, (escapes) => {
    const bytes = new Uint8Array(escapes.length / 3);
    for (let i = 0; i < bytes.length; i++) bytes[i] = Number.parseInt(escapes.slice(i * 3 + 1, i * 3 + 3), 16);
    return decoder.decode(bytes);
  });
}
