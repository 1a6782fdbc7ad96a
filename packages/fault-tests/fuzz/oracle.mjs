import { isDeepStrictEqual } from 'node:util';
import { RequestException } from '@req/core';

/** Milliseconds of CPU time that a case may take. */
export const MOST_CPU = 50;
/** Milliseconds by the clock that a case over a network may take: its timeouts are shorter. */
export const MOST_CLOCK = 8_000;

const PROTOTYPES = [Object.prototype, Array.prototype, Function.prototype, String.prototype, Promise.prototype];
const names = (prototype) => Reflect.ownKeys(prototype).length;

/** What a program does when it trips, rather than what it says of a wrong argument. */
const TRIPPED =
  /Cannot (?:read|set|convert|destructure|access)|is not (?:a function|iterable|defined|a constructor|an? object)|Invalid (?:array|string|typed array) length|URI malformed|Maximum call stack|out of bounds|of undefined|of null/;

/** Holds what a case does against what must be so of every case. */
export class Oracle {
  #counts = PROTOTYPES.map(names);
  #stray = [];
  #listener = (error) => this.#stray.push(error);

  constructor() {
    process.on('unhandledRejection', this.#listener);
    process.on('uncaughtException', this.#listener);
  }

  close() {
    process.off('unhandledRejection', this.#listener);
    process.off('uncaughtException', this.#listener);
  }

  /**
   * Plays one case. Resolves to the outcome, and to what is wrong with it: `null` when nothing is.
   * @returns {Promise<{ outcome: string, wrong: string | null }>}
   */
  async judge(target, given, twice) {
    const first = await this.#play(target, given);
    if (first.wrong !== null) return first;
    const wrong = this.#surroundings() ?? (await this.#tooSlow(target, given, first.took));
    if (wrong !== null) return { ...first, wrong };
    if (!twice || target.network) return first;
    const second = await this.#play(target, given);
    if (isDeepStrictEqual(first.result, second.result) && first.outcome === second.outcome) return first;
    const [a, b] = [first, second].map(({ outcome, result }) => `${outcome} ${JSON.stringify(result)}`.slice(0, 300));
    return { ...first, wrong: `played twice it gives ${a} and ${b}` };
  }

  /** What is wrong with the process, whichever case did it. */
  async settled() {
    await new Promise((resolve) => setTimeout(resolve, 20));
    return this.#surroundings();
  }

  async #play(target, given) {
    const start = performance.now();
    let result;
    try {
      const playing = target.play(given);
      result = await (target.network ? inTime(playing) : playing);
    } catch (error) {
      const took = performance.now() - start;
      const wrong = this.#refusal(target, error);
      const outcome = error?.name ?? typeof error;
      return { outcome, result: target.steady === false ? null : error?.message, took, wrong };
    }
    const took = performance.now() - start;
    return { outcome: 'ok', result, took, wrong: target.check?.(given, result) ?? null };
  }

  /** `null` for an error that may be: ours, or a TypeError that says what the caller did wrong. */
  #refusal(target, error) {
    if (error instanceof RequestException) return null;
    const told = target.typeErrors && error instanceof TypeError && !TRIPPED.test(error.message);
    return told ? null : `rejects with ${error?.stack ?? String(error)}`;
  }

  #surroundings() {
    if (this.#stray.length > 0) {
      const [error] = this.#stray.splice(0);
      return `an error that nobody caught: ${error?.stack ?? String(error)}`;
    }
    const counts = PROTOTYPES.map(names);
    const same = counts.every((count, i) => count === this.#counts[i]);
    if (same && {}.evil === undefined && Object.keys(Object.prototype).length === 0) return null;
    this.#counts = counts;
    return 'a prototype was polluted';
  }

  /** A collection of garbage may fall into any case: what was slow once is played again, and its best time counts. */
  async #tooSlow(target, given, took) {
    if (took < (target.network ? MOST_CLOCK : MOST_CPU)) return null;
    if (target.network) return `took ${Math.round(took)} ms`;
    let least = Number.POSITIVE_INFINITY;
    for (let turn = 0; turn < 4 && least > MOST_CPU; turn++) {
      const before = process.cpuUsage();
      await this.#play(target, given);
      const { user, system } = process.cpuUsage(before);
      least = Math.min(least, (user + system) / 1_000);
    }
    return least > MOST_CPU ? `took ${Math.round(least)} ms of CPU time` : null;
  }
}

async function inTime(playing) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`nothing came of it in ${MOST_CLOCK} ms`)), MOST_CLOCK);
  });
  try {
    return await Promise.race([playing, late]);
  } finally {
    clearTimeout(timer);
  }
}
