import type { TextCodec } from '@req/charset';
import { concatBytes } from '../lang/bytes.ts';
import { codecs } from './registry.ts';

/** The codec that was registered under that name; `null` if none was. */
export function registeredCodec(name: string): TextCodec | null {
  const codec = codecs.lookup(name);
  if (codec === null) return null;
  return {
    decode: (bytes) => codec.decode(bytes),
    decodeStrict: (bytes) => codec.decode(bytes),
    decoder() {
      // It decodes whole bodies only, so chunks are kept until the end.
      const chunks: Uint8Array[] = [];
      return {
        write(bytes) {
          chunks.push(bytes.slice());
          return '';
        },
        end: () => (chunks.length === 0 ? '' : codec.decode(concatBytes(chunks))),
      };
    },
  };
}
