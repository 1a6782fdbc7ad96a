/** Decodes one content coding chunk by chunk: see `inflate.node.ts`. */
export interface Inflater {
  write(chunk: Uint8Array): AsyncIterable<Uint8Array>;
  end(): AsyncIterable<Uint8Array>;
  close(): void;
  readonly overhead?: number;
}

export type Coding = 'gzip' | 'deflate' | 'deflate-raw' | 'br' | 'zstd';

type Format = ConstructorParameters<typeof DecompressionStream>[0];

/** The codings of `DecompressionStream`, which differ between platforms. */
export function availableCodings(): Coding[] {
  return (['gzip', 'deflate', 'br', 'zstd'] as const).filter((coding) => {
    try {
      new DecompressionStream(coding as Format);
      return true;
    } catch {
      return false;
    }
  });
}

/** Never possible: the platform decodes in streams only. */
export function inflateSync(_coding: Coding, _bytes: Uint8Array, _limit: number): Uint8Array | null {
  return null;
}

/** Over the platform's `DecompressionStream`, which reads one gzip member and rejects anything after it. */
export function createInflater(coding: Coding): Inflater {
  return new StreamInflater(new DecompressionStream(coding as Format));
}

class StreamInflater implements Inflater {
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  /** A read that has not resolved yet: the next call awaits it. */
  #reading: ReturnType<ReadableStreamDefaultReader<Uint8Array>['read']> | null = null;

  constructor(stream: DecompressionStream) {
    this.#writer = stream.writable.getWriter() as WritableStreamDefaultWriter<Uint8Array>;
    this.#reader = stream.readable.getReader() as ReadableStreamDefaultReader<Uint8Array>;
    // write() and read() report the same error.
    this.#writer.closed.catch(ignore);
    this.#reader.closed.catch(ignore);
  }

  async *write(chunk: Uint8Array): AsyncGenerator<Uint8Array> {
    const written = this.#writer.write(chunk).then(() => null);
    written.catch(ignore);
    for (;;) {
      this.#reading ??= this.#reader.read();
      this.#reading.catch(ignore);
      const result = await Promise.race([this.#reading, written]);
      if (result === null || result.done) return;
      this.#reading = null;
      yield result.value;
    }
  }

  async *end(): AsyncGenerator<Uint8Array> {
    const closed = this.#writer.close();
    closed.catch(ignore);
    for (;;) {
      const result = await (this.#reading ?? this.#reader.read());
      this.#reading = null;
      if (result.done) break;
      yield result.value;
    }
    await closed;
  }

  close(): void {
    this.#reader.cancel().catch(ignore);
    this.#writer.abort().catch(ignore);
  }
}

const ignore = (): void => {};
