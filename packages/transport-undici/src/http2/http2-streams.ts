import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Exchange } from '../exchange.ts';

/** Streams that one connection carries at a time; servers commonly allow no more. */
export const MAX_STREAMS = 100;

/** The exchanges on an HTTP/2 connection, and what undici does not do for them. */
export class Http2Streams {
  /** The present socket. */
  socket: Duplex;
  readonly #exchanges = new Set<Exchange>();
  readonly #keepAliveTimeout: number;
  readonly #onIdleTooLong: () => void;
  /** Closes an idle connection: undici would keep it for ever. */
  #idleTimer: ReturnType<typeof setTimeout> | null = null;
  #idleUntil = 0;
  /** Number of exchanges whose response nobody reads at present. */
  #unread = 0;

  constructor(socket: Duplex, keepAliveTimeout: number, onIdleTooLong: () => void) {
    this.socket = socket;
    this.#keepAliveTimeout = keepAliveTimeout;
    this.#onIdleTooLong = onIdleTooLong;
  }

  add(exchange: Exchange): void {
    this.#exchanges.add(exchange);
  }

  delete(exchange: Exchange): void {
    this.#exchanges.delete(exchange);
    if (this.#exchanges.size === 0) {
      this.#idleUntil = performance.now() + this.#keepAliveTimeout;
      this.#idleTimer ??= setTimeout(this.#onTimer, this.#keepAliveTimeout).unref();
    }
    // undici refs the socket while streams are left: it must be overruled after it has done so.
    if (this.#unread > 0 && this.#unread === this.#exchanges.size) setImmediate(() => this.#updateRef());
  }

  /** Nobody reads one more of the responses, or somebody reads it again. */
  setUnread(unread: boolean): void {
    this.#unread += unread ? 1 : -1;
    this.#updateRef();
  }

  /** The connection is closed. undici forgets some of the streams when the server resets the connection. */
  fail(): void {
    for (const exchange of [...this.#exchanges]) exchange.connectionLost();
  }

  /** The connection will not be used again. */
  stop(): void {
    if (this.#idleTimer !== null) clearTimeout(this.#idleTimer);
    this.#idleTimer = null;
  }

  /** Keeps the process alive only while somebody waits for one of the responses. */
  #updateRef(): void {
    const socket = this.socket as Socket;
    if (this.#unread < this.#exchanges.size) socket.ref?.();
    else socket.unref?.();
  }

  readonly #onTimer = (): void => {
    this.#idleTimer = null;
    // The timer is started again when the last exchange ends.
    if (this.#exchanges.size > 0) return;
    const left = this.#idleUntil - performance.now();
    if (left > 0) this.#idleTimer = setTimeout(this.#onTimer, Math.ceil(left)).unref();
    else this.#onIdleTooLong();
  };
}
