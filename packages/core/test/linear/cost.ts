/** Cheaper work is noise: such a size is not held against its double. In milliseconds of this process' CPU. */
const MEASURABLE = 2;
/** Work that takes longer is held against its double no further, unless all sizes are asked for. */
const ENOUGH = 25;
/** Linear work takes twice as long at twice the size, quadratic work four times; caches and collections of garbage add. */
const LARGEST_RATIO = 3.5;
const ATTEMPTS = 6;

export const MEBIBYTE: number = 1 << 20;

export interface Growth {
  readonly size: number;
  readonly ratio: number;
}

interface Limits {
  /** The largest size. */
  readonly most?: number;
  /** Go up to the largest size, however long it takes. */
  readonly all?: boolean;
}

/**
 * Compares what `work` costs at each size with what it costs at the double of it, from 8 KiB on; the best of several,
 * while it looks worse than linear. Returns the sizes at which it is, two doublings in a row: a single one may be that at
 * which a cache or the young generation of the heap is full.
 */
export async function superlinear<T>(
  make: (size: number) => T,
  work: (input: T) => unknown,
  { most = MEBIBYTE, all = false }: Limits = {},
): Promise<Growth[] | null> {
  // What is compiled and loaded at the first call is no cost of the input.
  for (let turn = 0; turn < 3; turn++) await work(make(1024));
  let half = await cost(work, make(8192));
  let seen: Growth[] = [];
  for (let size = 16_384; size <= most || (seen.length > 0 && size <= 2 * most); size *= 2) {
    const input = make(size);
    let whole = await cost(work, input);
    const small = isTooMuch(half, whole) ? make(size / 2) : null;
    for (let turn = 1; small !== null && turn < ATTEMPTS && isTooMuch(half, whole); turn++) {
      half = Math.min(half, await cost(work, small));
      whole = Math.min(whole, await cost(work, input));
    }
    seen = isTooMuch(half, whole) ? [...seen, { size, ratio: whole / half }] : [];
    if (seen.length === 2) return seen;
    if (whole > ENOUGH && !all && seen.length === 0) return null;
    half = whole;
  }
  return null;
}

const isTooMuch = (half: number, whole: number): boolean => whole > LARGEST_RATIO * Math.max(half, MEASURABLE);

async function cost<T>(work: (input: T) => unknown, input: T): Promise<number> {
  const before = process.cpuUsage();
  await work(input);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** Many of a few characters, after and before others. */
export function filled(before: string, unit: string, after = ''): (size: number) => string {
  return (size) => before + unit.repeat(Math.max(1, Math.floor((size - before.length) / unit.length))) + after;
}
