import { type ZlibEngine, ZlibInflater } from './zlib-inflater.node.ts';
import { ZstdFrames } from './zstd-frames.node.ts';

/** zstd frame after frame (RFC 8878 §3): before Node 26 the engine stops at the end of the first one in a chunk. */
export class ZstdInflater {
  readonly #createEngine: () => ZlibEngine;
  #current: ZlibInflater;
  /** True while the current engine has had nothing. */
  #fresh = true;
  readonly #frames = new ZstdFrames();

  constructor(createEngine: () => ZlibEngine) {
    this.#createEngine = createEngine;
    this.#current = new ZlibInflater(createEngine());
  }

  async *write(chunk: Uint8Array): AsyncGenerator<Uint8Array> {
    this.#frames.feed(chunk);
    let rest = chunk;
    while (rest.length > 0) {
      this.#fresh = false;
      yield* this.#current.write(rest);
      if (!this.#current.ended) return;
      rest = rest.subarray(rest.length - this.#current.unused);
      this.#current.close();
      this.#current = new ZlibInflater(this.#createEngine());
      this.#fresh = true;
    }
  }

  async *end(): AsyncGenerator<Uint8Array> {
    if (!this.#fresh) yield* this.#current.end();
    if (!this.#frames.complete) throw new Error('unexpected end of file');
  }

  close(): void {
    this.#current.close();
  }
}
