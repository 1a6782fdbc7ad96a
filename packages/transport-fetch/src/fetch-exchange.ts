import { type TransportRequest, UnsupportedByTransport } from '@req/core';
import { errorFromSignal, needsTimer, PhaseTimer } from '@req/core/transport';
import type { FetchWatcher, WatchedConnection } from './watched-fetch.ts';

const TOO_SHORT =
  'a fetch does not tell when it is connected, and the connect timeout is shorter than the read timeout, or alone';

/**
 * The clocks of one exchange over a fetch. Most show nothing between the call and the response's head, so that
 * connecting and waiting are one span: the sum of both timeouts, and a `ReadTimeout`, since the request may have gone
 * out. A connect timeout that this would not keep even by half is refused: one shorter than the read timeout, and one
 * alone. Where the fetch tells of its connection, each is a clock of its own. While a stream is uploaded none runs.
 */
export class FetchExchange implements FetchWatcher {
  readonly request: TransportRequest;
  /** Why this side ended the exchange. */
  failure: unknown = null;
  readonly #controller: AbortController = new AbortController();
  #timer: PhaseTimer | null = null;
  /** Of a body that may stay unread, where the fetch tells of it. */
  #connection: WatchedConnection | null = null;
  #answered = false;
  #onEnd: (() => void) | null = null;
  #onFailure: (() => void) | null = null;
  #reject: ((error: unknown) => void) | null = null;

  /** @throws AbortError or Timeout when the request's signal has fired already; UnsupportedByTransport. */
  constructor(request: TransportRequest, watched: boolean) {
    if (request.signal?.aborted) throw errorFromSignal(request.signal);
    this.request = request;
    if (!needsTimer(request)) return;
    const { connect, read } = request.timeout;
    if (!watched && connect !== null && (read === null || connect < read)) {
      throw new UnsupportedByTransport('fetch', 'connect-timeout', { reason: TOO_SHORT });
    }
    this.#timer = this.#clock(read === null ? null : (connect ?? 0) + read);
    if (this.#inMemory) this.sent();
  }

  /** Connecting begins: from now on it has a clock of its own. */
  connecting(): void {
    if (this.#answered || this.failure !== null || this.request.timeout.connect === null) return;
    this.#timer?.stop();
    this.#timer = new PhaseTimer(this.request, (error) => this.fail(error));
  }

  connected(connection: WatchedConnection): void {
    if (this.request.lazy === true) this.#connection = connection;
    if (this.#answered || this.request.timeout.connect === null) return;
    this.#timer?.connected();
    if (this.#inMemory) this.sent();
  }

  get #inMemory(): boolean {
    return this.request.body === null || this.request.body instanceof Uint8Array;
  }

  /** Fires when the exchange has failed: the fetch is to let go of its connection. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Settles as the promise does, or with the failure if that comes first. */
  race<T>(promise: Promise<T>): Promise<T> {
    if (this.failure !== null) {
      promise.catch(() => {});
      return Promise.reject(this.failure);
    }
    return new Promise((resolve, reject) => {
      this.#reject = reject;
      promise.then(resolve, reject);
    });
  }

  /** The request's body is out: from now on the server owes a response. */
  sent(): void {
    if (!this.#answered) this.#timer?.sent();
  }

  /** Calls `listener` once the exchange is over: for what a fetch would leave behind. */
  onEnd(listener: () => void): void {
    this.#onEnd = listener;
  }

  /** Calls `listener` when the exchange fails: Node's fetch forgets the signal it was given when memory is collected. */
  onFailure(listener: () => void): void {
    this.#onFailure = listener;
  }

  /** Waits for bytes of the body. */
  async read<T>(promise: Promise<T>): Promise<T> {
    this.#timer?.activity();
    this.#connection?.keepAlive(true);
    const result = await this.race(promise);
    this.#timer?.pause();
    this.#connection?.keepAlive(false);
    return result;
  }

  /** The head is there: from now on each wait for bytes counts by itself. */
  headArrived(): void {
    this.#answered = true;
    this.#connection?.keepAlive(false);
    if (this.#timer === null) return;
    this.#timer.stop();
    this.#timer = this.#clock(this.request.timeout.read);
    this.#timer.sent();
    this.#timer.pause();
  }

  /** Ends the exchange: whoever waits for it gets `error`. Idempotent. */
  fail(error: unknown): void {
    if (this.failure !== null) return;
    this.failure = error;
    this.#reject?.(error);
    this.#controller.abort(error);
    this.#onFailure?.();
    this.finish();
  }

  /** The exchange is over; no clock runs any more. */
  finish(): void {
    this.#timer?.stop();
    this.#onEnd?.();
    this.#onEnd = null;
    this.#connection?.release();
    this.#connection = null;
  }

  #clock(read: number | null): PhaseTimer {
    return new PhaseTimer({ ...this.request, timeout: { connect: null, read } }, (error) => this.fail(error));
  }
}
