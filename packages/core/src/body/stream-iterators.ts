import { destroySingleUse } from './single-use.ts';

type Step = IteratorResult<unknown, undefined>;

/**
 * A Node stream as an async iterator. Only `return()` differs from Node's own, which waits for a pending read and
 * destroys the stream with an error that its listeners would take for a failure.
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
    destroySingleUse(this.#stream, this.#owner);
    this.#inner.return?.().catch(() => {});
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}

/**
 * A web stream as an async iterator, also where the platform's streams are not iterable. Not a generator, whose
 * `return()` would wait for a pending read: this one cancels the stream at once.
 */
export class WebStreamIterator implements AsyncIterableIterator<unknown, undefined, undefined> {
  readonly #reader: ReadableStreamDefaultReader<unknown>;
  #ended = false;

  constructor(stream: ReadableStream<unknown>) {
    this.#reader = stream.getReader();
  }

  async next(): Promise<Step> {
    if (this.#ended) return { done: true, value: undefined };
    try {
      const { done, value } = await this.#reader.read();
      if (!done) return { done: false, value };
    } catch (error) {
      this.#end();
      throw error;
    }
    this.#end();
    return { done: true, value: undefined };
  }

  async return(): Promise<Step> {
    if (!this.#ended) {
      this.#ended = true;
      const cancelled = this.#reader.cancel();
      this.#reader.releaseLock();
      await cancelled.catch(() => {});
    }
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#reader.releaseLock();
  }
}
