import { findTextCodec } from '../codecs/text-codec.ts';

/**
 * The encoding that a body seems to be in, as Requests' `apparent_encoding`: a byte order mark, ASCII, valid UTF-8,
 * UTF-16 and UTF-32 by where the NULs are, else a guess. `utf-8` for an empty body.
 */
export function detectEncoding(bytes: Uint8Array): string {
  if (bytes.length === 0) return 'utf-8';
  return byMark(bytes) ?? (isAscii(bytes) ? 'ascii' : null) ?? (isUtf8(bytes) ? 'utf-8' : null) ?? 'windows-1252';
}

function byMark(bytes: Uint8Array): string | null {
  const [a, b, c, d] = bytes;
  if (a === 0xef && b === 0xbb && c === 0xbf) return 'utf-8-sig';
  if (a === 0xff && b === 0xfe) return c === 0 && d === 0 ? 'utf-32' : 'utf-16';
  if (a === 0xfe && b === 0xff) return 'utf-16';
  return a === 0 && b === 0 && c === 0xfe && d === 0xff ? 'utf-32' : null;
}

const isAscii = (bytes: Uint8Array): boolean => bytes.every((byte) => byte < 0x80);
const isUtf8 = (bytes: Uint8Array): boolean => findTextCodec('utf-8')?.decodeStrict(bytes) !== null;
