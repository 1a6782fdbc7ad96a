import type { TextCodec } from '@req/charset';
import { builtIn } from '#charset';

/** What core needs to read text: the shape of `@req/charset`. */
export interface Charset {
  /** The name of the encoding that bytes seem to be in, as Requests' `apparent_encoding`. */
  detect(bytes: Uint8Array): string;
  /** The codec of an encoding, by any of its names; `null` if there is no such encoding. */
  findCodec(name: string): TextCodec | null;
}

let installed: Charset = builtIn;

/** What `codecs.use()` was given, else what the platform has. */
export function charset(): Charset {
  return installed;
}

export function installCharset(charset: Charset): void {
  installed = charset;
}
