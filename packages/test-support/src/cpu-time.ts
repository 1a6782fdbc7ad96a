type Run = () => unknown;

/** Milliseconds of CPU time of this process, all threads, that `times` runs take. */
async function measure(run: Run, times: number): Promise<number> {
  const before = process.cpuUsage();
  for (let i = 0; i < times; i++) {
    const result = run() as PromiseLike<unknown> | undefined;
    if (typeof result?.then === 'function') await result;
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/**
 * Milliseconds of CPU time that the fastest of `runs` runs takes; other processes do not count. To be compared with
 * another CPU time, never with a number.
 */
export async function cpuTime(run: Run, runs = 5): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < runs; i++) least = Math.min(least, await measure(run, 1));
  return least;
}

/** The long input is this many times the short one: linear work costs as many times more, quadratic work the square. */
const STEP = 8;
/** Between `STEP` and its square. */
const LINEAR_RATIO = 3.5 * STEP;
/** Short work is repeated until it takes this long, so that it can be measured. */
const MEASURABLE_MS = 0.5;
/** How often two costs are compared before the larger one counts as too large: other work on the machine disturbs. */
const ROUNDS = 12;
/** Beyond this no disturbance explains a bad ratio. */
const HOPELESS_MS = 200;
/** A short input that takes longer is compared with an even shorter one first. */
const EXPENSIVE_MS = 6;

/**
 * Expects `work` to take linear time: an input of `size` costs hardly more than eight times an input of an eighth, where
 * quadratic work costs 64 times as much. No absolute time counts, so the speed and load of the machine do not matter.
 */
export async function expectLinear<T>(
  make: (size: number) => T,
  work: (input: T) => unknown,
  size: number,
): Promise<void> {
  const [shortest, short, long] = [size / STEP / STEP, size / STEP, size].map((each) => {
    const input = make(Math.floor(each));
    return (): unknown => work(input);
  }) as [Run, Run, Run];
  // Quadratic work shows at the smaller sizes already, before the long one would take seconds.
  if ((await cpuTime(short, 3)) > EXPENSIVE_MS) await expectCost(shortest, short, LINEAR_RATIO);
  await expectCost(short, long, LINEAR_RATIO);
}

/** Expects `long` to cost at most `ratio` times the CPU time of `short`, in the best of some rounds. */
export async function expectCost(short: Run, long: Run, ratio: number): Promise<void> {
  const times = await measurableTimes(short);
  let little = Number.POSITIVE_INFINITY;
  let much = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) {
    for (let turn = 0; turn < 3; turn++) little = Math.min(little, await measure(short, times));
    much = Math.min(much, await measure(long, times));
    if (much <= ratio * little) return;
    if (much > HOPELESS_MS && much > 1.5 * ratio * little) break;
  }
  throw new Error(`It costs ${(much / little).toFixed(1)} times as much; at most ${ratio} times were expected.`);
}

/** How often `run` must be repeated to be measured; also warms it up. */
async function measurableTimes(run: Run): Promise<number> {
  await measure(run, 2);
  for (let times = 1; ; times *= 2) if ((await measure(run, times)) >= MEASURABLE_MS) return times;
}

export const MEBIBYTE: number = 1 << 20;

/** An input size, and the CPU time of a quarter of it and of all of it in milliseconds. */
export interface Growth {
  readonly size: number;
  readonly took: readonly [quarter: number, whole: number];
}

interface Sizes {
  /** The largest size, in characters. */
  readonly most?: number;
  /** Try every size up to the largest, however long that takes. */
  readonly all?: boolean;
}

const SMALLEST_SIZE = 4096;
/** At smaller sizes much of the time goes into compiling. */
const CONCLUSIVE_SIZE = 131_072;
/** Cheaper work is noise; nothing larger is compared with it. */
const NOISE_MS = 2;
/** Work that takes longer has been compared enough, unless all sizes are asked for. */
const CONCLUSIVE_MS = 25;
/**
 * Linear work costs four times as much at four times the size, quadratic work sixteen times; caches, garbage collection
 * and constant parts blur both.
 */
const LARGEST_RATIO = 9;

/**
 * Doubles the size of the input again and again and compares the cost with that of a quarter of the size, the best of
 * some rounds. Returns the first size at which it grew more than linearly, or `null`.
 */
export async function superlinear<T>(
  make: (size: number) => T,
  work: (input: T) => unknown,
  { most = MEBIBYTE, all = false }: Sizes = {},
): Promise<Growth | null> {
  const cost = (input: T): Promise<number> => measure(() => work(input), 1);
  // The first calls compile and load.
  for (let turn = 0; turn < 3; turn++) await work(make(1024));
  let quarter = await cost(make(SMALLEST_SIZE));
  let half = await cost(make(2 * SMALLEST_SIZE));
  // Where caches or garbage collection set in, one size may be too expensive; superlinear work is so at the next, too.
  let suspect = false;
  for (let size = 4 * SMALLEST_SIZE; size <= most; size *= 2) {
    const input = make(size);
    let whole = await cost(input);
    const small = isTooMuch(quarter, whole) ? make(size / 4) : null;
    for (let round = 1; small !== null && round < ROUNDS && isTooMuch(quarter, whole); round++) {
      quarter = Math.min(quarter, await cost(small));
      whole = Math.min(whole, await cost(input));
      if (whole > HOPELESS_MS && whole > 1.5 * LARGEST_RATIO * Math.max(quarter, NOISE_MS)) break;
    }
    if (isTooMuch(quarter, whole)) {
      const growth: Growth = { size, took: [quarter, whole] };
      if (!all || suspect || size * 2 > most) return growth;
    }
    suspect = isTooMuch(quarter, whole);
    if (size >= CONCLUSIVE_SIZE && quarter > NOISE_MS && whole > CONCLUSIVE_MS && !all) return null;
    quarter = half;
    half = whole;
  }
  return null;
}

const isTooMuch = (quarter: number, whole: number): boolean => whole > LARGEST_RATIO * Math.max(quarter, NOISE_MS);

/** Makes a text of a given size: `before`, as many of `unit` as fit, `after`. */
export function filled(before: string, unit: string, after = ''): (size: number) => string {
  return (size) => before + unit.repeat(Math.max(1, Math.floor((size - before.length) / unit.length))) + after;
}
