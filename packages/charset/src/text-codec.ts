/** What reads and detects encodings: this package itself, or anything of the same shape. */
export interface Charset {
  /** The name of the encoding that bytes seem to be in. */
  detect(bytes: Uint8Array): string;
  /** The codec of an encoding, by any of its names; `null` if there is no such encoding. */
  findCodec(name: string): TextCodec | null;
}

/** Decodes one encoding as Python does. */
export interface TextCodec {
  /** Invalid bytes become U+FFFD, as many as with Python's `errors='replace'`. */
  decode(bytes: Uint8Array): string;
  /** `null` if any byte is invalid. */
  decodeStrict(bytes: Uint8Array): string | null;
  /** A decoder for bytes that come in chunks, wherever they are cut. */
  decoder(): Decoder;
}

/** Decodes one stream of bytes. */
export interface Decoder {
  /** The text of the characters that are complete. */
  write(bytes: Uint8Array): string;
  /** What is left at the end: an incomplete character becomes U+FFFD. */
  end(): string;
}
