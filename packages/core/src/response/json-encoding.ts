import { findCodec } from '../codecs/find-codec.ts';
import { unicodeCodec } from './decode-text.ts';

/** The Unicode encodings that JSON may be in; `utf-16` and `utf-32` have a byte order mark. */
export type JsonEncoding =
  | 'utf-8'
  | 'utf-8-sig'
  | 'utf-16'
  | 'utf-16-le'
  | 'utf-16-be'
  | 'utf-32'
  | 'utf-32-le'
  | 'utf-32-be';

/**
 * The encoding of JSON bytes, detected from a byte order mark or from the NULs among the first bytes, as Python's
 * `json.detect_encoding`: the first character of JSON is ASCII, and none is NUL.
 */
export function jsonEncoding(bytes: Uint8Array): JsonEncoding {
  const [a, b, c, d] = bytes;
  if (a === 0xef && b === 0xbb && c === 0xbf) return 'utf-8-sig';
  if (a === 0xff && b === 0xfe) return c === 0 && d === 0 ? 'utf-32' : 'utf-16';
  if (a === 0 && b === 0 && c === 0xfe && d === 0xff) return 'utf-32';
  if (a === 0xfe && b === 0xff) return 'utf-16';
  if (bytes.length < 2) return 'utf-8';
  if (a === 0) return b === 0 && bytes.length > 3 ? 'utf-32-be' : 'utf-16-be';
  if (b === 0) return c === 0 && d === 0 ? 'utf-32-le' : 'utf-16-le';
  return 'utf-8';
}

/** UTF-16 or UTF-32 without a byte order, by any of its names. */
const WITHOUT_BYTE_ORDER = /^(?:utf[-_ ]?|u)(16|32)$/i;

/**
 * JSON bytes as text, by the given charset or else as detected, without a byte order mark (RFC 8259 §8.1). Bytes that are not
 * valid UTF-8 are decoded by `textOf`, or with U+FFFD if that is `null`.
 */
export function jsonText(bytes: Uint8Array, charset: string | null, textOf: (() => string) | null): string {
  const text = (charset ? declaredText(bytes, charset) : null) ?? detectedText(bytes, textOf);
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}

/** `null` for an unknown charset. */
function declaredText(bytes: Uint8Array, charset: string): string | null {
  const size = WITHOUT_BYTE_ORDER.exec(charset.trim())?.[1];
  if (size !== undefined) {
    const detected = jsonEncoding(bytes);
    return unicodeCodec(detected.startsWith(`utf-${size}`) ? detected : (`utf-${size}` as JsonEncoding)).decode(bytes);
  }
  return findCodec(charset)?.decode(bytes) ?? null;
}

function detectedText(bytes: Uint8Array, textOf: (() => string) | null): string {
  const encoding = jsonEncoding(bytes);
  const codec = unicodeCodec(encoding);
  return encoding !== 'utf-8' || textOf === null ? codec.decode(bytes) : (codec.decodeStrict(bytes) ?? textOf());
}
