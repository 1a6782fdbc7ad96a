/** Text encodings: their names, decoders and detection, as in Python. */
export { ALIASES } from './aliases.ts';
export { basicCodec } from './basic-codecs.ts';
export { detectByteOrderMark } from './byte-order-mark.ts';
export { detect } from './detect.ts';
export { decoder, findCodec } from './find-codec.ts';
export { canonicalName, normalizeName } from './names.ts';
export type { Charset, Decoder, TextCodec } from './text-codec.ts';
