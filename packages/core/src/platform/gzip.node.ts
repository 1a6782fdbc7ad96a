import { type ZlibEngine, ZlibInflater } from './zlib-inflater.node.ts';

type Crc32 = (data: Uint8Array, value?: number) => number;

/**
 * gzip (RFC 1952) member by member. Node's own Gunzip fails on what follows the last member and loses what it decoded
 * from the same chunk; here it is known where a member ends, and what follows is dropped as in Requests.
 */
export class GzipInflater {
  readonly #createEngine: () => ZlibEngine;
  readonly #crc32: Crc32;
  #phase: 'header' | 'data' | 'trailer' | 'junk' = 'header';
  /** Bytes of a header or trailer that is not complete. */
  #kept: Uint8Array = new Uint8Array(0);
  #inflater: ZlibInflater | null = null;
  #crc = 0;
  #size = 0;
  #members = 0;

  constructor(createEngine: () => ZlibEngine, crc32: Crc32) {
    this.#createEngine = createEngine;
    this.#crc32 = crc32;
  }

  async *write(chunk: Uint8Array): AsyncGenerator<Uint8Array> {
    let rest: Uint8Array | null = chunk;
    while (rest !== null && rest.length > 0 && this.#phase !== 'junk') {
      if (this.#phase === 'header') rest = this.#header(rest);
      else if (this.#phase === 'trailer') rest = this.#trailer(rest);
      else {
        const inflater = this.#inflater as ZlibInflater;
        yield* this.#check(inflater.write(rest));
        if (!inflater.ended) return;
        rest = rest.subarray(rest.length - inflater.unused);
        inflater.close();
        this.#phase = 'trailer';
      }
    }
  }

  async *end(): AsyncGenerator<Uint8Array> {
    if (this.#phase === 'junk' || (this.#phase === 'header' && (this.#members > 0 || this.#kept.length === 0))) return;
    if (this.#phase === 'data') yield* this.#check((this.#inflater as ZlibInflater).end());
    throw new Error('unexpected end of file');
  }

  close(): void {
    this.#inflater?.close();
  }

  async *#check(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const out of source) {
      this.#crc = this.#crc32(out, this.#crc);
      this.#size = (this.#size + out.length) >>> 0;
      yield out;
    }
  }

  /** Past the header: what is left, or `null` when more is needed. */
  #header(bytes: Uint8Array): Uint8Array | null {
    const all = join(this.#kept, bytes);
    const length = headerLength(all);
    if (length === 'bad') {
      if (this.#members === 0) throw new Error('incorrect header check');
      this.#phase = 'junk';
      return null;
    }
    if (length === 'short') {
      // A header has no bound; one beyond this is an attack.
      if (all.length > 128 * 1024) throw new Error('gzip header too long');
      this.#kept = all.slice();
      return null;
    }
    this.#kept = new Uint8Array(0);
    this.#crc = 0;
    this.#size = 0;
    this.#inflater = new ZlibInflater(this.#createEngine());
    this.#phase = 'data';
    return all.subarray(length);
  }

  #trailer(bytes: Uint8Array): Uint8Array | null {
    const all = join(this.#kept, bytes);
    if (all.length < 8) {
      this.#kept = all.slice();
      return null;
    }
    const view = new DataView(all.buffer, all.byteOffset, 8);
    if (view.getUint32(0, true) !== this.#crc) throw new Error('incorrect data check');
    if (view.getUint32(4, true) !== this.#size) throw new Error('incorrect length check');
    this.#kept = new Uint8Array(0);
    this.#members++;
    this.#phase = 'header';
    return all.subarray(8);
  }
}

/** Length of the header at the start (RFC 1952 §2.3). */
function headerLength(bytes: Uint8Array): number | 'short' | 'bad' {
  const start = [0x1f, 0x8b, 8];
  for (let i = 0; i < 3 && i < bytes.length; i++) if (bytes[i] !== start[i]) return 'bad';
  if (bytes.length < 10) return 'short';
  const flags = bytes[3] as number;
  if ((flags & 0xe0) !== 0) return 'bad';
  let at = 10;
  if ((flags & 4) !== 0) {
    if (bytes.length < at + 2) return 'short';
    at += 2 + (bytes[at] as number) + ((bytes[at + 1] as number) << 8);
  }
  for (const flag of [8, 16]) {
    if ((flags & flag) === 0) continue;
    const zero = at < bytes.length ? bytes.indexOf(0, at) : -1;
    if (zero < 0) return 'short';
    at = zero + 1;
  }
  if ((flags & 2) !== 0) at += 2;
  return at <= bytes.length ? at : 'short';
}

function join(a: Uint8Array, b: Uint8Array): Uint8Array {
  if (a.length === 0) return b;
  const out = new Uint8Array(a.length + b.length);
  out.set(a);
  out.set(b, a.length);
  return out;
}
