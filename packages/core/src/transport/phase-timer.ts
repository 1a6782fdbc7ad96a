import { AbortError, ConnectTimeout, ReadTimeout, type RequestException, Timeout } from '../errors/errors.ts';
import { hostOf } from '../url/url-parts.ts';
import { setLongTimeout } from './long-timer.ts';
import type { TransportRequest } from './transport.ts';

/** The exception for a request whose `signal` fired: `Timeout` for `AbortSignal.timeout()`, else `AbortError`. */
export function errorFromSignal(signal: AbortSignal): RequestException {
  const reason: unknown = signal.reason;
  // One that belongs to another request already is not this one's.
  if (reason instanceof Timeout)
    return reason.request === null ? reason : new Timeout(reason.message, { cause: reason });
  // By name: a DOMException of another realm is no instance of ours.
  const name = (reason as { name?: unknown } | null | undefined)?.name;
  if (name === 'TimeoutError') return because(reason, new Timeout('The request timed out: its signal fired.'));
  return because(reason, new AbortError('The request was aborted.'));
}

/** The reason is the caller's: it stays as it is, where a client's error loses the secrets of its URLs. */
function because(reason: unknown, error: RequestException): RequestException {
  if (reason !== undefined)
    Object.defineProperty(error, 'cause', { value: reason, writable: true, configurable: true });
  return error;
}

/** True when a request needs a `PhaseTimer` at all: without one nothing is allocated. */
export function needsTimer(request: TransportRequest): boolean {
  return request.timeout.connect !== null || request.timeout.read !== null || request.signal !== null;
}

/**
 * The clocks of one exchange, the same for every transport: the wait for a connection, then each wait for bytes, and
 * the caller's signal. The first to fire calls `fail` once with the right exception and stops the others.
 *
 * ```
 * new PhaseTimer(request, fail)   the connect clock runs
 *   .connected()                  the connect clock stops
 *   .sent()                       the request is out: the read clock runs (called by itself after `connected` when
 *                                 there is no body)
 *   .activity()                   bytes came: the read clock starts anew
 *   .pause() / .activity()        nobody reads (back pressure): the read clock rests
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
  /** A clock is running: for the connection, or for bytes. */
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

  /** The connection is ready; the request goes out. */
  connected(): void {
    if (!this.#reading) this.#rest();
  }

  /** The request is out; from now on the server owes bytes. */
  sent(): void {
    if (this.#fail === null) return;
    this.connected();
    this.#reading = true;
    this.activity();
  }

  /** Bytes came. */
  activity(): void {
    if (this.#read === null || this.#fail === null) return;
    this.#reading = true;
    this.#running = true;
    // One timer that is pushed back lazily: bytes arrive far more often than a timer is due.
    this.#deadline = now() + this.#read;
    this.#timer ??= setLongTimeout(this.#onReadTimer, this.#read);
  }

  /** The consumer is not reading; its slowness is not the server's. */
  pause(): void {
    if (this.#reading) this.#rest();
  }

  /** The exchange is over; nothing fires any more. Idempotent. */
  stop(): void {
    this.#fail = null;
    this.#rest();
    this.#signal?.removeEventListener('abort', this.#onAbort);
  }

  #rest(): void {
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
    this.#fire(new ConnectTimeout(`Connecting to ${this.#host} timed out after ${this.#connect} ms.`));
  };

  readonly #onReadTimer = (): void => {
    this.#timer = null;
    if (this.#early(this.#onReadTimer)) return;
    this.#fire(new ReadTimeout(`${this.#host} sent nothing for ${this.#read} ms.`));
  };

  /**
   * Node's timers may fire up to a millisecond early: never before the deadline. Nor before what has already arrived
   * was looked at: a loop that was blocked runs its timers first.
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
      // Otherwise it was stopped meanwhile, or bytes came and the clock runs anew.
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

// Where there is no setImmediate, the next turn of the loop will do.
const afterPoll: (callback: () => void) => unknown = globalThis.setImmediate ?? ((callback) => setTimeout(callback, 0));

const now = (): number => performance.now();
