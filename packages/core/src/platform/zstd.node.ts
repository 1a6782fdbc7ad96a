import { concatBytes } from '../lang/bytes.ts';
import { shortZstd } from './short-zstd.node.ts';
import { type ZlibEngine, ZlibInflater } from './zlib-inflater.node.ts';
import { ZstdFrames } from './zstd-frames.node.ts';

/** What zstd needs of zlib. */
export interface ZstdEngines {
  /** A decompressor that works off this thread. */
  create(): ZlibEngine;
  /** Decodes a frame at once; throws when it gives more than `limit`, or is bad. */
  decompressSync(frame: Uint8Array, limit: number): Uint8Array;
}

/** Up to here a frame is small: an engine of its own costs more than decoding it. */
const SMALL_INPUT = 4096;
const SMALL_OUTPUT = 65_536;
/** What small frames give is put together up to this size. */
const PIECE = 65_536;
/** So many frames are decoded before others have their turn. */
const AT_ONCE = 256;
/** Decoding a frame at once costs as much as decoding this many bytes. */
const FRAME_COST = 4096;

/** zstd frame after frame (RFC 8878 §3). Skippable ones are passed over, small ones decoded at once. */
export class ZstdInflater {
  readonly #engines: ZstdEngines;
  readonly #frames = new ZstdFrames();
  /** The beginning of a frame whose kind is not known yet. */
  #kept: Uint8Array = NOTHING;
  #current: ZlibInflater | null = null;
  /** What small frames gave and nobody has yet. */
  #pieces: Uint8Array[] = [];
  #filled = 0;
  /** Frames that the engine has decoded at once since the last piece. */
  #atOnce = 0;
  #overhead = 0;

  constructor(engines: ZstdEngines) {
    this.#engines = engines;
  }

  /** What was spent besides on what was decoded, in bytes that could have been decoded instead. */
  get overhead(): number {
    return this.#overhead;
  }

  async *write(chunk: Uint8Array): AsyncGenerator<Uint8Array> {
    let at = 0;
    while (at < chunk.length) {
      const start = at;
      at = this.#frames.feed(chunk, start);
      const { kind } = this.#frames;
      if (kind === 'junk') {
        if (this.#filled > 0) yield this.#takePiece();
        throw new Error('Unknown frame descriptor');
      }
      const stretch = join(this.#kept, chunk.subarray(start, at));
      this.#kept = kind === 'unknown' ? stretch.slice() : NOTHING;
      if (kind === 'data' && !this.#readSmall(stretch)) {
        if (this.#filled > 0) yield this.#takePiece();
        yield* this.#readOn(stretch);
      } else if (this.#filled >= PIECE || this.#atOnce >= AT_ONCE) yield this.#takePiece();
    }
    if (this.#filled > 0) yield this.#takePiece();
  }

  async *end(): AsyncGenerator<Uint8Array> {
    if (this.#current !== null) yield* this.#current.end();
    if (!this.#frames.complete) throw new Error('unexpected end of file');
  }

  close(): void {
    this.#current?.close();
  }

  /** Through an engine of its own. */
  async *#readOn(stretch: Uint8Array): AsyncGenerator<Uint8Array> {
    this.#current ??= new ZlibInflater(this.#engines.create());
    yield* this.#current.write(stretch);
    if (!this.#frames.complete) return;
    yield* this.#current.end();
    this.#current.close();
    this.#current = null;
  }

  /** Decodes a frame that is whole and small. Returns false when it needs an engine. */
  #readSmall(frame: Uint8Array): boolean {
    if (this.#current !== null || !this.#frames.complete || frame.length > SMALL_INPUT) return false;
    let output = shortZstd(frame);
    if (output === null) {
      this.#overhead += FRAME_COST;
      this.#atOnce++;
      try {
        output = this.#engines.decompressSync(frame, SMALL_OUTPUT);
      } catch {
        // Not small after all, or bad: the engine tells.
        return false;
      }
    }
    if (output.length > 0) this.#pieces.push(output);
    this.#filled += output.length;
    return true;
  }

  #takePiece(): Uint8Array {
    const piece = concatBytes(this.#pieces);
    this.#pieces = [];
    this.#filled = 0;
    this.#atOnce = 0;
    return piece;
  }
}

const NOTHING: Uint8Array = new Uint8Array(0);

const join = (a: Uint8Array, b: Uint8Array): Uint8Array => (a.length === 0 ? b : concatBytes([a, b]));
