import type { OnReadOpts, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import { MAX_HEAD } from '@req/node-connect';
import type { Client } from 'undici';
import type { Exchange } from '../exchange.ts';
import { Http1Socket, type SocketOwner } from '../http1/http1-socket.ts';
import { SocketReader } from '../http1/socket-reader.ts';
import { undici } from '../undici-module.ts';

/** Opens a socket to where a pool's connections go. */
export type SocketOpener = (
  alpn: readonly string[],
  reader: OnReadOpts,
  callback: (error: unknown, socket: Duplex | null) => void,
) => { destroy(): void };

/** What a connection is made with. */
export interface ConnectionSettings {
  /** What undici is told it talks to; it never connects by itself. */
  readonly origin: URL;
  readonly open: SocketOpener;
  readonly keepAliveTimeout: number;
  readonly http2: boolean;
}

/** Streams that one HTTP/2 connection carries at a time; servers commonly allow no more. */
const HTTP2_STREAMS = 100;

/** One connection to one origin: a socket, and the undici client that speaks HTTP on it. */
export class Connection implements SocketOwner {
  /** Exchanges under way. */
  running = 0;
  /** Exchanges that have ended. */
  served = 0;
  /** When the last one ended, on the clock of `performance`. */
  idleSince = 0;
  h2 = false;
  /** The socket as HTTP/1.1 sees it. */
  wire: Http1Socket | null = null;
  /** For HTTP/2, which undici keeps for ever. */
  #idleTimer: ReturnType<typeof setTimeout> | null = null;
  #idleUntil = 0;
  readonly #settings: ConnectionSettings;
  readonly #onLost: (connection: Connection) => void;
  #client: Client | null = null;
  #opening: { destroy(): void } | null = null;
  #ready: Duplex | null = null;
  #socket: Duplex | null = null;
  #destroyed = false;
  /** The first error of the present socket. */
  #fault: NodeJS.ErrnoException | null = null;
  /** Exchanges under way over HTTP/2 whose response nobody reads. */
  #unread = 0;
  /** Exchanges under way over HTTP/2. */
  #streams: Set<Exchange> | null = null;

  constructor(settings: ConnectionSettings, onLost: (connection: Connection) => void) {
    this.#settings = settings;
    this.#onLost = onLost;
  }

  get capacity(): number {
    return this.h2 ? HTTP2_STREAMS : 1;
  }

  get alive(): boolean {
    return !this.#destroyed && this.#socket !== null && !this.#socket.destroyed;
  }

  /** The first error of the socket; `null` while it is well. */
  get fault(): Error | null {
    return this.#fault;
  }

  /** Opens the socket. `callback` is called once, unless the connection is destroyed before. */
  open(callback: (error: unknown) => void): void {
    this.#connect(this.#settings.http2 ? ['h2', 'http/1.1'] : ['http/1.1'], (error, socket) => {
      if (error === null) {
        this.h2 = (socket as TLSSocket).alpnProtocol === 'h2';
        this.#ready = socket;
        this.#client = this.#makeClient();
      }
      callback(error);
    });
  }

  /** `pollFirst`: over HTTP/1.1, what the system has for this connection is read before the request is written. */
  dispatch(exchange: Exchange, pollFirst: boolean): void {
    this.running++;
    if (this.h2) {
      this.#streams ??= new Set();
      this.#streams.add(exchange);
    }
    const wire = this.wire;
    if (wire !== null) {
      if (pollFirst) wire.pollFirst();
      wire.dispatching = true;
    }
    exchange.dispatch(this.#client as Client, this);
    if (wire !== null) wire.dispatching = false;
  }

  /**
   * What really went wrong. An alert of TLS after the handshake (TLS 1.3: a client certificate is missing or not
   * trusted) is followed by the end of the connection, and that end is all undici tells.
   */
  reasonOf(error: unknown): unknown {
    return this.#fault?.code?.startsWith('ERR_SSL_') === true ? this.#fault : error;
  }

  /** An exchange has ended. */
  finished(exchange: Exchange): void {
    this.running--;
    this.served++;
    if (this.running === 0) {
      this.idleSince = performance.now();
      if (this.h2) {
        this.#idleUntil = this.idleSince + this.#settings.keepAliveTimeout;
        this.#idleTimer ??= setTimeout(this.#onIdle, this.#settings.keepAliveTimeout).unref();
      }
    }
    this.#streams?.delete(exchange);
    // undici keeps the process alive for the streams that are left: its word comes last.
    if (this.#unread > 0 && this.#unread === this.running) setImmediate(() => this.#hold());
  }

  /** Nobody reads the response of one of the exchanges, or somebody does again: whether the process waits for it. */
  setUnread(unread: boolean): void {
    if (this.wire !== null) {
      this.wire.unread = unread;
      return;
    }
    this.#unread += unread ? 1 : -1;
    this.#hold();
  }

  #hold(): void {
    const socket = this.#socket as Socket | null;
    if (this.#unread < this.running) socket?.ref?.();
    else socket?.unref?.();
  }

  readonly #onIdle = (): void => {
    this.#idleTimer = null;
    // The next one to finish starts it anew.
    if (this.#destroyed || this.running > 0) return;
    const left = this.#idleUntil - performance.now();
    if (left > 0) this.#idleTimer = setTimeout(this.#onIdle, Math.ceil(left)).unref();
    else this.#onLost(this);
  };

  destroy(): void {
    if (this.#destroyed) return;
    this.#destroyed = true;
    if (this.#idleTimer !== null) clearTimeout(this.#idleTimer);
    this.#opening?.destroy();
    this.#ready?.destroy();
    // It answers what it still holds with errors that nobody waits for. Not while it is in the midst of failing the streams
    // of a connection one by one: it would find itself in a state that it holds for impossible.
    if (this.h2) process.nextTick(() => void this.#client?.destroy().catch(() => {}));
    else void this.#client?.destroy().catch(() => {});
  }

  #makeClient(): Client {
    const options = Object.assign(Object.create(null), {
      connect: (_options: unknown, callback: (error: unknown, socket: Duplex | null) => void) => this.#supply(callback),
      // One at a time all the same. With 1, undici adds a turn of the event loop of its own to each response's end.
      pipelining: this.h2 ? this.capacity : 2,
      keepAliveTimeout: this.#settings.keepAliveTimeout,
      // Whatever the server hints; a shorter hint counts.
      keepAliveMaxTimeout: this.#settings.keepAliveTimeout,
      headersTimeout: 0,
      bodyTimeout: 0,
      maxHeaderSize: MAX_HEAD,
      allowH2: this.h2,
      maxConcurrentStreams: HTTP2_STREAMS,
    });
    return new (undici().Client)(this.#settings.origin, options);
  }

  /** undici asks for a socket: at first for the one that is open, later because that one was closed while idle. */
  #supply(callback: (error: unknown, socket: Duplex | null) => void): void {
    const ready = this.#ready;
    this.#ready = null;
    // Not before `connect` has returned: undici would take no notice.
    if (ready !== null) queueMicrotask(() => callback(null, this.wire?.asSocket ?? ready));
    else {
      this.#connect([this.h2 ? 'h2' : 'http/1.1'], (error, socket) =>
        callback(error, socket === null ? null : (this.wire?.asSocket ?? socket)),
      );
    }
  }

  #connect(alpn: readonly string[], callback: (error: unknown, socket: Duplex | null) => void): void {
    const reader = new SocketReader();
    this.#opening = this.#settings.open(alpn, reader, (error, socket) => {
      this.#opening = null;
      if (this.#destroyed) {
        socket?.destroy();
        return;
      }
      if (socket !== null) this.#adopt(socket, reader);
      callback(error, socket);
    });
  }

  #adopt(socket: Duplex, reader: SocketReader): void {
    this.#socket = socket;
    this.#fault = null;
    // undici listens too, but not before it has the socket, nor after it has let go of it.
    if ((socket as TLSSocket).alpnProtocol === 'h2') {
      this.wire = null;
      socket.on('error', (error) => this.faulted(error));
      socket.once('close', () => this.closed(socket));
    } else this.wire = new Http1Socket(socket, reader, this);
  }

  faulted(error: Error): void {
    this.#fault ??= error;
  }

  closed(socket: Duplex): void {
    // undici forgets some of the streams of a connection that the server takes back.
    for (const exchange of [...(this.#streams ?? [])]) exchange.connectionLost();
    if (this.#socket === socket) this.#onLost(this);
  }
}
