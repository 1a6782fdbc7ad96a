import { ContentTooLarge } from '../errors/errors.ts';
import { coalesceChunks } from './coalesce-chunks.ts';
import type { DecodeLimits } from './decode-content.ts';

/** Bytes that go into the decoder at a time. */
const SLICE = 16 * 1024;

/** Decoded bytes that are allowed whatever the ratio: a small body may well be one repeated byte. */
const ALWAYS_ALLOWED = 10 * 1024 * 1024;

/** The most decoded bytes that `received` bytes may expand to. */
export function ratioAllowance(received: number, maxRatio: number): number {
  return Math.max(ALWAYS_ALLOWED, received * maxRatio);
}

/** What a coding may add to a small or incompressible body: headers and checksums. */
const CODING_OVERHEAD = 65_536;

/**
 * The most coded bytes, at any stage of several codings, that a body of at most `maxBodySize` may take: coded data can
 * go on forever without yielding a byte.
 */
export function codedAllowance(maxBodySize: number): number {
  return 2 * maxBodySize + CODING_OVERHEAD;
}

/** Counts the bytes that the decoding of one body takes in and yields, and enforces its limits. */
export class DecodeBudget {
  readonly #limits: DecodeLimits;
  #received = 0;

  constructor(limits: DecodeLimits) {
    this.#limits = limits;
  }

  received(bytes: number): void {
    this.#received += bytes;
  }

  /** The most decoded bytes that the bytes received so far may expand to. */
  get allowance(): number {
    const { maxBodySize, maxRatio } = this.#limits;
    const byRatio = maxRatio === null ? Number.POSITIVE_INFINITY : ratioAllowance(this.#received, maxRatio);
    return Math.min(byRatio, maxBodySize ?? Number.POSITIVE_INFINITY);
  }

  /** @throws ContentTooLarge if a coding yielded more than the ratio allows */
  checkRatio(decoded: number): void {
    const { maxRatio } = this.#limits;
    if (maxRatio === null || decoded <= ratioAllowance(this.#received, maxRatio)) return;
    throw new ContentTooLarge(
      `The body expands to more than ${maxRatio} times its size: ${this.#received} bytes gave over ${decoded}.`,
    );
  }

  /** @throws ContentTooLarge if the body is larger than `maxBodySize` */
  checkSize(decoded: number): void {
    const { maxBodySize } = this.#limits;
    if (maxBodySize === null || decoded <= maxBodySize) return;
    throw new ContentTooLarge(`The body is larger than maxBodySize (${maxBodySize} bytes).`);
  }

  /** @throws ContentTooLarge if one coding yielded more to the next than a body of `maxBodySize` can need */
  checkCoded(decoded: number): void {
    const { maxBodySize } = this.#limits;
    if (maxBodySize !== null && decoded > codedAllowance(maxBodySize)) this.checkSize(decoded);
  }

  /** Counts in small slices, so that a bomb is caught at its beginning: bytes not yet decoded do not count towards the ratio. */
  async *countReceived(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of coalesceChunks(source)) {
      for (let at = 0; at < chunk.length; at += SLICE) {
        const slice = chunk.length <= SLICE ? chunk : chunk.subarray(at, at + SLICE);
        this.#received += slice.length;
        yield slice;
      }
    }
  }

  async *limitSize(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    let size = 0;
    for await (const chunk of source) {
      size += chunk.length;
      this.checkSize(size);
      yield chunk;
    }
  }
}
