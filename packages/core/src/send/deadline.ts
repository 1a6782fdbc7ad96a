import { Timeout } from '../errors/errors.ts';
import { setLongTimeout } from '../transport/long-timer.ts';

/** `timeout.total`: one signal for the whole call, the caller's own signal with it. */
export class Deadline {
  readonly #controller = new AbortController();
  readonly #callers: AbortSignal | null;
  #timer: ReturnType<typeof setTimeout>;

  /** @param total milliseconds */
  constructor(total: number, signal: AbortSignal | null) {
    const due = performance.now() + total;
    const fire = (): void => {
      // Node's timers may fire up to a millisecond early: never before the deadline.
      const left = due - performance.now();
      if (left > 0) {
        this.#timer = setLongTimeout(fire, Math.ceil(left));
        return;
      }
      this.release();
      this.#controller.abort(new Timeout(`The request took longer than ${total} ms in total.`));
    };
    this.#timer = setLongTimeout(fire, total);
    this.#callers = signal;
    if (signal?.aborted) this.#onAbort();
    else signal?.addEventListener('abort', this.#onAbort, { once: true });
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** From now on only a body is read, whose socket keeps the process alive as long as it must. */
  unref(): void {
    (this.#timer as { unref?: () => void }).unref?.();
  }

  release(): void {
    clearTimeout(this.#timer);
    this.#callers?.removeEventListener('abort', this.#onAbort);
  }

  readonly #onAbort = (): void => {
    this.#controller.abort(this.#callers?.reason);
  };
}
