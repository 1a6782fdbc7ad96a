/** Milliseconds without a question that end a burst: a busy machine leaves gaps in one. */
const PAUSE = 20;
/** Questions in a row that make a burst. */
const BURST = 64;

/**
 * Spares looking again for what was not there a moment ago, in the midst of a burst of requests only: everywhere else
 * each request looks for itself.
 */
export class Absence {
  /** Questions in a row that found nothing. */
  #burst = 0;
  #asked = Number.NEGATIVE_INFINITY;
  #looked = Number.NEGATIVE_INFINITY;
  readonly #interval: number;

  /** `interval`: milliseconds between two looks in a burst. */
  constructor(interval: number) {
    this.#interval = interval;
  }

  /** True when nothing was there a moment ago; else it is to be looked for. `now`: of `performance`. */
  holds(now: number): boolean {
    this.#burst = now - this.#asked < PAUSE ? this.#burst + 1 : 0;
    this.#asked = now;
    return this.#burst > BURST && now - this.#looked < this.#interval;
  }

  /** It was looked for, and is not there. */
  confirm(now: number): void {
    this.#looked = now;
  }

  /** It is there. */
  end(): void {
    this.#burst = 0;
    this.#asked = Number.NEGATIVE_INFINITY;
  }
}
