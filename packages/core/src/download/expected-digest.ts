/** A digest that a file must have. */
export interface ExpectedDigest {
  /** As Node's crypto calls it. */
  readonly algorithm: 'sha256' | 'sha384' | 'sha512';
  /** In lower-case hexadecimal. */
  readonly hex: string;
}

const HEX_LENGTHS = { sha256: 64, sha384: 96, sha512: 128 } as const;

/**
 * Reads `sha256:<hex>`, `sha256-<base64>` (as in Subresource Integrity) and the same with `sha384`, `sha512`, or hyphens in
 * the name.
 * @throws TypeError for anything else
 */
export function expectedDigest(text: string): ExpectedDigest {
  const [, size, hex, base64] =
    /^sha-?(256|384|512)(?::([0-9a-f]+)|-([0-9a-z+/]+={0,2}))$/i.exec(typeof text === 'string' ? text.trim() : '') ??
    [];
  const algorithm = `sha${size}` as ExpectedDigest['algorithm'];
  const digest = hex?.toLowerCase() ?? (base64 === undefined ? '' : hexOf(base64));
  if (digest.length !== HEX_LENGTHS[algorithm])
    throw new TypeError("digest must be like 'sha256:<hex>' or 'sha256-<base64>', with sha256, sha384 or sha512");
  return { algorithm, hex: digest };
}

/** `''` if it is not base64. */
function hexOf(base64: string): string {
  try {
    return bytesToHex(Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)));
  } catch {
    return '';
  }
}

export function bytesToHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
