/** Up to here anything goes: a small body may well be made of one byte. */
const FREE = 10 * 1024 * 1024;

/** Decoded bytes that may come of `received` ones. */
export function ratioAllowance(received: number, maxRatio: number): number {
  return Math.max(FREE, received * maxRatio);
}
