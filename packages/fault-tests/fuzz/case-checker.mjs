import { isDeepStrictEqual } from 'node:util';
import { RequestException } from '@req/core';

/** Milliseconds of CPU time that a case may take. */
export const MAX_CPU = 50;
/** Milliseconds that a case over the network may take. The timeouts of its requests are shorter. */
export const MAX_ELAPSED = 8_000;

const PROTOTYPES = [Object.prototype, Array.prototype, Function.prototype, String.prototype, Promise.prototype];
const names = (prototype) => Reflect.ownKeys(prototype).length;

/** Messages of JavaScript's own errors, as opposed to a TypeError that explains a wrong argument. */
const ENGINE_ERROR =
  /Cannot (?:read|set|convert|destructure|access)|is not (?:a function|iterable|defined|a constructor|an? object)|Invalid (?:array|string|typed array) length|URI malformed|Maximum call stack|out of bounds|of undefined|of null/;

/** Checks the invariants that hold for every case, whatever its target. */
export class CaseChecker {
  #counts = PROTOTYPES.map(names);
  #unhandled = [];
  #listener = (error) => this.#unhandled.push(error);

  constructor() {
    process.on('unhandledRejection', this.#listener);
    process.on('uncaughtException', this.#listener);
  }

  close() {
    process.off('unhandledRejection', this.#listener);
    process.off('uncaughtException', this.#listener);
  }

  /**
   * Runs one case. `problem` describes the invariant it violates, or is `null`.
   * @param twice Whether to run it a second time, which must give the same result.
   * @returns {Promise<{ outcome: string, problem: string | null }>}
   */
  async check(target, input, twice) {
    const first = await this.#run(target, input);
    if (first.problem !== null) return first;
    const problem = this.#processProblem() ?? (await this.#tooSlow(target, input, first.elapsed));
    if (problem !== null) return { ...first, problem };
    if (!twice || target.network) return first;
    const second = await this.#run(target, input);
    if (isDeepStrictEqual(first.result, second.result) && first.outcome === second.outcome) return first;
    const [a, b] = [first, second].map(({ outcome, result }) => `${outcome} ${JSON.stringify(result)}`.slice(0, 300));
    return { ...first, problem: `two runs give ${a} and ${b}` };
  }

  /** Describes what is wrong with the process after all cases, or `null`. */
  async settled() {
    await new Promise((resolve) => setTimeout(resolve, 20));
    return this.#processProblem();
  }

  async #run(target, input) {
    const start = performance.now();
    let result;
    try {
      const running = target.run(input);
      result = await (target.network ? inTime(running) : running);
    } catch (error) {
      const elapsed = performance.now() - start;
      const problem = this.#unexpectedError(target, error);
      const outcome = error?.name ?? typeof error;
      return { outcome, result: target.deterministicMessages === false ? null : error?.message, elapsed, problem };
    }
    const elapsed = performance.now() - start;
    return { outcome: 'ok', result, elapsed, problem: target.check?.(input, result) ?? null };
  }

  /** `null` for an error that is allowed: an exception of req, or a TypeError that explains a wrong argument. */
  #unexpectedError(target, error) {
    if (error instanceof RequestException) return null;
    const allowed = target.allowsTypeErrors && error instanceof TypeError && !ENGINE_ERROR.test(error.message);
    return allowed ? null : `rejects with ${error?.stack ?? String(error)}`;
  }

  #processProblem() {
    if (this.#unhandled.length > 0) {
      const [error] = this.#unhandled.splice(0);
      return `an unhandled error: ${error?.stack ?? String(error)}`;
    }
    const counts = PROTOTYPES.map(names);
    const same = counts.every((count, i) => count === this.#counts[i]);
    if (same && {}.evil === undefined && Object.keys(Object.prototype).length === 0) return null;
    this.#counts = counts;
    return 'a prototype was polluted';
  }

  /** Garbage collection can slow down any case, so a slow one is run again and its best time counts. */
  async #tooSlow(target, input, elapsed) {
    if (elapsed < (target.network ? MAX_ELAPSED : MAX_CPU)) return null;
    if (target.network) return `took ${Math.round(elapsed)} ms`;
    let least = Number.POSITIVE_INFINITY;
    for (let turn = 0; turn < 4 && least > MAX_CPU; turn++) {
      const before = process.cpuUsage();
      await this.#run(target, input);
      const { user, system } = process.cpuUsage(before);
      least = Math.min(least, (user + system) / 1_000);
    }
    return least > MAX_CPU ? `took ${Math.round(least)} ms of CPU time` : null;
  }
}

async function inTime(promise) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`it did not end within ${MAX_ELAPSED} ms`)), MAX_ELAPSED);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
