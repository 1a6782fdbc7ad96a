import { inflateSync } from '#inflate';
import { concatBytes } from '../lang/bytes.ts';
import { badData, undoCoding, variantOf } from './content-decoder.ts';
import { DecodeBudget } from './decode-budget.ts';
import { DecodePace } from './decode-pace.ts';

/** How far a body may expand. */
export interface DecodeLimits {
  /** Bytes after decoding; `null`: no limit. */
  readonly maxBodySize: number | null;
  /** Decoded bytes for each byte received, past the first 10 MiB; `null`: no limit. The default of sessions is 1000. */
  readonly maxRatio: number | null;
}

/** Less coded data than this is decoded at once, on this thread: handing it to another one costs twice as much. */
const SYNC_INPUT = 256 * 1024;
/** What the synchronous way may produce: a few milliseconds' worth. */
const SYNC_OUTPUT = 2 * 1024 * 1024;

/**
 * Decodes a whole body. Small ones at once; others away from this thread, where `check` is asked between two pieces and
 * may throw to end it. An empty body is left alone.
 * @throws ContentDecodingError for bad or incomplete data, ContentTooLarge beyond the limits.
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
    // zlib refuses a limit of 0.
    return inflateSync(variantOf(coding, bytes), bytes, Math.max(1, limit));
  } catch (error) {
    throw badData(coding, error);
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
  for await (const chunk of decodeStream(only(bytes), codings, limits, check)) chunks.push(chunk);
  return concatBytes(chunks);
}

async function* only(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/**
 * Decodes a body while it arrives: each chunk gives what can be decoded so far, and the next one is not asked for
 * before that was taken. Errors of the source pass unchanged, and so does what `check`, asked between two pieces, throws
 * to end it; leaving early closes the source.
 * @throws ContentDecodingError, ContentTooLarge
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
  const pace = new DecodePace(check);
  for (const [index, coding] of codings.entries()) {
    const [outermost, innermost] = [index === 0, index === codings.length - 1];
    stream = undoCoding(stream, coding, { budget, pace, outermost, innermost });
  }
  return budget.limitSize(stream);
}
