/**
 * The Unicode encoding of JSON bytes, told from a byte order mark or from where the first four bytes are NUL
 * (RFC 4627 §3), as `requests.utils.guess_json_utf`. `null` when it cannot be told.
 */
export function guessJsonEncoding(bytes: Uint8Array): string | null {
  const length = Math.min(bytes.length, 4);
  const [a, b, c, d] = bytes;
  if (a === 0xff && b === 0xfe) return c === 0 && d === 0 ? 'utf-32' : 'utf-16';
  if (a === 0 && b === 0 && c === 0xfe && d === 0xff) return 'utf-32';
  if (a === 0xef && b === 0xbb && c === 0xbf) return 'utf-8-sig';
  if (a === 0xfe && b === 0xff) return 'utf-16';
  let nulls = 0;
  for (let i = 0; i < length; i++) if (bytes[i] === 0) nulls++;
  if (nulls === 0) return 'utf-8';
  if (nulls === 2 && a === 0 && c === 0) return 'utf-16-be';
  if (nulls === 2 && b === 0 && d === 0) return 'utf-16-le';
  if (nulls === 3 && a === 0 && b === 0 && c === 0) return 'utf-32-be';
  if (nulls === 3 && b === 0 && c === 0 && d === 0) return 'utf-32-le';
  return null;
}
