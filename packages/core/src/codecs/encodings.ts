/** All that is known of encodings in one module: loaded at once on Node, and where there is no Node, when it is needed. */
export { detectEncoding } from '../response/detect.ts';
export { findTextCodec } from './text-codec.ts';
