import { basicCodec } from './basic-codecs.ts';
import { doubleByteCodec } from './double-byte.ts';
import { hzCodec } from './hz.ts';
import { iso2022Codec } from './iso-2022.ts';
import { canonicalName } from './names.ts';
import { singleByteCodec } from './single-byte.ts';
import type { Decoder, TextCodec } from './text-codec.ts';
import { utf7Codec } from './utf-7.ts';

const cache = new Map<string, TextCodec | null>();

/** The codec of an encoding, by any of its names; `null` if there is no such encoding. */
export function findCodec(name: string): TextCodec | null {
  const canonical = canonicalName(name);
  if (canonical === null) return null;
  let codec = cache.get(canonical);
  if (codec === undefined) {
    codec = create(canonical);
    cache.set(canonical, codec);
  }
  return codec;
}

/**
 * An incremental decoder: `write(bytes)` for each chunk, `end()` after the last.
 * @throws RangeError if there is no such encoding
 */
export function decoder(name: string): Decoder {
  const codec = findCodec(name);
  if (codec === null) throw new RangeError(`Unknown encoding: ${JSON.stringify(name)}`);
  return codec.decoder();
}

function create(name: string): TextCodec | null {
  const basic = basicCodec(name);
  if (basic !== null) return basic;
  if (name === 'utf_7') return utf7Codec;
  if (name === 'hz') return hzCodec();
  if (name.startsWith('iso2022')) return iso2022Codec(name);
  return singleByteCodec(name) ?? doubleByteCodec(name);
}
