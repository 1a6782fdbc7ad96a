import { concatBytes } from '../lang/bytes.ts';

/** Told of what a source fails with. */
export interface ReadFailureHandler {
  /** Returns the error to raise. */
  readFailed(error: unknown): unknown;
}

/**
 * Reads a body piece by piece and can stop anywhere: what was not taken stays for the next reader, until it is closed.
 */
export class BodyReader {
  readonly #source: AsyncIterable<Uint8Array>;
  readonly #whole: boolean;
  readonly #handler: ReadFailureHandler | null;
  #onEnd: (() => void) | null = null;
  #iterator: AsyncIterator<Uint8Array> | null = null;
  #rest: Uint8Array | null = null;
  /** What `take` ran into after it had bytes to give. */
  #failure: { readonly error: unknown } | null = null;
  /** The piece that `readWithin` did not wait for. */
  #pending: Promise<Uint8Array | null> | null = null;
  #ended = false;
  #closed = false;

  /**
   * @param whole a piece is whole or is not there at all: what came before a failure of its own is dropped
   * @param handler told when the source fails
   */
  constructor(source: AsyncIterable<Uint8Array>, whole = false, handler: ReadFailureHandler | null = null) {
    this.#source = source;
    this.#whole = whole;
    this.#handler = handler;
  }

  /** `listener` is called once, when the source has ended, failed or was given up. */
  onEnd(listener: () => void): void {
    this.#onEnd = listener;
  }

  /** True when the last byte was taken, the source failed, or the reader was closed. */
  get ended(): boolean {
    return this.#ended && this.#rest === null && this.#failure === null;
  }

  /** The next piece as it arrived; `null` at the end. */
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
        // Whoever has closed it asked for the end.
        if (this.#closed) return null;
        this.#end();
        throw this.#handler === null ? error : this.#handler.readFailed(error);
      }
      if (result.done) this.#end();
      else if (result.value.byteLength > 0) return result.value;
    }
    return null;
  }

  /** Exactly `size` bytes, fewer only at the end; `null` when there are none. */
  async take(size: number): Promise<Uint8Array | null> {
    const pieces: Uint8Array[] = [];
    let missing = size;
    while (missing > 0) {
      let piece: Uint8Array | null;
      try {
        piece = await this.next();
      } catch (error) {
        if (pieces.length === 0 || this.#whole) throw error;
        this.#failure = { error };
        break;
      }
      if (piece === null) break;
      if (piece.byteLength > missing) {
        this.#rest = piece.subarray(missing);
        piece = piece.subarray(0, missing);
      }
      pieces.push(piece);
      missing -= piece.byteLength;
    }
    return pieces.length === 0 ? null : concatBytes(pieces);
  }

  /** Everything that is left. */
  async readAll(): Promise<Uint8Array> {
    const pieces: Uint8Array[] = [];
    for (let piece = await this.next(); piece !== null; piece = await this.next()) pieces.push(piece);
    return concatBytes(pieces);
  }

  /** Everything that is left, if it is no longer than `limit` and ends in time; else `null`, and nothing is lost. */
  async readWithin(limit: number, milliseconds: number): Promise<Uint8Array | null> {
    const pieces: Uint8Array[] = [];
    let length = 0;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => resolve(undefined), milliseconds);
    });
    try {
      while (length <= limit) {
        const next = this.next();
        const piece = await Promise.race([next, late]);
        if (piece === null) return concatBytes(pieces);
        if (piece === undefined) {
          // Whoever reads on meets its failure.
          next.catch(() => {});
          this.#pending = next;
          break;
        }
        pieces.push(piece);
        length += piece.byteLength;
      }
    } finally {
      clearTimeout(timer);
    }
    if (length > 0) this.#rest = concatBytes(pieces);
    return null;
  }

  /** Gives the source up; what is left of it is dropped. Idempotent. */
  async close(): Promise<void> {
    this.#rest = null;
    this.#failure = null;
    this.#pending = null;
    if (this.#ended) return;
    this.#closed = true;
    this.#end();
    // A source that was never started has a connection to give back all the same.
    this.#iterator ??= this.#source[Symbol.asyncIterator]();
    await this.#iterator.return?.();
  }

  #end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#onEnd?.();
  }

  /** The rest as an iterable whose early end leaves the reader open. */
  async *pieces(): AsyncGenerator<Uint8Array, void, undefined> {
    for (let piece = await this.next(); piece !== null; piece = await this.next()) yield piece;
  }
}
