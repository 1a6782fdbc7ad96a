import { basicCodec } from './basic-codecs.ts';
import { byteCodec } from './byte-codec.ts';
import { doubleByteCodec } from './double-byte.ts';
import { hzCodec } from './hz.ts';
import { iso2022Codec } from './iso-2022.ts';
import { canonicalName } from './names.ts';
import { ownCodec } from './own-codec.ts';
import { utf7Codec } from './utf-7.ts';
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
  const own = ownCodec(name);
  if (own !== null) return own;
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
  const basic = basicCodec(name);
  if (basic !== null) return basic;
  if (name === 'utf_7') return utf7Codec;
  if (name === 'hz') return hzCodec();
  if (name.startsWith('utf_16')) return utf16Codec(name.slice(7));
  if (name.startsWith('utf_32')) return utf32Codec(name.slice(7));
  if (name.startsWith('iso2022')) return iso2022Codec(name);
  return byteCodec(name) ?? doubleByteCodec(name);
}
