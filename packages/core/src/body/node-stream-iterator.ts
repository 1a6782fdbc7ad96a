import { destroyConsumable } from './single-use.ts';

type Step = IteratorResult<unknown, undefined>;

/**
 * Node's own iterator of a stream, but for its end: that one waits for a read that is pending, and destroys the stream with
 * an error, which whoever listens to the stream would take for a fault.
 */
export class NodeStreamIterator implements AsyncIterableIterator<unknown, undefined, undefined> {
  readonly #stream: object;
  readonly #owner: object | null;
  readonly #inner: AsyncIterator<unknown, undefined, undefined>;

  constructor(stream: object, owner: object | null) {
    this.#stream = stream;
    this.#owner = owner;
    this.#inner = (stream as AsyncIterable<unknown, undefined>)[Symbol.asyncIterator]();
  }

  next(): Promise<Step> {
    return this.#inner.next();
  }

  async return(): Promise<Step> {
    destroyConsumable(this.#stream, this.#owner);
    this.#inner.return?.().catch(() => {});
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
