import { expect } from '@jest/globals';

/** The longest that 64 KiB may take, in milliseconds of CPU time. */
const LIMIT = 50;
/** Less than this is noise. */
const NOISE = 8;
/** A header line of Requests and req holds no more. */
export const LINE = 65_000;

type Work = (input: string) => unknown;

/**
 * Holds `work` to linear time on inputs of a growing length: `size` characters take less than 50 ms of CPU time, the
 * best of three, and less than three times of what half of them take. Smaller parts are tried first, so that what
 * takes quadratic time is found out in no time. `most`: more than 50 ms, where a network and a server take part.
 */
export async function linear(
  make: (size: number) => string,
  work: Work,
  size: number = LINE,
  most: number = LIMIT,
): Promise<void> {
  const patience = slowness();
  const limit = most * patience * Math.max(1, size / 65_536);
  for (const part of [4, 3, 2]) expect(await best(make(size >> part), work, limit / 4)).toBeLessThan(most * patience);
  const half = await best(make(size >> 1), work, limit / 4);
  expect(half).toBeLessThan(limit);
  const atMost = Math.min(limit, 3 * Math.max(half, NOISE * patience));
  expect(await best(make(size), work, atMost)).toBeLessThan(atMost);
}

/** How much slower this machine is, now, than one that goes through 1 MiB of text in 2 ms; 1 for a quicker one. */
function slowness(): number {
  const text = 'ab'.repeat(1 << 19);
  const before = process.cpuUsage();
  let sum = 0;
  for (let i = 0; i < text.length; i++) sum += text.charCodeAt(i);
  const { user, system } = process.cpuUsage(before);
  return sum > 0 ? Math.min(4, Math.max(1, (user + system) / 2_000)) : 1;
}

/** Milliseconds of CPU time of this process: best of three, or the first that is good enough. */
async function best(input: string, work: Work, enough: number): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  // What takes as long as that the first time is beyond hope.
  for (let turn = 0; turn < 3 && least >= enough && (turn === 0 || least < 20 * LIMIT); turn++) {
    const before = process.cpuUsage();
    await work(input);
    const { user, system } = process.cpuUsage(before);
    least = Math.min(least, (user + system) / 1_000);
  }
  return least;
}

/** Many of a few characters, with something before and after them. */
export function runs(before: string, units: readonly string[], after: string): ((size: number) => string)[] {
  return units.map((unit) => (size) => before + unit.repeat(Math.floor((size - before.length) / unit.length)) + after);
}
