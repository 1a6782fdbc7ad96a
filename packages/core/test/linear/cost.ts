/** Cheaper work is noise: such a size is not held against larger ones. In milliseconds of this process' CPU. */
const MEASURABLE = 2;
/** Work that takes longer is held against its double no further, unless all sizes are asked for. */
const ENOUGH = 25;
/**
 * Linear work takes four times as long at four times the size, quadratic work sixteen times; caches, collections of garbage
 * and a linear part make it more, and less.
 */
const LARGEST_RATIO = 9;
const ATTEMPTS = 5;
/** What takes so long is no noise. */
const LONG = 1500;

export const MEBIBYTE: number = 1 << 20;

export interface Growth {
  readonly size: number;
  /** What a quarter of it takes, and all of it, in milliseconds. */
  readonly took: readonly [quarter: number, whole: number];
}

interface Limits {
  /** The largest size. */
  readonly most?: number;
  /** Go up to the largest size, however long it takes. */
  readonly all?: boolean;
}

/**
 * Compares what `work` costs at each size, doubled again and again, with what it costs at a quarter of it, the best of
 * several while it looks worse than linear. Returns the first size at which it is.
 */
export async function superlinear<T>(
  make: (size: number) => T,
  work: (input: T) => unknown,
  { most = MEBIBYTE, all = false }: Limits = {},
): Promise<Growth | null> {
  // What is compiled and loaded at the first call is no cost of the input.
  for (let turn = 0; turn < 3; turn++) await work(make(1024));
  let quarter = await cost(work, make(SMALLEST));
  let half = await cost(work, make(2 * SMALLEST));
  for (let size = 4 * SMALLEST; size <= most; size *= 2) {
    const input = make(size);
    let whole = await cost(work, input);
    const small = isTooMuch(quarter, whole) ? make(size / 4) : null;
    for (let turn = 1; small !== null && turn < ATTEMPTS && isTooMuch(quarter, whole); turn++) {
      quarter = Math.min(quarter, await cost(work, small));
      if (whole < LONG) whole = Math.min(whole, await cost(work, input));
    }
    if (isTooMuch(quarter, whole)) return { size, took: [quarter, whole] };
    if (size >= TELLING && quarter > MEASURABLE && whole > ENOUGH && !all) return null;
    quarter = half;
    half = whole;
  }
  return null;
}

const SMALLEST = 4096;
/** At smaller sizes much of the time is that of compiling what is called. */
const TELLING = 131_072;

const isTooMuch = (quarter: number, whole: number): boolean => whole > LARGEST_RATIO * Math.max(quarter, MEASURABLE);

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
