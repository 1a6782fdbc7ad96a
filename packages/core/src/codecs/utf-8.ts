import { isUtf8, utf8Text } from '#charset';
import type { TextCodec } from './text-codec.ts';

/**
 * UTF-8; with `signature` (Python's `utf_8_sig`) a byte order mark at the start is no text. Python and the Encoding
 * Standard agree on how many U+FFFD bad bytes give.
 */
export function utf8Codec(signature: boolean): TextCodec {
  const ignoreBOM = !signature;
  const decode = signature ? (bytes: Uint8Array): string => new TextDecoder('utf-8').decode(bytes) : utf8Text;
  return {
    decode,
    decodeStrict: (bytes) => (isUtf8(bytes) ? decode(bytes) : null),
    decoder() {
      const decoder = new TextDecoder('utf-8', { ignoreBOM });
      return { write: (bytes) => decoder.decode(bytes, { stream: true }), end: () => decoder.decode() };
    },
  };
}
