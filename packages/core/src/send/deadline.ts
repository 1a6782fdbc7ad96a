import { Timeout } from '../errors/errors.ts';
import { setLongTimeout } from '../transport/long-timer.ts';
import { unitHint } from '../transport/unit-hint.ts';

/** `timeout.total`: a signal for the whole call. It follows the caller's own signal too. */
export class Deadline {
  readonly #controller = new AbortController();
  readonly #callerSignal: AbortSignal | null;
  #timer: ReturnType<typeof setTimeout>;

  /** @param total milliseconds */
  constructor(total: number, signal: AbortSignal | null) {
    const due = performance.now() + total;
    const fire = (): void => {
      // Node's timers may fire up to a millisecond early.
      const left = due - performance.now();
      if (left > 0) {
        this.#timer = setLongTimeout(fire, Math.ceil(left));
        return;
      }
      this.release();
      this.#controller.abort(new Timeout(`The request took longer than ${total} ms in total.${unitHint(total)}`));
    };
    this.#timer = setLongTimeout(fire, total);
    this.#callerSignal = signal;
    if (signal?.aborted) this.#onAbort();
    else signal?.addEventListener('abort', this.#onAbort, { once: true });
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** The timer no longer keeps the process alive. While a body is read, its socket does. */
  unref(): void {
    (this.#timer as { unref?: () => void }).unref?.();
  }

  release(): void {
    clearTimeout(this.#timer);
    this.#callerSignal?.removeEventListener('abort', this.#onAbort);
  }

  readonly #onAbort = (): void => {
    this.#controller.abort(this.#callerSignal?.reason);
  };
}
