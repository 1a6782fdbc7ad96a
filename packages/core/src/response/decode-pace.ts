/** Milliseconds of decoding after which whatever else waits on this thread has its turn. */
const STRETCH = 5;

/**
 * Keeps decoding in bounds of time: between two pieces it may be told to end, and the event loop has its turns. Timers
 * and sockets go on meanwhile, and so do the clocks that tell it to end.
 */
export class DecodePace {
  readonly #check: (() => void) | null;
  #since = performance.now();

  /** @param check throws when decoding is to end */
  constructor(check: (() => void) | null) {
    this.#check = check;
  }

  /** Called before each piece of work; a promise when others have their turn first. */
  next(): void | Promise<void> {
    this.#check?.();
    if (performance.now() - this.#since > STRETCH) return this.#rest();
  }

  async #rest(): Promise<void> {
    await turn();
    this.#since = performance.now();
    this.#check?.();
  }
}

/** Resolves when the event loop has run what waited. */
export function turn(): Promise<void> {
  return new Promise((resolve) => {
    schedule(resolve);
  });
}

// Where there is no setImmediate, a timer will do.
const schedule: (callback: () => void) => unknown = globalThis.setImmediate ?? ((callback) => setTimeout(callback, 0));
