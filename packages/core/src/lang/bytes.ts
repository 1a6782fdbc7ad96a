/** What counts as bytes everywhere: a view, or a buffer as a whole. */
export type Bytes = Uint8Array | ArrayBufferLike | ArrayBufferView;

const encoder = new TextEncoder();

export function isBytes(value: unknown): value is Bytes {
  return ArrayBuffer.isView(value) || isBuffer(value);
}

/** By its tag: it may be of another realm, or shared between threads. */
function isBuffer(value: unknown): boolean {
  const tag = Object.prototype.toString.call(value);
  return tag === '[object ArrayBuffer]' || tag === '[object SharedArrayBuffer]';
}

/** A Uint8Array over the same memory. */
export function toUint8Array(value: Bytes): Uint8Array {
  if (value instanceof Uint8Array) return value;
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  return new Uint8Array(value);
}

/** One chunk of a body given in pieces: text is UTF-8. @throws TypeError for anything else. */
export function toChunk(value: unknown): Uint8Array {
  if (typeof value === 'string') return encoder.encode(value);
  if (isBytes(value)) return toUint8Array(value);
  throw new TypeError(
    `A body given in pieces must yield bytes or strings, not ${value === null ? 'null' : typeof value}`,
  );
}

/** All chunks in one piece; the chunk itself when there is just one. */
export function concatBytes(chunks: readonly Uint8Array[]): Uint8Array {
  if (chunks.length === 1) return chunks[0] as Uint8Array;
  let length = 0;
  for (const chunk of chunks) length += chunk.byteLength;
  const out = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    out.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return out;
}
