import { concatBytes } from '../lang/bytes.ts';

/** Turns the error of a source into the one to throw. */
export interface ReadErrorHandler {
  readError(error: unknown): unknown;
}

/** Reads a body chunk by chunk, and can stop anywhere: what was not taken stays for the next reader until `close()`. */
export class BodyReader {
  readonly #source: AsyncIterable<Uint8Array>;
  readonly #whole: boolean;
  readonly #handler: ReadErrorHandler | null;
  #onEnd: (() => void) | null = null;
  #iterator: AsyncIterator<Uint8Array> | null = null;
  #rest: Uint8Array | null = null;
  /** An error that `take` met after it had read some bytes: thrown by the next read. */
  #failure: { readonly error: unknown } | null = null;
  /** The read that `readWithin` gave up waiting for. */
  #pending: Promise<Uint8Array | null> | null = null;
  #ended = false;
  #closed = false;

  /**
   * @param whole `take` fails at once on an error, instead of first returning the bytes that came before it
   * @param handler maps the errors of the source
   */
  constructor(source: AsyncIterable<Uint8Array>, whole = false, handler: ReadErrorHandler | null = null) {
    this.#source = source;
    this.#whole = whole;
    this.#handler = handler;
  }

  /** Calls `listener` once, when the source ends, fails or is closed. */
  onEnd(listener: () => void): void {
    this.#onEnd = listener;
  }

  /** True once the last byte was taken, the source failed, or the reader was closed. */
  get ended(): boolean {
    return this.#ended && this.#rest === null && this.#failure === null;
  }

  /** The next chunk as it arrived; `null` at the end. */
  async next(): Promise<Uint8Array | null> {
    const failure = this.#failure;
    if (failure !== null) {
      this.#failure = null;
      throw failure.error;
    }
    if (this.#rest !== null) {
      const rest = this.#rest;
      this.#rest = null;
      return rest;
    }
    if (this.#pending !== null) {
      const pending = this.#pending;
      this.#pending = null;
      return pending;
    }
    while (!this.#ended) {
      this.#iterator ??= this.#source[Symbol.asyncIterator]();
      let result: IteratorResult<Uint8Array>;
      try {
        result = await this.#iterator.next();
      } catch (error) {
        // Closing it may make the read fail: that is no error.
        if (this.#closed) return null;
        this.#end();
        throw this.#handler === null ? error : this.#handler.readError(error);
      }
      if (result.done) this.#end();
      else if (result.value.byteLength > 0) return result.value;
    }
    return null;
  }

  /** Exactly `size` bytes, or fewer at the end; `null` if there are none. */
  async take(size: number): Promise<Uint8Array | null> {
    const parts: Uint8Array[] = [];
    let missing = size;
    while (missing > 0) {
      let chunk: Uint8Array | null;
      try {
        chunk = await this.next();
      } catch (error) {
        if (parts.length === 0 || this.#whole) throw error;
        this.#failure = { error };
        break;
      }
      if (chunk === null) break;
      if (chunk.byteLength > missing) {
        this.#rest = chunk.subarray(missing);
        chunk = chunk.subarray(0, missing);
      }
      parts.push(chunk);
      missing -= chunk.byteLength;
    }
    return parts.length === 0 ? null : concatBytes(parts);
  }

  /** All remaining bytes. */
  async readAll(): Promise<Uint8Array> {
    const parts: Uint8Array[] = [];
    for (let chunk = await this.next(); chunk !== null; chunk = await this.next()) parts.push(chunk);
    return concatBytes(parts);
  }

  /** All remaining bytes if there are at most `limit` and they arrive in time; else `null`, and nothing is lost. */
  async readWithin(limit: number, milliseconds: number): Promise<Uint8Array | null> {
    const parts: Uint8Array[] = [];
    let length = 0;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const timeout = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => resolve(undefined), milliseconds);
    });
    try {
      while (length <= limit) {
        const next = this.next();
        const chunk = await Promise.race([next, timeout]);
        if (chunk === null) return concatBytes(parts);
        if (chunk === undefined) {
          // The next read gets its error.
          next.catch(() => {});
          this.#pending = next;
          break;
        }
        parts.push(chunk);
        length += chunk.byteLength;
      }
    } finally {
      clearTimeout(timer);
    }
    if (length > 0) this.#rest = concatBytes(parts);
    return null;
  }

  /** Closes the source and drops the rest. Idempotent. */
  async close(): Promise<void> {
    this.#rest = null;
    this.#failure = null;
    this.#pending = null;
    if (this.#ended) return;
    this.#closed = true;
    this.#end();
    // Even a source that was never read has a connection to release.
    this.#iterator ??= this.#source[Symbol.asyncIterator]();
    await this.#iterator.return?.();
  }

  #end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#onEnd?.();
  }

  /** The remaining chunks; leaving the loop early does not close the reader. */
  async *chunks(): AsyncGenerator<Uint8Array, void, undefined> {
    for (let chunk = await this.next(); chunk !== null; chunk = await this.next()) yield chunk;
  }
}
