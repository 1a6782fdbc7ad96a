/** Milliseconds of work after which the event loop gets a turn. */
const SLICE_MS = 5;

/** Breaks up long work on this thread, so that timers, sockets and cancellation get their turn in between. */
export class TimeSlice {
  readonly #check: (() => void) | null;
  #since = performance.now();

  /** @param check called between two steps; throws to stop the work */
  constructor(check: (() => void) | null) {
    this.#check = check;
  }

  /** Call before each step. Returns a promise if the event loop must run first. */
  next(): void | Promise<void> {
    this.#check?.();
    if (performance.now() - this.#since > SLICE_MS) return this.#yield();
  }

  async #yield(): Promise<void> {
    await nextTurn();
    this.#since = performance.now();
    this.#check?.();
  }
}

/** Resolves on the next turn of the event loop. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    schedule(resolve);
  });
}

// Browsers have no setImmediate.
const schedule: (callback: () => void) => unknown = globalThis.setImmediate ?? ((callback) => setTimeout(callback, 0));
