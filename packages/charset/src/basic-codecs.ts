import { isAscii, isUtf8, latin1Text, utf8Text } from '#bytes';
import type { TextCodec } from './text-codec.ts';
import { utf16Codec } from './utf-16.ts';
import { utf32Codec } from './utf-32.ts';

/** The encodings that need no table, by Python's own name: ASCII, ISO-8859-1, UTF-8, UTF-16, UTF-32; else `null`. */
export function basicCodec(name: string): TextCodec | null {
  switch (name) {
    case 'utf_8':
      return utf8;
    case 'utf_8_sig':
      return utf8Sig;
    case 'latin_1':
      return latin1;
    case 'ascii':
      return ascii;
    case 'utf_16':
    case 'utf_16_le':
    case 'utf_16_be':
      return utf16Codec(name.slice(7));
    case 'utf_32':
    case 'utf_32_le':
    case 'utf_32_be':
      return utf32Codec(name.slice(7));
    default:
      return null;
  }
}

/** Python and the Encoding Standard agree on how many U+FFFD invalid bytes give. */
function utf8Codec(decode: (bytes: Uint8Array) => string, ignoreBOM: boolean): TextCodec {
  return {
    decode,
    decodeStrict: (bytes) => (isUtf8(bytes) ? decode(bytes) : null),
    decoder() {
      const decoder = new TextDecoder('utf-8', { ignoreBOM });
      return { write: (bytes) => decoder.decode(bytes, { stream: true }), end: () => decoder.decode() };
    },
  };
}

const utf8: TextCodec = utf8Codec(utf8Text, true);
/** Python's `utf_8_sig`: a byte order mark at the start is not part of the text. */
const utf8Sig: TextCodec = utf8Codec((bytes) => new TextDecoder('utf-8').decode(bytes), false);

/** ISO-8859-1 proper: 80 to 9F are control characters, not those of windows-1252. */
const latin1: TextCodec = {
  decode: latin1Text,
  decodeStrict: latin1Text,
  decoder: () => ({ write: latin1Text, end: () => '' }),
};

const decodeAscii = (bytes: Uint8Array): string => latin1Text(bytes).replace(/[\x80-\xff]/g, '\ufffd');

const ascii: TextCodec = {
  decode: decodeAscii,
  decodeStrict: (bytes) => (isAscii(bytes) ? latin1Text(bytes) : null),
  decoder: () => ({ write: decodeAscii, end: () => '' }),
};
