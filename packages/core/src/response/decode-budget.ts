import { ContentTooLarge } from '../errors/errors.ts';
import type { DecodeLimits } from './decode-content.ts';
import { gatherPieces } from './gather-pieces.ts';
import { codedAllowance, ratioAllowance } from './ratio-allowance.ts';

/** Bytes that go into the decoder at a time. */
const SLICE = 16 * 1024;

/** Keeps count of what one body took in and gave out. */
export class DecodeBudget {
  readonly #limits: DecodeLimits;
  #received = 0;

  constructor(limits: DecodeLimits) {
    this.#limits = limits;
  }

  received(bytes: number): void {
    this.#received += bytes;
  }

  /** How many decoded bytes may come of what was received so far. */
  get allowance(): number {
    const { maxBodySize, maxRatio } = this.#limits;
    const byRatio = maxRatio === null ? Number.POSITIVE_INFINITY : ratioAllowance(this.#received, maxRatio);
    return Math.min(byRatio, maxBodySize ?? Number.POSITIVE_INFINITY);
  }

  /** @throws ContentTooLarge when a coding gave more than the ratio allows. */
  checkRatio(decoded: number): void {
    const { maxRatio } = this.#limits;
    if (maxRatio === null || decoded <= ratioAllowance(this.#received, maxRatio)) return;
    throw new ContentTooLarge(
      `The body expands to more than ${maxRatio} times its size: ${this.#received} bytes gave over ${decoded}.`,
    );
  }

  /** @throws ContentTooLarge when the body is larger than `maxBodySize`. */
  checkSize(decoded: number): void {
    const { maxBodySize } = this.#limits;
    if (maxBodySize === null || decoded <= maxBodySize) return;
    throw new ContentTooLarge(`The body is larger than maxBodySize (${maxBodySize} bytes).`);
  }

  /** @throws ContentTooLarge when what one coding gave to the next is more than a body of `maxBodySize` needs. */
  checkCoded(decoded: number): void {
    const { maxBodySize } = this.#limits;
    if (maxBodySize !== null && decoded > codedAllowance(maxBodySize)) this.checkSize(decoded);
  }

  /** In slices, so that a bomb is told by its beginning: what is still to come does not count yet. */
  async *countReceived(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of gatherPieces(source)) {
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
