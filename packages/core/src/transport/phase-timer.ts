import { AbortError, ConnectTimeout, ReadTimeout, type RequestException, Timeout } from '../errors/errors.ts';
import { hostOf } from '../url/url-parts.ts';
import { setLongTimeout } from './long-timer.ts';
import type { TransportRequest } from './transport.ts';
import { unitHint } from './unit-hint.ts';

/** The exception for a request whose `signal` fired: `Timeout` for `AbortSignal.timeout()`, else `AbortError`. */
export function errorFromSignal(signal: AbortSignal): RequestException {
  const reason: unknown = signal.reason;
  // A Timeout that belongs to another request already is not this one's.
  if (reason instanceof Timeout)
    return reason.request === null ? reason : new Timeout(reason.message, { cause: reason });
  // By name: a DOMException of another realm is no instance of ours.
  const name = (reason as { name?: unknown } | null | undefined)?.name;
  if (name === 'TimeoutError') return withReason(reason, new Timeout('The request timed out: its signal fired.'));
  return withReason(reason, new AbortError('The request was aborted.'));
}

/** Not through the constructor, which masks secrets in a client's error: the reason is the caller's own object. */
function withReason(reason: unknown, error: RequestException): RequestException {
  if (reason !== undefined)
    Object.defineProperty(error, 'cause', { value: reason, writable: true, configurable: true });
  return error;
}

/** Whether a request needs a `PhaseTimer`. Without one, nothing is allocated. */
export function needsTimer(request: TransportRequest): boolean {
  return request.timeout.connect !== null || request.timeout.read !== null || request.signal !== null;
}

/**
 * The timeouts of one exchange, the same for every transport: the wait for a connection, then each wait for bytes, and the
 * caller's signal. The first to fire calls `fail` once, with the exception for it, and stops the others.
 *
 * ```
 * new PhaseTimer(request, fail)   the connect timeout runs
 *   .connected()                  the connect timeout stops
 *   .sent()                       the request was sent: the read timeout runs
 *   .activity()                   bytes arrived: the read timeout starts again
 *   .pause() / .activity()        nobody reads (backpressure): the read timeout stops / starts again
 *   .stop()                       the exchange is over
 * ```
 */
export class PhaseTimer {
  readonly #read: number | null;
  readonly #connect: number | null;
  readonly #signal: AbortSignal | null;
  readonly #host: string;
  #fail: ((error: RequestException) => void) | null;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #deadline = 0;
  #reading = false;
  /** The connect or the read timeout is running. */
  #running = false;
  #polled = false;

  constructor(request: TransportRequest, fail: (error: RequestException) => void) {
    this.#connect = request.timeout.connect;
    this.#read = request.timeout.read;
    this.#signal = request.signal;
    this.#host = hostOf(request.url);
    this.#fail = fail;
    if (this.#signal !== null) this.#signal.addEventListener('abort', this.#onAbort, { once: true });
    if (this.#connect !== null) {
      this.#running = true;
      this.#deadline = now() + this.#connect;
      this.#timer = setLongTimeout(this.#onConnectTimeout, this.#connect);
    }
  }

  /** The connection is established, and the request is being sent. */
  connected(): void {
    if (!this.#reading) this.#halt();
  }

  /** The request was sent. From now on the response is waited for. */
  sent(): void {
    if (this.#fail === null) return;
    this.connected();
    this.#reading = true;
    this.activity();
  }

  /** Bytes arrived. */
  activity(): void {
    if (this.#read === null || this.#fail === null) return;
    this.#reading = true;
    this.#running = true;
    // A single timer, which is postponed when it fires: bytes arrive far more often than that.
    this.#deadline = now() + this.#read;
    this.#timer ??= setLongTimeout(this.#onReadTimer, this.#read);
  }

  /** The consumer is not reading: the server is not to blame for the wait. */
  pause(): void {
    if (this.#reading) this.#halt();
  }

  /** The exchange is over: nothing fires any more. Idempotent. */
  stop(): void {
    this.#fail = null;
    this.#halt();
    this.#signal?.removeEventListener('abort', this.#onAbort);
  }

  #halt(): void {
    this.#running = false;
    if (this.#timer === null) return;
    clearTimeout(this.#timer);
    this.#timer = null;
  }

  readonly #onAbort = (): void => {
    this.#fire(errorFromSignal(this.#signal as AbortSignal));
  };

  readonly #onConnectTimeout = (): void => {
    this.#timer = null;
    if (this.#early(this.#onConnectTimeout)) return;
    this.#fire(
      new ConnectTimeout(`Connecting to ${this.#host} timed out after ${this.#connect} ms.${unitHint(this.#connect)}`),
    );
  };

  readonly #onReadTimer = (): void => {
    this.#timer = null;
    if (this.#early(this.#onReadTimer)) return;
    this.#fire(new ReadTimeout(`${this.#host} sent nothing for ${this.#read} ms.${unitHint(this.#read)}`));
  };

  /**
   * Whether it is too early for a timeout. Node's timers may fire up to a millisecond before they are due. And after the
   * event loop was blocked timers run first, before bytes that have already arrived are read.
   */
  #early(again: () => void): boolean {
    const left = this.#deadline - now();
    if (left > 0) {
      this.#timer = setLongTimeout(again, Math.ceil(left));
      return true;
    }
    if (this.#polled) return false;
    this.#polled = true;
    afterPoll(() => {
      // Otherwise it was stopped meanwhile, or bytes arrived and restarted the timer.
      if (this.#running && this.#timer === null) again();
      this.#polled = false;
    });
    return true;
  }

  #fire(error: RequestException): void {
    const fail = this.#fail;
    this.stop();
    fail?.(error);
  }
}

// A platform without setImmediate gets the next turn of the event loop.
const afterPoll: (callback: () => void) => unknown = globalThis.setImmediate ?? ((callback) => setTimeout(callback, 0));

const now = (): number => performance.now();
