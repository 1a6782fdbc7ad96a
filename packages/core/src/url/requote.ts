import { charTable, quote, UNRESERVED_CHARS } from './percent.ts';

const SAFE = "!#$&'()*+,/:;=?@[]~ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-";
const SAFE_WITH_PERCENT = charTable(`${SAFE}%`);
const SAFE_WITHOUT_PERCENT = charTable(SAFE);

/**
 * Requests' `requote_uri`: escapes of unreserved characters are decoded, characters that no URL may hold are encoded,
 * everything else stays. A URL with an escape that is none (`%zz`) has each of its `%` encoded.
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
    const digits = part.slice(0, 2);
    parts[i] = `%${part}`;
    if (!/^[\p{L}\p{N}]{2}$/u.test(digits)) continue;
    if (!/^[0-9a-fA-F]{2}$/.test(digits)) return null;
    const code = Number.parseInt(digits, 16);
    if (code < 128 && UNRESERVED_CHARS[code] === 1) parts[i] = String.fromCharCode(code) + part.slice(2);
  }
  return parts.join('');
}
