import { errorFromSignal, PhaseTimer } from './phase-timer.ts';
import type { TransportRequest } from './transport.ts';

/** A body under the timeouts and the signal of its request, as over a network: each wait for a chunk is timed. */
export class TimedBody implements AsyncIterableIterator<Uint8Array> {
  readonly #inner: AsyncIterator<Uint8Array>;
  readonly #request: TransportRequest;
  #ended = false;

  constructor(body: AsyncIterable<Uint8Array>, request: TransportRequest) {
    this.#inner = body[Symbol.asyncIterator]();
    this.#request = request;
  }

  async next(): Promise<IteratorResult<Uint8Array, undefined>> {
    if (this.#ended) return { done: true, value: undefined };
    const { signal } = this.#request;
    if (signal?.aborted) {
      this.#abandon();
      throw errorFromSignal(signal);
    }
    return new Promise((resolve, reject) => {
      const timer = new PhaseTimer(this.#request, (error) => {
        this.#abandon();
        reject(error);
      });
      timer.sent();
      this.#inner
        .next()
        .then(resolve, reject)
        .finally(() => timer.stop());
    });
  }

  async return(): Promise<IteratorResult<Uint8Array, undefined>> {
    if (!this.#ended) {
      this.#ended = true;
      await this.#inner.return?.();
    }
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** `return` is not awaited: a generator that hangs would return only after its pending `next`. */
  #abandon(): void {
    this.#ended = true;
    this.#inner.return?.()?.catch(() => {});
  }
}
