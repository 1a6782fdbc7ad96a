import { isAscii, isUtf8 } from '#bytes';
import { detectByteOrderMark } from './byte-order-mark.ts';
import { detectLegacy } from './detect-legacy.ts';
import { detectUtf16 } from './detect-utf16.ts';
import { findCodec } from './find-codec.ts';

/**
 * The encoding that bytes seem to be in, as Requests' `apparent_encoding`: by a byte order mark, by the positions of NULs
 * (UTF-16, UTF-32), ASCII or UTF-8 if they are valid as that, else the most likely legacy encoding, which a short text may
 * get wrong. `utf-8` if there are no bytes, or no encoding fits.
 */
export function detect(bytes: Uint8Array): string {
  if (bytes.length === 0) return 'utf-8';
  const marked = detectByteOrderMark(bytes);
  if (marked !== null) return marked;
  const byNuls = detectByNuls(bytes);
  if (byNuls !== null) return byNuls;
  const ascii = isAscii(bytes);
  const sevenBit = ascii ? detectSevenBit(bytes) : null;
  if (sevenBit !== null) return sevenBit;
  if (ascii) return detectUtf16(bytes) ?? 'ascii';
  if (isUtf8(bytes)) return 'utf-8';
  return detectUtf16(bytes) ?? detectLegacy(bytes) ?? 'utf-8';
}

/** An encoding that writes other characters with ASCII bytes (ISO-2022, HZ); `null`: plain ASCII. */
function detectSevenBit(bytes: Uint8Array): string | null {
  for (let at = bytes.indexOf(0x1b); at >= 0; at = bytes.indexOf(0x1b, at + 1)) {
    if (bytes[at + 1] !== 0x24) continue;
    if (isText(bytes, 'iso2022_jp_ext')) return 'ISO-2022-JP';
    return isText(bytes, 'iso2022_kr') ? 'ISO-2022-KR' : null;
  }
  return hasHz(bytes) && isText(bytes, 'hz') ? 'HZ-GB-2312' : null;
}

/** Whether there is a `~{`, pairs of characters, and a `~}`. */
function hasHz(bytes: Uint8Array): boolean {
  for (let at = bytes.indexOf(0x7e); at >= 0; at = bytes.indexOf(0x7e, at + 1)) {
    if (bytes[at + 1] !== 0x7b) continue;
    const end = bytes.indexOf(0x7e, at + 2);
    if (end > at + 2 && (end - at) % 2 === 0 && bytes[end + 1] === 0x7d) return true;
  }
  return false;
}

/** Most text in UTF-16 and UTF-32 has NULs at the same position of each unit; other text has none. */
function detectByNuls(bytes: Uint8Array): string | null {
  const length = Math.min(bytes.length, 4096) & ~3;
  if (length < 4 || bytes.indexOf(0) < 0) return null;
  const nuls = [0, 0, 0, 0];
  for (let at = 0; at < length; at++) if (bytes[at] === 0) nuls[at & 3] = (nuls[at & 3] as number) + 1;
  const units = length / 4;
  const [a, b, c, d] = nuls.map((count) => count / units) as [number, number, number, number];
  if (a === 1 && b > 0.9 && d < 0.2 && isText(bytes, 'utf-32-be')) return 'UTF-32BE';
  if (d === 1 && c > 0.9 && a < 0.2 && isText(bytes, 'utf-32-le')) return 'UTF-32LE';
  const high = (a + c) / 2;
  const low = (b + d) / 2;
  if (high > 0.3 && low < 0.1 && isText(bytes, 'utf-16-be')) return 'UTF-16BE';
  return low > 0.3 && high < 0.1 && isText(bytes, 'utf-16-le') ? 'UTF-16LE' : null;
}

const isText = (bytes: Uint8Array, encoding: string): boolean =>
  (findCodec(encoding)?.decodeStrict(bytes) ?? null) !== null;
