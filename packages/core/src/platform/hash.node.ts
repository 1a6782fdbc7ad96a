/** The hash functions of digest authentication. */
export type HashName = 'md5' | 'sha1' | 'sha256' | 'sha512' | 'sha512-256';

/** The hash in lower-case hexadecimal. */
export function hashHex(name: HashName, bytes: Uint8Array): string {
  return process.getBuiltinModule('node:crypto').hash(name, bytes, 'hex');
}
