import { type TransportRequest, UnsupportedByTransport } from '@req/core';
import { errorFromSignal, needsTimer, PhaseTimer } from '@req/core/transport';
import type { FetchWatcher, WatchedConnection } from './watched-fetch.ts';

const TOO_SHORT =
  'a fetch does not report when it is connected, and the connect timeout is shorter than the read timeout, or set alone';

/**
 * The timers of one exchange over a fetch. Most fetches report nothing between the call and the response headers, so
 * connecting and waiting share one timeout, the sum of both, which ends in a `ReadTimeout`, since the request may have been
 * sent. A connect timeout that would more than double by this is refused: one shorter than the read timeout, or set alone.
 * Where the fetch reports its connection, each timeout has its own timer. While the caller's stream is waited for, none runs.
 */
export class FetchExchange implements FetchWatcher {
  readonly request: TransportRequest;
  /** Why this side ended the exchange. */
  failure: unknown = null;
  readonly #controller: AbortController = new AbortController();
  #timer: PhaseTimer | null = null;
  /** For a body that may stay unread, if the fetch reports its connection. */
  #connection: WatchedConnection | null = null;
  #answered = false;
  #onEnd: (() => void) | null = null;
  #onFailure: (() => void) | null = null;
  #reject: ((error: unknown) => void) | null = null;

  /** @throws AbortError or Timeout when the request's signal has already fired; UnsupportedByTransport for `TOO_SHORT`. */
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

  /** Starts the connect timeout. */
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

  /** Aborted when the exchange fails, so that the fetch closes its connection. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Settles like the promise, or rejects with the failure if that comes first. */
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

  /** The request is sent: the read timeout starts. */
  sent(): void {
    if (!this.#answered) this.#timer?.sent();
  }

  /** The caller's stream is waited for. */
  awaitUpload(): void {
    if (!this.#answered) this.#timer?.pause();
  }

  /** A chunk was handed over. Until the fetch asks for the next one, it waits for the server to take it. */
  uploading(): void {
    if (!this.#answered) this.#timer?.activity();
  }

  /** Calls `listener` once when the exchange has ended, to release what the fetch would leave behind. */
  onEnd(listener: () => void): void {
    this.#onEnd = listener;
  }

  /** Calls `listener` when the exchange fails: Node's fetch may lose its signal in a garbage collection. */
  onFailure(listener: () => void): void {
    this.#onFailure = listener;
  }

  /** Waits for the next bytes of the body. */
  async read<T>(promise: Promise<T>): Promise<T> {
    this.#timer?.activity();
    this.#connection?.keepAlive(true);
    const result = await this.race(promise);
    this.#timer?.pause();
    this.#connection?.keepAlive(false);
    return result;
  }

  /** The response headers have arrived: from now on the read timeout applies to each wait for bytes. */
  headArrived(): void {
    this.#answered = true;
    this.#connection?.keepAlive(false);
    if (this.#timer === null) return;
    this.#timer.stop();
    this.#timer = this.#clock(this.request.timeout.read);
    this.#timer.sent();
    this.#timer.pause();
  }

  /** Ends the exchange and rejects whoever waits for it with `error`. Idempotent. */
  fail(error: unknown): void {
    if (this.failure !== null) return;
    this.failure = error;
    this.#reject?.(error);
    this.#controller.abort(error);
    this.#onFailure?.();
    this.finish();
  }

  /** The exchange has ended: stops the timer. */
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
