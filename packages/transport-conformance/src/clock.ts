import { ConformanceFailure, fail } from './expectation.ts';

/** Milliseconds that a timeout may be late, not counting time in which this process could not run. */
const DEFAULT_TOLERANCE = 100;
let timerTolerance = DEFAULT_TOLERANCE;

/** Sets how late timeouts may be in the following cases. */
export function setTimerTolerance(ms: number = DEFAULT_TOLERANCE): void {
  timerTolerance = ms;
}

export const now = (): number => performance.now();

export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** The promise's value. Fails if it does not settle within `ms`, not counting time in which this process could not run. */
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

/** Waits until the condition holds. Fails if it does not within `ms`. */
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
 * Measures how long something takes. Time in which this process could not run, because the machine was busy, is deducted
 * before lateness is judged.
 */
export class Stopwatch {
  readonly #meter = new LagMeter();
  #start = now();

  /** Starts again from zero. */
  restart(): void {
    this.#start = now();
  }

  /** Fails unless `ms` have passed, within the tolerance. */
  expectElapsed(ms: number, what: string): void {
    const elapsed = now() - this.#start;
    const lag = this.#meter.lag;
    this.#meter.stop();
    if (elapsed < ms) fail(`${what} was too early: after ${elapsed.toFixed(1)} ms instead of ${ms} ms.`);
    if (elapsed - lag > ms + timerTolerance)
      fail(`${what} was too late: after ${elapsed.toFixed(0)} ms instead of ${ms} ms.`);
  }
}

const TICK_MS = 10;
/** A meter that a failed case has not stopped stops itself after this many milliseconds. */
const MAX_RUNTIME = 60_000;

/** Adds up how late the ticks of a timer are: the time in which the event loop was blocked. */
class LagMeter {
  lag = 0;
  readonly #start = now();
  #last = this.#start;
  readonly #timer = setInterval(() => {
    const time = now();
    this.lag += Math.max(0, time - this.#last - TICK_MS - 1);
    this.#last = time;
    if (time - this.#start > MAX_RUNTIME) this.stop();
  }, TICK_MS).unref();

  stop(): void {
    clearInterval(this.#timer);
  }
}
