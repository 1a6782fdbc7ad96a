import { charTable, quote, UNRESERVED_CHARS } from '../lang/percent-encoding.ts';

const SAFE = "!#$&'()*+,/:;=?@[]~ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-";
const SAFE_WITH_PERCENT = charTable(`${SAFE}%`);
const SAFE_WITHOUT_PERCENT = charTable(SAFE);

/**
 * Requests' `requote_uri`: decodes escapes of unreserved characters, encodes characters that are not allowed in a URL, and
 * keeps everything else. In a URL with an invalid escape (`%zz`) every `%` is encoded.
 */
export function requote(url: string): string {
  const unquoted = unquoteUnreserved(url);
  return unquoted === null ? quote(url, SAFE_WITHOUT_PERCENT) : quote(unquoted, SAFE_WITH_PERCENT);
}

/** Decodes escapes of unreserved characters; `null` when two letters or digits after a `%` are not hexadecimal. */
function unquoteUnreserved(url: string): string | null {
  if (!url.includes('%')) return url;
  const parts = url.split('%');
  for (let i = 1; i < parts.length; i++) {
    const part = parts[i] as string;
    parts[i] = `%${part}`;
    const high = hexDigit(part, 0);
    const low = hexDigit(part, 1);
    if (high < 0 || low < 0) {
      if (/^[\p{L}\p{N}]{2}$/u.test(part.slice(0, 2))) return null;
      continue;
    }
    const code = high * 16 + low;
    if (code < 128 && UNRESERVED_CHARS[code] === 1) parts[i] = String.fromCharCode(code) + part.slice(2);
  }
  return parts.join('');
}

/** The value of a hexadecimal digit; -1 for anything else. */
function hexDigit(text: string, at: number): number {
  const c = text.charCodeAt(at);
  if (c >= 48 && c <= 57) return c - 48;
  const lower = c | 32;
  return lower >= 97 && lower <= 102 ? lower - 87 : -1;
}
