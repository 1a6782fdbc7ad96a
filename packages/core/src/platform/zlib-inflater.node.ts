import type { Transform } from 'node:stream';

/** One of Node's zlib streams. */
export type ZlibEngine = Transform & { readonly bytesWritten: number };

/**
 * Drives a zlib stream by hand: the output of a chunk is read before the next chunk is written, so that backpressure works
 * and output is never delayed. Bytes after the end of the coded data are left unread.
 */
export class ZlibInflater {
  readonly #engine: ZlibEngine;
  #error: Error | null = null;
  #ended = false;
  #wake: (() => void) | null = null;
  #fed = 0;

  constructor(engine: ZlibEngine) {
    this.#engine = engine;
    engine.on('readable', this.#notify);
    engine.on('end', () => {
      this.#ended = true;
      this.#notify();
    });
    engine.on('error', (error: Error) => {
      this.#error = error;
      this.#notify();
    });
  }

  /** True once the coded data is known to be complete. */
  get ended(): boolean {
    return this.#ended;
  }

  /** How many of the written bytes come after the end of the coded data. */
  get unused(): number {
    return this.#fed - this.#engine.bytesWritten;
  }

  async *write(chunk: Uint8Array): AsyncGenerator<Uint8Array> {
    if (this.#ended || chunk.length === 0) return;
    this.#fed += chunk.length;
    let taken = false;
    this.#engine.write(chunk, () => {
      taken = true;
      this.#notify();
    });
    yield* this.#drain(() => taken);
    // The engine consumes the input up to the end of the coded data, and nothing after it.
    if (this.#engine.bytesWritten < this.#fed) this.#ended = true;
  }

  async *end(): AsyncGenerator<Uint8Array> {
    if (this.#ended) return;
    this.#engine.end();
    yield* this.#drain(() => false);
  }

  close(): void {
    this.#engine.destroy();
  }

  readonly #notify = (): void => {
    const wake = this.#wake;
    this.#wake = null;
    wake?.();
  };

  async *#drain(done: () => boolean): AsyncGenerator<Uint8Array> {
    for (;;) {
      const out: Uint8Array | null = this.#engine.read();
      if (out !== null) {
        yield out;
        continue;
      }
      if (this.#error !== null) throw this.#error;
      if (this.#ended || done()) return;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}
