/** Up to here anything goes: a small body may well be made of one byte. */
const FREE = 10 * 1024 * 1024;

/** Decoded bytes that may come of `received` ones. */
export function ratioAllowance(received: number, maxRatio: number): number {
  return Math.max(FREE, received * maxRatio);
}

/** What a coding may add to a small or incompressible body, its headers and checksums. */
const CODING_OVERHEAD = 65_536;

/**
 * Coded bytes, of any of several codings, that a body of at most `maxBodySize` may be made of: a coding can go on
 * without giving anything.
 */
export function codedAllowance(maxBodySize: number): number {
  return 2 * maxBodySize + CODING_OVERHEAD;
}
