import { utf16Text } from '#bytes';
import { singleByteTable } from '#tables';
import type { TextCodec } from './text-codec.ts';

/** The codec of an encoding with one byte per character; `null` if the platform has no table for it. */
export function singleByteCodec(name: string): TextCodec | null {
  const table = singleByteTable(name);
  if (table === null) return null;
  const codes = Uint16Array.from(table, (character) => character.charCodeAt(0));
  const decode = (bytes: Uint8Array): string => {
    const units = new Uint16Array(bytes.length);
    for (let i = 0; i < bytes.length; i++) units[i] = codes[bytes[i] as number] as number;
    return utf16Text(units);
  };
  return {
    decode,
    decodeStrict(bytes) {
      const text = decode(bytes);
      return text.includes('\ufffd') ? null : text;
    },
    decoder: () => ({ write: decode, end: () => '' }),
  };
}
