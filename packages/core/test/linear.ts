/** The long input is so many times as long as the short one: linear work costs so much more, quadratic work the square. */
const STEP = 8;
/** Between the two. */
const MOST = 3.5 * STEP;
/** Microseconds of CPU time that the short input is worked on for, over and over, so that they can be measured. */
const MEASURABLE = 500;
/** How often the two are compared before the long is said to cost too much: other work on the machine disturbs. */
const ROUNDS = 12;
/** Microseconds that no disturbance makes of what is right. */
const HOPELESS = 200_000;
/** Microseconds; smaller inputs that take less than that are no reason not to try the long one. */
const DEAR = 6_000;

type Run = () => unknown;

/**
 * Holds `work` to linear time: an input of `size` costs hardly more than eight times what an eighth of it costs, where
 * quadratic work costs 64 times as much. No absolute time counts, so a slow or busy machine changes nothing.
 */
export async function expectLinear<T>(
  make: (size: number) => T,
  work: (input: T) => unknown,
  size: number,
): Promise<void> {
  const [least, short, long] = [size / STEP / STEP, size / STEP, size].map((each) => {
    const input = make(Math.floor(each));
    return (): unknown => work(input);
  }) as [Run, Run, Run];
  // Quadratic work is found out by smaller inputs already, where the long one would take seconds.
  const once = Math.min(await cost(short, 1), await cost(short, 1), await cost(short, 1));
  if (once > DEAR) await expectCost(least, short, MOST);
  await expectCost(short, long, MOST);
}

/** Expects that `long` costs at most `most` times the CPU time of `short`, in the best of some rounds. */
export async function expectCost(short: Run, long: Run, most: number): Promise<void> {
  const times = await timesToBeMeasurable(short);
  let little = Number.POSITIVE_INFINITY;
  let much = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) {
    for (let turn = 0; turn < 3; turn++) little = Math.min(little, await cost(short, times));
    much = Math.min(much, await cost(long, times));
    if (much <= most * little) return;
    if (much > HOPELESS && much > 1.5 * most * little) break;
  }
  throw new Error(`It costs ${(much / little).toFixed(1)} times as much, which is more than ${most} times.`);
}

/** How often it must run to be measured; meanwhile it is compiled as well. */
async function timesToBeMeasurable(run: Run): Promise<number> {
  await cost(run, 2);
  for (let times = 1; ; times *= 2) if ((await cost(run, times)) >= MEASURABLE) return times;
}

/** Microseconds of CPU time of this process. */
async function cost(run: Run, times: number): Promise<number> {
  const before = process.cpuUsage();
  for (let i = 0; i < times; i++) {
    const result = run() as PromiseLike<unknown> | undefined;
    if (typeof result?.then === 'function') await result;
  }
  const { user, system } = process.cpuUsage(before);
  return user + system;
}
