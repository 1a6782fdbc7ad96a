import type net from 'node:net';
import type { RequestException, TraceListener } from '@req/core';
import { noteFacts, type OpeningTimes, tlsFacts } from './socket-facts.ts';

/** Called with the socket, or with the error. */
export type SocketCallback = (error: RequestException | null, socket: net.Socket | null) => void;

/**
 * One attempt to open a socket: TCP, then maybe a proxy's handshake, then maybe TLS. It owns the socket of the current
 * step, so that giving up at any moment leaves nothing behind, and it calls back once.
 */
export class Attempt implements OpeningTimes {
  dns: number = Number.NaN;
  connect: number = Number.NaN;
  tls: number = Number.NaN;
  readonly #trace: TraceListener | null;
  #callback: SocketCallback | null;
  #socket: net.Socket | null = null;
  #unlisten: (() => void) | null = null;

  constructor(callback: SocketCallback, trace: TraceListener | null | undefined) {
    this.#trace = trace ?? null;
    this.#callback = callback;
  }

  /** True once it has called back or was given up. */
  get over(): boolean {
    return this.#callback === null;
  }

  /** Takes over a socket: its error or end, before the next step, fails the attempt with the exception from `failure`. */
  hold(socket: net.Socket, failure: (error: unknown) => RequestException): void {
    this.#unlisten?.();
    this.#socket = socket;
    const onError = (error: unknown): void => this.fail(failure(error));
    const onClose = (): void => this.fail(failure(null));
    socket.on('error', onError);
    socket.on('close', onClose);
    this.#unlisten = () => {
      socket.removeListener('error', onError);
      socket.removeListener('close', onClose);
    };
  }

  /** A name was resolved. */
  resolved(host: string, address: string): void {
    this.dns = performance.now();
    this.#trace?.({ type: 'dns', time: this.dns, host, address });
  }

  /** TCP is connected. */
  connected(socket: net.Socket): void {
    this.connect = performance.now();
    if (this.#trace === null) return;
    const { remoteAddress = null, remotePort = null } = socket;
    this.#trace({ type: 'connect', time: this.connect, remoteAddress, remotePort });
  }

  /** A TLS handshake is done. */
  secured(socket: net.Socket): void {
    this.tls = performance.now();
    const tls = this.#trace === null ? null : tlsFacts(socket);
    if (tls !== null) this.#trace?.({ type: 'tls', time: this.tls, tls });
  }

  fail(error: RequestException): void {
    const callback = this.#end();
    this.#drop();
    callback?.(error, null);
  }

  succeed(socket: net.Socket): void {
    this.#unlisten?.();
    this.#unlisten = null;
    this.#socket = null;
    noteFacts(socket, { dns: this.dns, connect: this.connect, tls: this.tls });
    this.#end()?.(null, socket);
  }

  /** Gives up without calling back. */
  destroy(): void {
    this.#end();
    this.#drop();
  }

  #end(): SocketCallback | null {
    const callback = this.#callback;
    this.#callback = null;
    return callback;
  }

  #drop(): void {
    const socket = this.#socket;
    if (socket === null) return;
    this.#socket = null;
    this.#unlisten?.();
    this.#unlisten = null;
    // An unheard 'error' would end the process.
    socket.on('error', ignore);
    socket.destroy();
  }
}

function ignore(): void {}
