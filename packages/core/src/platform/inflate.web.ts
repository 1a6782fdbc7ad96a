/** Undoes one content coding piece by piece. */
export interface Inflater {
  write(chunk: Uint8Array): AsyncIterable<Uint8Array>;
  end(): AsyncIterable<Uint8Array>;
  close(): void;
}

export type Coding = 'gzip' | 'deflate' | 'deflate-raw' | 'br' | 'zstd';

/** What `DecompressionStream` knows here; asked of it, since platforms differ. */
export function inflatable(): Coding[] {
  return (['gzip', 'deflate', 'br', 'zstd'] as const).filter(
    (coding) => typeof DecompressionStream === 'function' && (coding === 'br' || coding === 'zstd' ? can(coding) : true),
  );
}

function can(coding: string): boolean {
  try {
    new DecompressionStream(coding as CompressionFormat);
    return true;
  } catch {
    return false;
  }
}

/** The platform decodes in streams only. */
export function inflateSync(_coding: Coding, _bytes: Uint8Array, _limit: number): Uint8Array | null {
  return null;
}

/** An engine over the platform's `DecompressionStream`, which knows one gzip member and nothing after it. */
export function createInflater(coding: Coding): Inflater {
  return new StreamInflater(new DecompressionStream(coding as CompressionFormat));
}

class StreamInflater implements Inflater {
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  #pending: Promise<ReadableStreamReadResult<Uint8Array>> | null = null;

  constructor(stream: DecompressionStream) {
    this.#writer = stream.writable.getWriter() as WritableStreamDefaultWriter<Uint8Array>;
    this.#reader = stream.readable.getReader() as ReadableStreamDefaultReader<Uint8Array>;
    // Both report the same fault as write() and read(), which are awaited.
    this.#writer.closed.catch(() => {});
    this.#reader.closed.catch(() => {});
  }

  write(chunk: Uint8Array): AsyncGenerator<Uint8Array> {
    return this.#drain(this.#writer.write(chunk));
  }

  end(): AsyncGenerator<Uint8Array> {
    return this.#drain(this.#writer.close());
  }

  close(): void {
    this.#reader.cancel().catch(() => {});
    this.#writer.abort().catch(() => {});
  }

  /** What can be read until the writing is done. The read that finds nothing is kept for the next call. */
  async *#drain(written: Promise<void>): AsyncGenerator<Uint8Array> {
    let done = false;
    const finished = written.then(() => {
      done = true;
      return null;
    });
    finished.catch(() => {});
    for (;;) {
      this.#pending ??= this.#reader.read();
      this.#pending.catch(() => {});
      // Already there? A settled read wins over the end of the writing.
      const result = await Promise.race([this.#pending, done ? settle() : finished]);
      if (result === null) return;
      this.#pending = null;
      if (result.done) {
        await written;
        return;
      }
      yield result.value;
    }
  }
}

const settle = (): Promise<null> => Promise.resolve(null);
