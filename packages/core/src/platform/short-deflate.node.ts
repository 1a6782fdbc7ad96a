/** Bytes of output beyond which zlib is faster. */
const MAX_OUTPUT = 1024;

const MAX_BLOCKS = 32;

/** Where a short stream ends, or why it is left to zlib. */
export type ShortResult = number | 'incomplete' | 'other';

/**
 * Decodes a short DEFLATE stream (RFC 1951) of stored and fixed-code blocks, as compressors make of very short inputs, for
 * which setting zlib up takes many times as long as decoding. Anything else is left to zlib.
 */
export class ShortDeflate {
  #target: Uint8Array = new Uint8Array(0);
  #start = 0;
  #limit = 0;
  /** Bytes decoded by the last `read`. */
  length = 0;

  /**
   * Decodes the stream that begins at `at` into `target` from `to` on. Returns where it ends; `'incomplete'` if it continues
   * after `bytes`; `'other'` if it has dynamic codes, many blocks or much output, or is invalid.
   */
  read(bytes: Uint8Array, at: number, target: Uint8Array, to: number): ShortResult {
    this.length = 0;
    // The block that compressors write for an empty input.
    if (bytes[at] === 3 && bytes[at + 1] === 0) return at + 2;
    this.#target = target;
    this.#start = to;
    this.#limit = Math.min(MAX_OUTPUT, target.length - to);
    const bits = bytes.length * 8;
    let bit = at * 8;
    for (let blocks = 0; blocks < MAX_BLOCKS; blocks++) {
      if ((bit & 7) === 0) bit = pastFlushes(bytes, bit >> 3) * 8;
      const header = peek(bytes, bit);
      const type = (header >> 1) & 3;
      if (bit + 3 > bits) return 'incomplete';
      if (type > 1) return 'other';
      const next = type === 0 ? this.#stored(bytes, bit + 3) : this.#fixed(bytes, bit + 3, bits);
      if (typeof next !== 'number') return next;
      if ((header & 1) === 1) return Math.ceil(next / 8);
      bit = next;
    }
    return 'other';
  }

  #stored(bytes: Uint8Array, bit: number): ShortResult {
    const at = Math.ceil(bit / 8);
    if (at + 4 > bytes.length) return 'incomplete';
    const size = (bytes[at] as number) | ((bytes[at + 1] as number) << 8);
    const check = (bytes[at + 2] as number) | ((bytes[at + 3] as number) << 8);
    if ((size ^ check) !== 0xffff || this.length + size > this.#limit) return 'other';
    const end = at + 4 + size;
    if (end > bytes.length) return 'incomplete';
    let to = this.#start + this.length;
    for (let from = at + 4; from < end; from++) this.#target[to++] = bytes[from] as number;
    this.length += size;
    return end * 8;
  }

  #fixed(bytes: Uint8Array, from: number, bits: number): ShortResult {
    let bit = from;
    for (;;) {
      const entry = fixedCode(peek(bytes, bit) & 0x1ff);
      bit += entry & 15;
      if (bit > bits) return 'incomplete';
      const symbol = entry >> 4;
      if (symbol === 256) return bit;
      if (symbol < 256) {
        if (this.length >= this.#limit) return 'other';
        this.#target[this.#start + this.length++] = symbol;
        continue;
      }
      const next = this.#match(bytes, bit, symbol);
      if (next === null) return 'other';
      if (next > bits) return 'incomplete';
      bit = next;
    }
  }

  /** Copies a repeated sequence. Returns the bit after its distance code; `null` if it is invalid or too long. */
  #match(bytes: Uint8Array, from: number, symbol: number): number | null {
    if (symbol > 285) return null;
    let bit = from;
    const moreLength = symbol < 265 || symbol === 285 ? 0 : (symbol - 261) >> 2;
    const size = (LENGTHS[symbol - 257] as number) + (peek(bytes, bit) & ((1 << moreLength) - 1));
    bit += moreLength;
    const code = REVERSED_5[peek(bytes, bit) & 31] as number;
    if (code > 29) return null;
    bit += 5;
    const moreDistance = code < 4 ? 0 : (code - 2) >> 1;
    const distance = (DISTANCES[code] as number) + (peek(bytes, bit) & ((1 << moreDistance) - 1));
    bit += moreDistance;
    if (distance > this.length || this.length + size > this.#limit) return null;
    const target = this.#target;
    let at = this.#start + this.length;
    for (const end = at + size; at < end; at++) target[at] = target[at - distance] as number;
    this.length += size;
    return bit;
  }
}

/** Skips the empty stored blocks at `at` that flushes have left (RFC 1951 §3.2.4). Returns where they end. */
function pastFlushes(bytes: Uint8Array, at: number): number {
  let end = at;
  while (
    bytes[end] === 0 &&
    bytes[end + 1] === 0 &&
    bytes[end + 2] === 0 &&
    bytes[end + 3] === 0xff &&
    bytes[end + 4] === 0xff
  ) {
    end += 5;
  }
  return end;
}

/** The next 16 bits or more from `bit` on; zeros after the end. */
function peek(bytes: Uint8Array, bit: number): number {
  const at = bit >> 3;
  return ((bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16)) >> (bit & 7);
}

let fixedCodes: Uint16Array | null = null;

/** The symbol that the next nine bits begin with, shifted by four; the lowest four bits are the length of its code. */
function fixedCode(bits: number): number {
  fixedCodes ??= fixedTable();
  return fixedCodes[bits] as number;
}

/** The fixed codes of RFC 1951 §3.2.6, by nine bits in the order of the stream. */
function fixedTable(): Uint16Array {
  const table = new Uint16Array(512);
  for (let symbol = 0; symbol < 288; symbol++) {
    const [code, length] =
      symbol < 144
        ? [0x30 + symbol, 8]
        : symbol < 256
          ? [0x190 + symbol - 144, 9]
          : symbol < 280
            ? [symbol - 256, 7]
            : [0xc0 + symbol - 280, 8];
    for (let rest = reversed(code, length); rest < 512; rest += 1 << length) table[rest] = (symbol << 4) | length;
  }
  return table;
}

/** Codes are stored highest bit first. */
function reversed(code: number, length: number): number {
  let out = 0;
  for (let i = 0; i < length; i++) out |= ((code >> i) & 1) << (length - 1 - i);
  return out;
}

const REVERSED_5 = Uint8Array.from({ length: 32 }, (_, code) => reversed(code, 5));

/** The base length of each code from 257 on (RFC 1951 §3.2.5). */
const LENGTHS = [
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258,
];

/** The base distance of each code. */
const DISTANCES = [
  1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145,
  8193, 12289, 16385, 24577,
];
