export { findTextCodec } from '../codecs/text-codec.ts';
export { detectEncoding } from '../response/detect.ts';
