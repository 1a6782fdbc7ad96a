/** Bytes that may wait for the reader before the connection is paused. */
const HIGH_WATER = 65_536;

/** What the queue needs of the exchange that fills it. */
export interface BodySource {
  /** The reader waits: bytes are welcome, and the server owes them from now on. */
  wanted(): void;
  /** The reader left early. */
  cancel(): void;
}

/**
 * A streamed body between undici, which pushes, and the reader, who pulls. Bytes that came before an error are
 * delivered before it. Read once.
 */
export class ResponseBody implements AsyncIterableIterator<Uint8Array> {
  readonly #source: BodySource;
  #chunks: Uint8Array[] = [];
  #first = 0;
  #size = 0;
  #ended = false;
  #error: unknown = null;
  #resolve: ((result: IteratorResult<Uint8Array>) => void) | null = null;
  #reject: ((error: unknown) => void) | null = null;

  constructor(source: BodySource) {
    this.#source = source;
  }

  /** False: enough is waiting. */
  push(chunk: Uint8Array): boolean {
    if (this.#resolve !== null) {
      this.#settle()({ done: false, value: chunk });
      return true;
    }
    this.#chunks.push(chunk);
    this.#size += chunk.byteLength;
    return this.#size < HIGH_WATER;
  }

  /** True while the reader waits for bytes. */
  get awaited(): boolean {
    return this.#resolve !== null;
  }

  end(): void {
    this.#ended = true;
    if (this.#resolve !== null) this.#settle()(DONE);
  }

  fail(error: unknown): void {
    this.#ended = true;
    this.#error = error;
    if (this.#reject === null) return;
    const reject = this.#reject;
    this.#error = null;
    this.#settle();
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
      this.#source.wanted();
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

  #settle(): (result: IteratorResult<Uint8Array>) => void {
    const resolve = this.#resolve as (result: IteratorResult<Uint8Array>) => void;
    this.#resolve = null;
    this.#reject = null;
    return resolve;
  }
}

const DONE: IteratorReturnResult<undefined> = Object.freeze({ done: true, value: undefined });
