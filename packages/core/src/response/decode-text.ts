import type { TextCodec } from '@req/charset';
import { charset } from '../codecs/charset.ts';
import { findCodec } from '../codecs/find-codec.ts';

/**
 * Bytes to text, as Requests' `Response.text`: bad bytes become U+FFFD, a byte order mark stays where the encoding does
 * not claim it (`utf-8` does not, `utf-8-sig` and `utf-16` do), and an unknown encoding means UTF-8.
 */
export function decodeText(bytes: Uint8Array, encoding: string): string {
  if (bytes.length === 0) return '';
  return (findCodec(encoding) ?? unicodeCodec('utf-8')).decode(bytes);
}

/** The built-in codec of a Unicode encoding, whatever was registered under its name. */
export function unicodeCodec(name: 'utf-8' | 'utf-8-sig' | `utf-${16 | 32}${'' | '-le' | '-be'}`): TextCodec {
  return charset().findCodec(name) as TextCodec;
}
