const view = (bytes: ArrayBufferView): Buffer =>
  Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

const LONG_TEXT = 4096;

/** Decodes UTF-8. Invalid bytes become U+FFFD; a byte order mark is kept. */
export function utf8Text(bytes: Uint8Array): string {
  // Checking a long text for ASCII is cheap, and decoding ASCII as latin1 takes half the time.
  const ascii = bytes.length >= LONG_TEXT && isAscii(bytes);
  return view(bytes).toString(ascii ? 'latin1' : 'utf8');
}

/** Decodes ISO-8859-1: each byte is the code point. */
export function latin1Text(bytes: Uint8Array): string {
  return view(bytes).toString('latin1');
}

export function isAscii(bytes: Uint8Array): boolean {
  return process.getBuiltinModule('node:buffer').isAscii(bytes);
}

export function isUtf8(bytes: Uint8Array): boolean {
  return process.getBuiltinModule('node:buffer').isUtf8(bytes);
}

/** Text of UTF-16 code units. */
export function utf16Text(units: Uint16Array): string {
  return view(units).toString('utf16le');
}
