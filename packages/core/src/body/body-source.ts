import { isBytes, toUint8Array } from '../lang/bytes.ts';
import { isStreamable, StreamBody, streamSource } from './stream-body.ts';

/** A body in one of the three forms that can be sent: text (as UTF-8), bytes, or a stream. */
export type BodySource = string | Uint8Array | StreamBody | null;

/** @throws TypeError for a value that cannot be a body, UnrewindableBodyError for a stream that was read before */
export function toBodySource(value: unknown): BodySource {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string') return value;
  if (value instanceof StreamBody) return value;
  if (isBytes(value)) return toUint8Array(value);
  if (value instanceof URLSearchParams) return value.toString();
  if (isStreamable(value)) return new StreamBody(streamSource(value));
  throw new TypeError(`A body must be text, bytes, a Blob, a stream or an iterable of chunks, not ${typeof value}`);
}
