import { ConformanceFailure, fail } from './expectation.ts';

/** How late a clock may fire, in milliseconds, besides what the machine itself was late. */
const DEFAULT_TOLERANCE = 100;
let timerTolerance = DEFAULT_TOLERANCE;

/** Sets how late the clocks of the cases from here on may fire. */
export function setTimerTolerance(ms: number = DEFAULT_TOLERANCE): void {
  timerTolerance = ms;
}

export const now = (): number => performance.now();

export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** The promise's outcome, or a failure when it is not there in time, in which this process could run. */
export async function within<T>(ms: number, promise: Promise<T>, what: string): Promise<T> {
  const meter = new LagMeter();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    const wait = (left: number): void => {
      const missed = meter.lag;
      timer = setTimeout(() => {
        if (meter.lag > missed) wait(meter.lag - missed);
        else reject(new ConformanceFailure(`${what} did not happen within ${ms} ms.`));
      }, left);
    };
    wait(ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
    meter.stop();
  }
}

/** Waits until the condition holds; a failure when it does not in time. */
export async function until(condition: () => boolean, what: string, ms = 1_000): Promise<void> {
  const meter = new LagMeter();
  const start = now();
  while (!condition()) {
    if (now() - start - meter.lag > ms) {
      meter.stop();
      fail(`${what} did not happen within ${ms} ms.`);
    }
    await sleep(5);
  }
  meter.stop();
}

/**
 * Measures how long something takes. What this process could not run meanwhile, because the machine was busy, is taken
 * off before `late` judges.
 */
export class Stopwatch {
  readonly #meter = new LagMeter();
  #start = now();

  /** Starts anew. */
  restart(): void {
    this.#start = now();
  }

  /** Fails unless `ms` have passed, and hardly more. */
  expectElapsed(ms: number, what: string): void {
    const elapsed = now() - this.#start;
    const lag = this.#meter.lag;
    this.#meter.stop();
    if (elapsed < ms) fail(`${what} came too early: after ${elapsed.toFixed(1)} ms instead of ${ms} ms.`);
    if (elapsed - lag > ms + timerTolerance)
      fail(`${what} came too late: after ${elapsed.toFixed(0)} ms instead of ${ms} ms.`);
  }
}

const TICK = 10;
/** A meter that was forgotten, because a case failed, stops by itself. */
const LONGEST = 60_000;

/** Adds up how late the ticks of a timer are: the time in which nothing could run. */
class LagMeter {
  lag = 0;
  readonly #start = now();
  #last = this.#start;
  readonly #timer = setInterval(() => {
    const time = now();
    this.lag += Math.max(0, time - this.#last - TICK - 1);
    this.#last = time;
    if (time - this.#start > LONGEST) this.stop();
  }, TICK).unref();

  stop(): void {
    clearInterval(this.#timer);
  }
}
