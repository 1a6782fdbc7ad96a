/** Bytes of output beyond which zlib is faster. */
const MAX_OUTPUT = 1024;
const SCRATCH = new Uint8Array(MAX_OUTPUT);
const NOTHING = new Uint8Array(0);
/** The lower four bytes of XXH64 of an empty input: the checksum of an empty frame. */
const CHECKSUM_OF_NOTHING = 0x51d8_e999;
/** The engine rejects frames with a larger window (2^27 bytes), as its exponent (RFC 8878 §3.1.1.1.2). */
const MAX_EXPONENT = 17;

/**
 * Decodes a short zstd frame of raw and RLE blocks, as compressors make of very short inputs, for which setting the engine
 * up takes many times as long as decoding. `null` leaves the frame to the engine.
 */
export function shortZstd(frame: Uint8Array): Uint8Array | null {
  const header = headerOf(frame);
  if (header === null) return null;
  const output = SCRATCH;
  let length = 0;
  let at = header.length;
  for (let last = false; !last; ) {
    const block = (frame[at] as number) | ((frame[at + 1] as number) << 8) | ((frame[at + 2] as number) << 16);
    at += 3;
    last = (block & 1) !== 0;
    const type = (block >> 1) & 3;
    const size = block >> 3;
    if (type > 1 || length + size > MAX_OUTPUT) return null;
    if (type === 1) output.fill(frame[at] as number, length, length + size);
    else output.set(frame.subarray(at, at + size), length);
    at += type === 1 ? 1 : size;
    length += size;
  }
  if (header.size !== null && header.size !== length) return null;
  if (header.checksum && (length > 0 || uint(frame, at, 4) !== CHECKSUM_OF_NOTHING)) return null;
  return length === 0 ? NOTHING : output.slice(0, length);
}

interface Header {
  readonly length: number;
  /** The declared size of the content, if any. */
  readonly size: number | null;
  readonly checksum: boolean;
}

/** RFC 8878 §3.1.1.1; `null` leaves the frame to the engine. */
function headerOf(frame: Uint8Array): Header | null {
  const descriptor = frame[4] as number;
  const single = (descriptor & 0x20) !== 0;
  // A reserved bit, or a dictionary.
  if ((descriptor & 0x0b) !== 0) return null;
  if (!single && (frame[5] as number) >> 3 > MAX_EXPONENT) return null;
  const at = single ? 5 : 6;
  const flag = descriptor >> 6;
  const bytes = [single ? 1 : 0, 2, 4, 8][flag] as number;
  if (bytes === 8) return null;
  const size = bytes === 0 ? null : uint(frame, at, bytes) + (flag === 1 ? 256 : 0);
  return { length: at + bytes, size, checksum: (descriptor & 4) !== 0 };
}

/** A little-endian number of up to four bytes. */
function uint(bytes: Uint8Array, at: number, length: number): number {
  let value = 0;
  for (let i = length - 1; i >= 0; i--) value = value * 256 + (bytes[at + i] as number);
  return value;
}
