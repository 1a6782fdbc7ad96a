type Step = IteratorResult<unknown, undefined>;

/**
 * A web stream as an async iterator, also where it is none of its own. No generator: giving it up reaches the stream at
 * once, also while a read is waiting.
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
