/** The encoding that a byte order mark at the start tells; `null` without one. */
export function detectByteOrderMark([a, b, c, d]: Uint8Array): string | null {
  if (a === 0xef && b === 0xbb && c === 0xbf) return 'UTF-8-SIG';
  if (a === 0xff && b === 0xfe) return c === 0 && d === 0 ? 'UTF-32' : 'UTF-16';
  if (a === 0xfe && b === 0xff) return 'UTF-16';
  return a === 0 && b === 0 && c === 0xfe && d === 0xff ? 'UTF-32' : null;
}
