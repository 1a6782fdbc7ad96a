/** Percent-encoding, as urllib3 and Requests write URLs (RFC 3986 §2). */

const UNRESERVED = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-~';
const SUB_DELIMS = "!$&'()*+,;=";

const HEX: string[] = Array.from({ length: 256 }, (_, i) => `%${i.toString(16).toUpperCase().padStart(2, '0')}`);

/** A set of ASCII characters, as a table by character code. */
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
// Shared: a URL may contain tens of thousands of separate escapes.
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** UTF-8 bytes; a lone surrogate becomes U+FFFD, as everywhere on the web. */
export function utf8(text: string): Uint8Array {
  return encoder.encode(text);
}

/** Percent-encodes the bytes that are not in `allowed`. */
export function quoteBytes(bytes: Uint8Array, allowed: Uint8Array): string {
  if (bytes.length > LONG) return quoteLong(bytes, allowed);
  let out = '';
  for (const byte of bytes) out += byte < 128 && allowed[byte] === 1 ? String.fromCharCode(byte) : HEX[byte];
  return out;
}

/** From this length on, concatenating character by character would take many times the memory of the result. */
const LONG = 1024;
const HEX_DIGITS = encoder.encode('0123456789ABCDEF');

function quoteLong(bytes: Uint8Array, allowed: Uint8Array): string {
  const out = new Uint8Array(3 * bytes.length);
  let length = 0;
  for (const byte of bytes) {
    if (byte < 128 && allowed[byte] === 1) out[length++] = byte;
    else {
      out[length++] = 0x25;
      out[length++] = HEX_DIGITS[byte >> 4] as number;
      out[length++] = HEX_DIGITS[byte & 15] as number;
    }
  }
  return decoder.decode(out.subarray(0, length));
}

/** True when every character of `text` is in `allowed`. */
export function hasOnly(text: string, allowed: Uint8Array): boolean {
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c > 127 || allowed[c] === 0) return false;
  }
  return true;
}

/** Percent-encodes the characters that are not in `allowed`, `%` included. */
export function quote(text: string, allowed: Uint8Array): string {
  return hasOnly(text, allowed) ? text : quoteBytes(utf8(text), allowed);
}

/** Python's `unquote`: as `decodeURIComponent`, but invalid UTF-8 becomes U+FFFD and invalid escapes stay. */
export function unquote(text: string): string {
  if (!text.includes('%')) return text;
  return text.replace(/(?:%[0-9a-fA-F]{2})+/g, (escapes) => {
    const bytes = new Uint8Array(escapes.length / 3);
    for (let i = 0; i < bytes.length; i++) bytes[i] = Number.parseInt(escapes.slice(i * 3 + 1, i * 3 + 3), 16);
    return decoder.decode(bytes);
  });
}
