const view = (bytes: ArrayBufferView): Buffer =>
  Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

const LONG_TEXT = 4096;

/** UTF-8 to text; bad bytes become U+FFFD, a byte order mark stays. */
export function utf8Text(bytes: Uint8Array): string {
  // Of a long text: looking whether it is ASCII is the smaller part, and a byte a character is read in half the time.
  const ascii = bytes.length >= LONG_TEXT && isAscii(bytes);
  return view(bytes).toString(ascii ? 'latin1' : 'utf8');
}

/** ISO-8859-1 proper: each byte is the character of its number. */
export function latin1Text(bytes: Uint8Array): string {
  return view(bytes).toString('latin1');
}

export function isAscii(bytes: Uint8Array): boolean {
  return process.getBuiltinModule('node:buffer').isAscii(bytes);
}

export function isUtf8(bytes: Uint8Array): boolean {
  return process.getBuiltinModule('node:buffer').isUtf8(bytes);
}

/** UTF-16 units to text. */
export function utf16Text(units: Uint16Array): string {
  return view(units).toString('utf16le');
}
