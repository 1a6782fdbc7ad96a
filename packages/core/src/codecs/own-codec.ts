import { concatBytes } from '../lang/bytes.ts';
import { type Codec, codecs } from './registry.ts';
import type { TextCodec } from './text-codec.ts';

/** The codec that a user registered under that name, as one of ours; `null` when there is none. */
export function ownCodec(name: string): TextCodec | null {
  const codec = codecs.lookup(name);
  return codec === null ? null : fromCodec(codec);
}

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
