import { normalizeName, type TextCodec } from '@req/charset';
import { concatBytes } from '../lang/bytes.ts';

/** A character encoding to register. */
export interface Codec {
  /** Bytes to text. Invalid bytes should become U+FFFD. */
  decode(bytes: Uint8Array): string;
  /** Text to bytes. */
  encode?(text: string): Uint8Array;
}

/** By normalized name. */
export const registered: Map<string, Codec> = new Map();

export function lookUp(name: string): Codec | null {
  return registered.size === 0 ? null : (registered.get(normalizeName(name)) ?? null);
}

/** The codec that was registered under that name; `null` if none was. */
export function registeredCodec(name: string): TextCodec | null {
  const codec = lookUp(name);
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
