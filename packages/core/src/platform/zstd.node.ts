import { concatBytes } from '../lang/bytes.ts';
import { shortZstd } from './short-zstd.node.ts';
import { type ZlibEngine, ZlibInflater } from './zlib-inflater.node.ts';
import { ZstdFrames } from './zstd-frames.node.ts';

/** The parts of zlib that ZstdInflater uses. */
export interface ZstdEngines {
  /** Creates an asynchronous decompressor. */
  create(): ZlibEngine;
  /** Decodes a frame synchronously. Throws if it yields more than `limit` or is invalid. */
  decompressSync(frame: Uint8Array, limit: number): Uint8Array;
}

/** A frame is small up to these sizes: creating an engine costs more than decoding it. */
const SMALL_INPUT = 4096;
const SMALL_OUTPUT = 65_536;
/** The output of small frames is collected up to this size. */
const OUTPUT_SIZE = 65_536;
/** Frames decoded synchronously before the consumer gets its turn. */
const MAX_SYNC_FRAMES = 256;
/** Decoding a frame synchronously takes as long as decoding this many bytes. */
const FRAME_COST = 4096;

/** zstd (RFC 8878 §3), frame by frame: skippable frames are skipped, small ones decoded synchronously. */
export class ZstdInflater {
  readonly #engines: ZstdEngines;
  readonly #frames = new ZstdFrames();
  /** The beginning of a frame whose kind is not known yet. */
  #pending: Uint8Array = NOTHING;
  #current: ZlibInflater | null = null;
  /** Output of small frames that was not yielded yet. */
  #output: Uint8Array[] = [];
  #filled = 0;
  /** Frames decoded synchronously since the last output. */
  #syncFrames = 0;
  #overhead = 0;

  constructor(engines: ZstdEngines) {
    this.#engines = engines;
  }

  /** Extra cost of decoding, as the number of bytes that could have been decoded in the same time. */
  get overhead(): number {
    return this.#overhead;
  }

  async *write(chunk: Uint8Array): AsyncGenerator<Uint8Array> {
    let at = 0;
    while (at < chunk.length) {
      const start = at;
      at = this.#frames.feed(chunk, start);
      const { kind } = this.#frames;
      if (kind === 'invalid') {
        if (this.#filled > 0) yield this.#takeOutput();
        throw new Error('Unknown frame descriptor');
      }
      const part = join(this.#pending, chunk.subarray(start, at));
      this.#pending = kind === 'unknown' ? part.slice() : NOTHING;
      if (kind === 'data' && !this.#readSmall(part)) {
        if (this.#filled > 0) yield this.#takeOutput();
        yield* this.#decodeWithEngine(part);
      } else if (this.#filled >= OUTPUT_SIZE || this.#syncFrames >= MAX_SYNC_FRAMES) yield this.#takeOutput();
    }
    if (this.#filled > 0) yield this.#takeOutput();
  }

  async *end(): AsyncGenerator<Uint8Array> {
    if (this.#current !== null) yield* this.#current.end();
    if (!this.#frames.complete) throw new Error('unexpected end of file');
  }

  close(): void {
    this.#current?.close();
  }

  /** Decodes part of a frame with an engine of its own. */
  async *#decodeWithEngine(part: Uint8Array): AsyncGenerator<Uint8Array> {
    this.#current ??= new ZlibInflater(this.#engines.create());
    yield* this.#current.write(part);
    if (!this.#frames.complete) return;
    yield* this.#current.end();
    this.#current.close();
    this.#current = null;
  }

  /** Decodes a complete small frame. Returns false if it needs an engine. */
  #readSmall(frame: Uint8Array): boolean {
    if (this.#current !== null || !this.#frames.complete || frame.length > SMALL_INPUT) return false;
    let output = shortZstd(frame);
    if (output === null) {
      this.#overhead += FRAME_COST;
      this.#syncFrames++;
      try {
        output = this.#engines.decompressSync(frame, SMALL_OUTPUT);
      } catch {
        // Not small, or invalid: leave it to the engine.
        return false;
      }
    }
    if (output.length > 0) this.#output.push(output);
    this.#filled += output.length;
    return true;
  }

  #takeOutput(): Uint8Array {
    const output = concatBytes(this.#output);
    this.#output = [];
    this.#filled = 0;
    this.#syncFrames = 0;
    return output;
  }
}

const NOTHING: Uint8Array = new Uint8Array(0);

const join = (a: Uint8Array, b: Uint8Array): Uint8Array => (a.length === 0 ? b : concatBytes([a, b]));
