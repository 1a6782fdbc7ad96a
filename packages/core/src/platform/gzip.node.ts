import { GzipHeader } from './gzip-header.node.ts';
import { ShortDeflate } from './short-deflate.node.ts';
import { type ZlibEngine, ZlibInflater } from './zlib-inflater.node.ts';

/** The parts of zlib that GzipInflater uses. */
export interface GzipEngines {
  /** Creates an asynchronous raw inflater. */
  create(): ZlibEngine;
  /**
   * Decodes a raw stream synchronously, and returns how much of `bytes` it took; `null` if it may continue after them.
   * Throws if it is invalid or yields more than `limit`.
   */
  inflateRawSync(bytes: Uint8Array, limit: number): { readonly output: Uint8Array; readonly used: number } | null;
  crc32(data: Uint8Array, value?: number): number;
}

/** A member is small up to these sizes: creating an engine costs more than decoding it. */
const SMALL_INPUT = 4096;
const SMALL_OUTPUT = 65_536;
/** The output of small members is collected up to this size. */
const OUTPUT_SIZE = 131_072;
const TRAILER = 8;

/**
 * gzip (RFC 1952), member by member. Node's Gunzip fails on bytes after the last member, and loses what it decoded from the
 * same chunk; here they are dropped, as in Requests. Small members that follow a small one are decoded synchronously: with
 * an engine for each, a body of many would take hundreds of times as long.
 */
export class GzipInflater {
  readonly #engines: GzipEngines;
  readonly #header = new GzipHeader();
  readonly #short = new ShortDeflate();
  #phase: 'header' | 'data' | 'trailer' | 'ignored' = 'header';
  /** The bytes of an incomplete trailer. */
  readonly #trailer = new Uint8Array(TRAILER);
  #have = 0;
  #inflater: ZlibInflater | null = null;
  /** How many bytes the current member's engine was given. */
  #fed = 0;
  /** Whether the last member was small. */
  #small = false;
  /** Output of small members that was not yielded yet. */
  #output: Uint8Array = NOTHING;
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
      // What was decoded before the error is still yielded.
      if (this.#filled > 0) yield this.#takeOutput();
      throw error;
    }
  }

  async *#decode(chunk: Uint8Array): AsyncGenerator<Uint8Array> {
    let at = 0;
    while (at < chunk.length && this.#phase !== 'ignored') {
      if (this.#phase === 'header') at = this.#readHeader(chunk, at);
      else if (this.#phase === 'trailer') at = this.#readTrailer(chunk, at);
      else {
        const end = this.#inflater === null && this.#small ? this.#readSmall(chunk, at) : null;
        if (this.#filled > OUTPUT_SIZE - SMALL_OUTPUT || (end === null && this.#filled > 0)) yield this.#takeOutput();
        if (end !== null) at = end;
        else {
          const inflater = this.#engine();
          const rest = chunk.subarray(at);
          this.#fed += rest.length;
          yield* this.#check(inflater.write(rest));
          if (!inflater.ended) return;
          at = chunk.length - inflater.unused;
          this.#finishMember(inflater);
        }
      }
    }
    if (this.#filled > 0) yield this.#takeOutput();
  }

  async *end(): AsyncGenerator<Uint8Array> {
    if (this.#phase === 'ignored') return;
    if (this.#phase === 'header' && (this.#members > 0 || this.#header.fresh)) return;
    if (this.#phase === 'data' && this.#inflater !== null) yield* this.#check(this.#inflater.end());
    throw new Error('unexpected end of file');
  }

  close(): void {
    this.#inflater?.close();
  }

  #engine(): ZlibInflater {
    if (this.#inflater === null) {
      this.#inflater = new ZlibInflater(this.#engines.create());
      this.#fed = 0;
    }
    return this.#inflater;
  }

  #finishMember(inflater: ZlibInflater): void {
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
    if (this.#header.invalid) {
      if (this.#members === 0) throw new Error('incorrect header check');
      this.#phase = 'ignored';
    }
    if (at < 0) return bytes.length;
    this.#crc = 0;
    this.#size = 0;
    this.#phase = 'data';
    return at;
  }

  /** Decodes a member that is complete in `bytes`. Returns where its data ends; `null` if it needs an engine. */
  #readSmall(bytes: Uint8Array, at: number): number | null {
    if (this.#output.length === 0) this.#output = new Uint8Array(OUTPUT_SIZE);
    const short = this.#short.read(bytes, at, this.#output, this.#filled);
    if (short === 'incomplete') return null;
    if (short !== 'other') {
      this.#added(this.#short.length);
      return short;
    }
    try {
      const data = bytes.subarray(at, at + SMALL_INPUT);
      const decoded = this.#engines.inflateRawSync(data, SMALL_OUTPUT);
      if (decoded === null) return null;
      const { output, used } = decoded;
      this.#output.set(output, this.#filled);
      this.#added(output.length);
      return at + used;
    } catch {
      // Not small, or invalid: leave it to the engine.
      return null;
    }
  }

  /** Accounts for the `length` bytes of output that a small member has just added. */
  #added(length: number): void {
    if (length > 0) {
      const output = this.#output.subarray(this.#filled, this.#filled + length);
      this.#crc = length < 16 ? shortCrc(output) : this.#engines.crc32(output);
    }
    this.#size = length;
    this.#filled += length;
    this.#phase = 'trailer';
  }

  #takeOutput(): Uint8Array {
    const filled = this.#filled;
    this.#filled = 0;
    // A small part is copied, so that it does not keep the whole buffer alive.
    if (filled < OUTPUT_SIZE / 2) return this.#output.slice(0, filled);
    const output = this.#output.subarray(0, filled);
    this.#output = NOTHING;
    return output;
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

/** CRC-32 of a few bytes: calling zlib would take longer. */
function shortCrc(bytes: Uint8Array): number {
  let crc = 0xffff_ffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let i = 0; i < 8; i++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb8_8320 : 0);
  }
  return (crc ^ 0xffff_ffff) >>> 0;
}
