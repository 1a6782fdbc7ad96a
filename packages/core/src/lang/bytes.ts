/** Bytes in any form: a view, or a whole buffer. */
export type Bytes = Uint8Array | ArrayBufferLike | ArrayBufferView;

const encoder = new TextEncoder();

export function isBytes(value: unknown): value is Bytes {
  return ArrayBuffer.isView(value) || isBuffer(value);
}

/** By its tag, since it may come from another realm, or be a SharedArrayBuffer. */
function isBuffer(value: unknown): boolean {
  const tag = Object.prototype.toString.call(value);
  return tag === '[object ArrayBuffer]' || tag === '[object SharedArrayBuffer]';
}

/** A Uint8Array of the same memory, not a copy. */
export function toUint8Array(value: Bytes): Uint8Array {
  if (value instanceof Uint8Array) return value;
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  return new Uint8Array(value);
}

/** A chunk of a streamed body as bytes; text is encoded as UTF-8. @throws TypeError for anything else */
export function toChunk(value: unknown): Uint8Array {
  if (typeof value === 'string') return encoder.encode(value);
  if (isBytes(value)) return toUint8Array(value);
  throw new TypeError(
    `A body given in pieces must yield bytes or strings, not ${value === null ? 'null' : typeof value}`,
  );
}

/** The chunks joined into one; a single chunk is returned itself, not a copy. */
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
