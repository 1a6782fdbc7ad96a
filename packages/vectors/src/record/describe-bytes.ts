import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import type { Body } from '../cases/case.ts';

/** Bytes as the vectors write them: text when they are UTF-8, else base64; a hash when they are more than 3000. */
export function describeBytes(bytes: Uint8Array): Body {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (buffer.length > 3000) {
    return { length: buffer.length, sha256: createHash('sha256').update(buffer).digest('hex') };
  }
  return isUtf8(buffer) ? { text: buffer.toString() } : { b64: buffer.toString('base64') };
}
