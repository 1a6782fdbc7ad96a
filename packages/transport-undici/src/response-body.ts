/** Bytes; with this many waiting for the reader, the connection is paused. */
const HIGH_WATER_MARK = 65_536;

/** Where the bytes of a response body come from. */
export interface BodySource {
  /** The reader waits for bytes. */
  onDemand(): void;
  /** The reader has left before the end. */
  cancel(): void;
}

const DONE: IteratorReturnResult<undefined> = Object.freeze({ done: true, value: undefined });

/**
 * The body of a streamed response: undici pushes, the reader pulls. Bytes that came before an error are delivered before
 * it. It can be read once.
 */
export class ResponseBody implements AsyncIterableIterator<Uint8Array> {
  readonly #source: BodySource;
  #chunks: Uint8Array[] = [];
  /** Index of the next chunk. */
  #first = 0;
  /** Bytes that are waiting. */
  #size = 0;
  #ended = false;
  #error: unknown = null;
  #resolve: ((result: IteratorResult<Uint8Array>) => void) | null = null;
  #reject: ((error: unknown) => void) | null = null;

  constructor(source: BodySource) {
    this.#source = source;
  }

  /** `false`: enough is waiting. */
  push(chunk: Uint8Array): boolean {
    if (this.#resolve !== null) {
      this.#takeResolve()({ done: false, value: chunk });
      return true;
    }
    this.#chunks.push(chunk);
    this.#size += chunk.byteLength;
    return this.#size < HIGH_WATER_MARK;
  }

  /** Whether the reader waits for bytes. */
  get readerWaits(): boolean {
    return this.#resolve !== null;
  }

  end(): void {
    this.#ended = true;
    if (this.#resolve !== null) this.#takeResolve()(DONE);
  }

  fail(error: unknown): void {
    this.#ended = true;
    this.#error = error;
    if (this.#reject === null) return;
    const reject = this.#reject;
    this.#error = null;
    this.#takeResolve();
    reject(error);
  }

  next(): Promise<IteratorResult<Uint8Array>> {
    if (this.#first < this.#chunks.length) return Promise.resolve({ done: false, value: this.#shift() });
    if (this.#error !== null) {
      const error = this.#error;
      this.#error = null;
      return Promise.reject(error);
    }
    if (this.#ended) return Promise.resolve(DONE);
    if (this.#resolve !== null) return Promise.reject(new TypeError('The body is being read already.'));
    return new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
      this.#source.onDemand();
    });
  }

  return(): Promise<IteratorResult<Uint8Array>> {
    const complete = this.#ended;
    this.#chunks = [];
    this.#first = 0;
    this.#error = null;
    this.end();
    if (!complete) this.#source.cancel();
    return Promise.resolve(DONE);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #shift(): Uint8Array {
    const chunk = this.#chunks[this.#first] as Uint8Array;
    this.#first++;
    this.#size -= chunk.byteLength;
    if (this.#first === this.#chunks.length) {
      this.#chunks = [];
      this.#first = 0;
    }
    return chunk;
  }

  #takeResolve(): (result: IteratorResult<Uint8Array>) => void {
    const resolve = this.#resolve as (result: IteratorResult<Uint8Array>) => void;
    this.#resolve = null;
    this.#reject = null;
    return resolve;
  }
}
