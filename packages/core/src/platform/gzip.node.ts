import { GzipHeader } from './gzip-header.node.ts';
import { ShortDeflate } from './short-deflate.node.ts';
import { type ZlibEngine, ZlibInflater } from './zlib-inflater.node.ts';

/** What gzip needs of zlib. */
export interface GzipEngines {
  /** A raw inflater that works off this thread. */
  create(): ZlibEngine;
  /**
   * Decodes a raw stream at once, and says how much of `bytes` it was; `null` when it may go on after them. Throws when
   * it is bad or gives more than `limit`.
   */
  inflateRawSync(bytes: Uint8Array, limit: number): { readonly output: Uint8Array; readonly used: number } | null;
  crc32(data: Uint8Array, value?: number): number;
}

/** Up to here a member is small: an engine of its own costs more than decoding it. */
const SMALL_INPUT = 4096;
const SMALL_OUTPUT = 65_536;
/** What small members give is put together up to this size. */
const PIECE = 131_072;
const TRAILER = 8;

/**
 * gzip (RFC 1952) member by member. Node's own Gunzip fails on what follows the last member and loses what it decoded
 * from the same chunk; here it is known where a member ends, and what follows is dropped as in Requests. Small members
 * after a small one are decoded at once, since an engine for each would make many of them cost hundreds of times what
 * zlib takes for them.
 */
export class GzipInflater {
  readonly #engines: GzipEngines;
  readonly #header = new GzipHeader();
  readonly #short = new ShortDeflate();
  #phase: 'header' | 'data' | 'trailer' | 'junk' = 'header';
  /** Bytes of a trailer that is not complete. */
  readonly #trailer = new Uint8Array(TRAILER);
  #have = 0;
  #inflater: ZlibInflater | null = null;
  /** Bytes that the current member's engine was given. */
  #fed = 0;
  /** Whether the last member was small. */
  #small = false;
  /** What small members gave and nobody has yet. */
  #piece: Uint8Array = NOTHING;
  #filled = 0;
  #crc = 0;
  #size = 0;
  #members = 0;

  constructor(engines: GzipEngines) {
    this.#engines = engines;
  }

