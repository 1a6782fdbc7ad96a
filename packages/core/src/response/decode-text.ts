import type { TextCodec } from '@req/charset';
import { charset } from '../codecs/charset.ts';
import { findCodec } from '../codecs/find-codec.ts';

/**
 * Bytes to text, as Requests' `Response.text`: invalid bytes become U+FFFD, an unknown encoding means UTF-8, and a byte
 * order mark is dropped by `utf-8-sig`, `utf-16` and `utf-32`, not by `utf-8`.
 */
export function decodeText(bytes: Uint8Array, encoding: string): string {
  if (bytes.length === 0) return '';
  return (findCodec(encoding) ?? unicodeCodec('utf-8')).decode(bytes);
}

/** The built-in codec of a Unicode encoding, even if another was registered under its name. */
export function unicodeCodec(name: 'utf-8' | 'utf-8-sig' | `utf-${16 | 32}${'' | '-le' | '-be'}`): TextCodec {
  return charset().findCodec(name) as TextCodec;
}
