import { inflateSync } from '#inflate';
import { concatBytes } from '../lang/bytes.ts';
import { decodeCoding, decodingError, variantOf } from './content-decoder.ts';
import { DecodeBudget } from './decode-budget.ts';
import { TimeSlice } from './time-slice.ts';

/** How far a body may expand. */
export interface DecodeLimits {
  /** Bytes after decoding; `null`: no limit. */
  readonly maxBodySize: number | null;
  /** Decoded bytes for each byte received, past the first 10 MiB; `null`: no limit. The default of sessions is 1000. */
  readonly maxRatio: number | null;
}

/** Coded data below this size is decoded synchronously: zlib's thread pool would take twice the time. */
const SYNC_INPUT = 256 * 1024;
/** The most that synchronous decoding may produce: a few milliseconds of work. */
const SYNC_OUTPUT = 2 * 1024 * 1024;

/**
 * Decodes a whole body: a small one synchronously, a large one off this thread. An empty body is valid in any coding.
 * @param check called between two chunks of a large body; throws to stop decoding
 * @throws ContentDecodingError for invalid or incomplete data, ContentTooLarge beyond the limits
 */
export function decodeWhole(
  bytes: Uint8Array,
  codings: readonly string[],
  limits: DecodeLimits,
  check: (() => void) | null = null,
): Uint8Array | Promise<Uint8Array> {
  const budget = new DecodeBudget(limits);
  budget.received(bytes.length);
  if (codings.length === 0 || bytes.length === 0) {
    budget.checkSize(bytes.length);
    return bytes;
  }
  let decoded: Uint8Array | null = bytes;
  for (const coding of codings) {
    if (decoded.length === 0) continue;
    if (decoded.length >= SYNC_INPUT) return collect(bytes, codings, { limits, check });
    decoded = decodeSync(coding, decoded, Math.min(budget.allowance, SYNC_OUTPUT));
    if (decoded === null) return collect(bytes, codings, { limits, check });
  }
  budget.checkSize(decoded.length);
  return decoded;
}

function decodeSync(coding: string, bytes: Uint8Array, limit: number): Uint8Array | null {
  try {
    // zlib rejects a limit of 0.
    return inflateSync(variantOf(coding, bytes), bytes, Math.max(1, limit));
  } catch (error) {
    throw decodingError(coding, error);
  }
}

interface Collecting {
  readonly limits: DecodeLimits;
  readonly check: (() => void) | null;
}

async function collect(
  bytes: Uint8Array,
  codings: readonly string[],
  { limits, check }: Collecting,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of decodeStream(once(bytes), codings, limits, check)) chunks.push(chunk);
  return concatBytes(chunks);
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/**
 * Decodes a body as it arrives: each chunk yields what can be decoded so far, and the next is read only when that has
 * been consumed. Leaving early closes the source.
 * @param check called between two chunks; throws to stop decoding
 * @throws ContentDecodingError, ContentTooLarge; errors of the source and of `check` unchanged
 */
export function decodeStream(
  source: AsyncIterable<Uint8Array>,
  codings: readonly string[],
  limits: DecodeLimits,
  check: (() => void) | null = null,
): AsyncIterable<Uint8Array> {
  if (codings.length === 0 && limits.maxBodySize === null) return source;
  const budget = new DecodeBudget(limits);
  let stream: AsyncIterable<Uint8Array> = codings.length === 0 ? source : budget.countReceived(source);
  const timeSlice = new TimeSlice(check);
  for (const [index, coding] of codings.entries()) {
    const [outermost, innermost] = [index === 0, index === codings.length - 1];
    stream = decodeCoding(stream, coding, { budget, timeSlice, outermost, innermost });
  }
  return budget.limitSize(stream);
}