  async *write(chunk: Uint8Array): AsyncGenerator<Uint8Array> {
    try {
      yield* this.#decode(chunk);
    } catch (error) {
      // What was right before the fault is still given.
      if (this.#filled > 0) yield this.#takePiece();
      throw error;
    }
  }

  async *#decode(chunk: Uint8Array): AsyncGenerator<Uint8Array> {
    let at = 0;
    while (at < chunk.length && this.#phase !== 'junk') {
      if (this.#phase === 'header') at = this.#readHeader(chunk, at);
      else if (this.#phase === 'trailer') at = this.#readTrailer(chunk, at);
      else {
        const end = this.#inflater === null && this.#small ? this.#readSmall(chunk, at) : null;
        if (this.#filled > PIECE - SMALL_OUTPUT || (end === null && this.#filled > 0)) yield this.#takePiece();
        if (end !== null) at = end;
        else {
          const inflater = this.#begun();
          const rest = chunk.subarray(at);
          this.#fed += rest.length;
          yield* this.#check(inflater.write(rest));
          if (!inflater.ended) return;
          at = chunk.length - inflater.unused;
          this.#ended(inflater);
        }
      }
    }
    if (this.#filled > 0) yield this.#takePiece();
  }

  async *end(): AsyncGenerator<Uint8Array> {
    if (this.#phase === 'junk') return;
    if (this.#phase === 'header' && (this.#members > 0 || this.#header.fresh)) return;
    if (this.#phase === 'data' && this.#inflater !== null) yield* this.#check(this.#inflater.end());
    throw new Error('unexpected end of file');
  }

  close(): void {
    this.#inflater?.close();
  }

  #begun(): ZlibInflater {
    if (this.#inflater === null) {
      this.#inflater = new ZlibInflater(this.#engines.create());
      this.#fed = 0;
    }
    return this.#inflater;
  }

  #ended(inflater: ZlibInflater): void {
    this.#small = this.#fed - inflater.unused <= SMALL_INPUT && this.#size <= SMALL_OUTPUT;
    inflater.close();
    this.#inflater = null;
    this.#phase = 'trailer';
  }

  async *#check(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const out of source) {
      this.#crc = this.#engines.crc32(out, this.#crc);
      this.#size = (this.#size + out.length) >>> 0;
      yield out;
    }
  }

  #readHeader(bytes: Uint8Array, start: number): number {
    const at = this.#header.read(bytes, start);
    if (this.#header.bad) {
      if (this.#members === 0) throw new Error('incorrect header check');
      this.#phase = 'junk';
    }
    if (at < 0) return bytes.length;
    this.#crc = 0;
    this.#size = 0;
    this.#phase = 'data';
    return at;
  }

  /** Decodes a member that is whole here. Returns where its data ends; `null`: it needs an engine. */
  #readSmall(bytes: Uint8Array, at: number): number | null {
    if (this.#piece.length === 0) this.#piece = new Uint8Array(PIECE);
    const short = this.#short.read(bytes, at, this.#piece, this.#filled);
    if (short === 'incomplete') return null;
    if (short !== 'other') {
      this.#given(this.#short.length);
      return short;
    }
    try {
      const data = bytes.subarray(at, at + SMALL_INPUT);
      const decoded = this.#engines.inflateRawSync(data, SMALL_OUTPUT);
      if (decoded === null) return null;
      const { output, used } = decoded;
      this.#piece.set(output, this.#filled);
      this.#given(output.length);
      return at + used;
    } catch {
      // Not small after all, or bad: the engine tells.
      return null;
    }
  }

  /** The member that was just read gave `length` bytes. */
  #given(length: number): void {
    if (length > 0) {
      const output = this.#piece.subarray(this.#filled, this.#filled + length);
      this.#crc = length < 16 ? shortCrc(output) : this.#engines.crc32(output);
    }
    this.#size = length;
    this.#filled += length;
    this.#phase = 'trailer';
  }

  #takePiece(): Uint8Array {
    const filled = this.#filled;
    this.#filled = 0;
    // Little of it is copied, so that it does not hold all of that memory.
    if (filled < PIECE / 2) return this.#piece.slice(0, filled);
    const piece = this.#piece.subarray(0, filled);
    this.#piece = NOTHING;
    return piece;
  }

  #readTrailer(bytes: Uint8Array, start: number): number {
    if (this.#have === 0 && start + TRAILER <= bytes.length) {
      this.#verify(uint32(bytes, start), uint32(bytes, start + 4));
      return start + TRAILER;
    }
    let at = start;
    while (this.#have < TRAILER && at < bytes.length) this.#trailer[this.#have++] = bytes[at++] as number;
    if (this.#have === TRAILER) {
      this.#have = 0;
      this.#verify(uint32(this.#trailer, 0), uint32(this.#trailer, 4));
    }
    return at;
  }

  #verify(crc: number, size: number): void {
    if (crc !== this.#crc) throw new Error('incorrect data check');
    if (size !== this.#size) throw new Error('incorrect length check');
    this.#members++;
    this.#phase = 'header';
  }
}

const NOTHING: Uint8Array = new Uint8Array(0);

const uint32 = (bytes: Uint8Array, at: number): number =>
  ((bytes[at] as number) |
    ((bytes[at + 1] as number) << 8) |
    ((bytes[at + 2] as number) << 16) |
    ((bytes[at + 3] as number) << 24)) >>>
  0;

/** CRC-32 of a few bytes, for which a call into zlib costs more than its work. */
function shortCrc(bytes: Uint8Array): number {
  let crc = 0xffff_ffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let i = 0; i < 8; i++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb8_8320 : 0);
  }
  return (crc ^ 0xffff_ffff) >>> 0;
}
