import { latin1Text } from '#charset';
import type { TextCodec } from './text-codec.ts';

const HIGH = /[\x80-\xff]/g;

const decode = (bytes: Uint8Array): string => latin1Text(bytes).replace(HIGH, '\ufffd');

/** ASCII: each byte from 0x80 is a bad one. */
export const asciiCodec: TextCodec = {
  decode,
  decodeStrict: (bytes) => (bytes.some((byte) => byte > 0x7f) ? null : latin1Text(bytes)),
  decoder: () => ({ write: decode, end: () => '' }),
};
