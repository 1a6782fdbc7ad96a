import { utf8Text } from '#charset';
import { findTextCodec } from '#text';

/**
 * Bytes to text, as Requests' `Response.text`: bad bytes become U+FFFD, a byte order mark stays where the encoding does
 * not claim it (`utf-8` does not, `utf-8-sig` and `utf-16` do), and an unknown encoding means UTF-8.
 */
export function decodeText(bytes: Uint8Array, encoding: string): string {
  if (bytes.length === 0) return '';
  const codec = findTextCodec(encoding);
  return codec === null ? utf8Text(bytes) : codec.decode(bytes);
}
