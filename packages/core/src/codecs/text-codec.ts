import { latin1Text } from '#charset';
import { concatBytes } from '../body/bytes.ts';
import { asciiCodec } from './ascii.ts';
import { byteCodec } from './byte-codec.ts';
import { doubleByteCodec } from './double-byte.ts';
import { hzCodec } from './hz.ts';
import { iso2022Codec } from './iso-2022.ts';
import { canonicalName } from './names.ts';
import { type Codec, codecs } from './registry.ts';
import { utf7Codec } from './utf-7.ts';
import { utf8Codec } from './utf-8.ts';
import { utf16Codec } from './utf-16.ts';
import { utf32Codec } from './utf-32.ts';

/** Decodes an encoding as Python does. */
export interface TextCodec {
  /** Bad bytes become U+FFFD, as many as with Python's `errors='replace'`. */
  decode(bytes: Uint8Array): string;
  /** `null` when there are bad bytes. */
  decodeStrict(bytes: Uint8Array): string | null;
  /** A decoder that takes the bytes in pieces, wherever they are cut. */
  decoder(): TextDecoding;
}

/** One incremental decoding. */
export interface TextDecoding {
  write(bytes: Uint8Array): string;
  /** What was held back; an unfinished character becomes U+FFFD. */
  end(): string;
}

const cache = new Map<string, TextCodec | null>();

/** The codec of that name: one that was registered, else a built-in one; `null` when it is unknown. */
export function findTextCodec(name: string): TextCodec | null {
  const own = codecs.lookup(name);
  if (own !== null) return fromCodec(own);
  const canonical = canonicalName(name);
  if (canonical === null) return null;
  let codec = cache.get(canonical);
  if (codec === undefined) {
    codec = create(canonical);
    cache.set(canonical, codec);
  }
  return codec;
}

function create(name: string): TextCodec | null {
  switch (name) {
    case 'utf_8':
      return utf8Codec(false);
    case 'utf_8_sig':
      return utf8Codec(true);
    case 'latin_1':
      return latin1;
    case 'ascii':
      return asciiCodec;
    case 'utf_7':
      return utf7Codec;
    case 'hz':
      return hzCodec();
  }
  if (name.startsWith('utf_16')) return utf16Codec(name.slice(7));
  if (name.startsWith('utf_32')) return utf32Codec(name.slice(7));
  if (name.startsWith('iso2022')) return iso2022Codec(name);
  return byteCodec(name) ?? doubleByteCodec(name);
}

const latin1: TextCodec = {
  decode: latin1Text,
  decodeStrict: latin1Text,
  decoder: () => ({ write: latin1Text, end: () => '' }),
};

/** A registered codec knows whole inputs only: pieces are kept until the end. */
function fromCodec(codec: Codec): TextCodec {
  return {
    decode: (bytes) => codec.decode(bytes),
    decodeStrict: (bytes) => codec.decode(bytes),
    decoder: () => {
      const pieces: Uint8Array[] = [];
      return {
        write(bytes) {
          pieces.push(bytes.slice());
          return '';
        },
        end: () => (pieces.length === 0 ? '' : codec.decode(concatBytes(pieces))),
      };
    },
  };
}
