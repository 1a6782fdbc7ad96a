import type { ConnectionFacts, ResponseFacts, Timings, TraceListener } from '@req/core';
import type { SocketFacts } from './socket-facts.ts';

/** The facts of one exchange as they become known, which are told to the request's `trace` too. */
export class ExchangeFacts implements Partial<ResponseFacts> {
  readonly #trace: TraceListener | null;
  #socket: SocketFacts | null = null;
  #reused = false;
  // By `performance.now()`. NaN: not yet. A number from the beginning, since that is what V8 stores without allocating.
  readonly #started: number = performance.now();
  #sent = Number.NaN;
  #firstByte = Number.NaN;
  #end = Number.NaN;

  constructor(trace: TraceListener | null | undefined) {
    this.#trace = trace ?? null;
  }

  /** The exchange has its connection. `reused`: which has carried a request before. */
  connected(socket: SocketFacts | null, reused: boolean): void {
    this.#socket = socket;
    this.#reused = reused;
    if (this.#trace === null || socket === null) return;
    this.#trace({ type: 'connection', time: performance.now(), connection: socket.connection(reused) });
  }

  /** The request is written. */
  sent(): void {
    this.#sent = performance.now();
    this.#trace?.({ type: 'sent', time: this.#sent });
  }

  /** The head of the response has arrived. */
  firstByte(): void {
    this.#firstByte = performance.now();
    this.#trace?.({ type: 'firstByte', time: this.#firstByte });
  }

  /** The body has arrived. */
  end(): void {
    this.#end = performance.now();
  }

  get connection(): ConnectionFacts | null {
    return this.#socket === null ? null : this.#socket.connection(this.#reused);
  }

  /** `null` if not even the arrival of the response was seen. */
  get timings(): Timings | null {
    if (Number.isNaN(this.#firstByte)) return null;
    const times = this.#reused ? null : this.#socket?.times;
    return {
      dns: this.#since(times?.dns),
      connect: this.#since(times?.connect),
      tls: this.#since(times?.tls),
      sent: this.#since(this.#sent),
      firstByte: this.#since(this.#firstByte),
      end: this.#since(this.#end),
    };
  }

  /** `null` for what did not happen, or before this exchange: a connection that was opened for another one. */
  #since(time: number | undefined): number | null {
    return time !== undefined && time >= this.#started ? time - this.#started : null;
  }
}

// Core looks for facts that are not told here: none may be found on a polluted `Object.prototype`.
Object.setPrototypeOf(ExchangeFacts.prototype, null);
