import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import type { Body } from '../cases/case.ts';

/** Bytes in the format of the vectors: text if they are UTF-8, otherwise base64; above 3000 bytes, length and hash. */
export function describeBytes(bytes: Uint8Array): Body {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (buffer.length > 3000) {
    return { length: buffer.length, sha256: createHash('sha256').update(buffer).digest('hex') };
  }
  return isUtf8(buffer) ? { text: buffer.toString() } : { b64: buffer.toString('base64') };
}
