import { latin1Text } from '#charset';
import { asciiCodec } from './ascii.ts';
import type { TextCodec } from './text-codec.ts';
import { utf8Codec } from './utf-8.ts';

const latin1: TextCodec = {
  decode: latin1Text,
  decodeStrict: latin1Text,
  decoder: () => ({ write: latin1Text, end: () => '' }),
};

/** The encodings of nearly every response, which need no tables, by Python's own name; `null` for any other. */
export function basicCodec(name: string): TextCodec | null {
  switch (name) {
    case 'utf_8':
      return utf8Codec(false);
    case 'utf_8_sig':
      return utf8Codec(true);
    case 'latin_1':
      return latin1;
    case 'ascii':
      return asciiCodec;
    default:
      return null;
  }
}
