/** The first line of a multipart body (RFC 2046 §5.1.1), followed by `--` if there are no parts. */
const FIRST_LINE = /^--([^\r\n]{1,70}?)(?:--)?\r\n/;

const MASK = 'BOUNDARY';

/** A multipart body whose boundary is masked. */
export interface Masked {
  readonly boundary: string;
  readonly bytes: Uint8Array;
}

/** The body with `BOUNDARY` instead of its boundary, or `null` if it does not start with one. */
export function maskBoundary(bytes: Uint8Array): Masked | null {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  const boundary = FIRST_LINE.exec(text)?.[1];
  if (boundary === undefined) return null;
  return { boundary, bytes: Buffer.from(text.replaceAll(boundary, MASK), 'latin1') };
}

/** Whether a recorded header or body contains the mask. */
export function hasBoundary(headers: readonly (readonly [string, string])[], text: string | undefined): boolean {
  return text?.includes(MASK) === true || headers.some(([, value]) => value.includes(`=${MASK}`));
}
