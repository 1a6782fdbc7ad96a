import type { OnReadOpts, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import type { TraceListener } from '@req/core';
import { factsOf, MAX_HEAD, type SocketFacts } from '@req/node-connect';
import type { Dispatcher } from 'undici';
import type { Exchange } from '../exchange.ts';
import { Http1Socket, type Http1SocketOwner } from '../http1/http1-socket.ts';
import { SocketReader } from '../http1/socket-events.ts';
import { Http2Streams, MAX_STREAMS } from '../http2/http2-streams.ts';
import type { Undici } from '../undici-module.ts';

/** Opens a socket to the origin of a pool. `onread`: see `net.connect`; `trace` is told what happens. */
export type OpenSocket = (
  alpn: readonly string[],
  how: { readonly onread: OnReadOpts | undefined; readonly trace: TraceListener | null },
  callback: OnSocket,
) => { destroy(): void };

type OnSocket = (error: unknown, socket: Duplex | null) => void;

/** What the connections of a pool are made with. */
export interface ConnectionSettings {
  readonly undici: Undici;
  /** The origin that undici is told; it never connects by itself. */
  readonly origin: URL;
  readonly open: OpenSocket;
  readonly keepAliveTimeout: number;
  /** Offer HTTP/2. */
  readonly http2: boolean;
}

/**
 * One connection to one origin: a socket, and the undici client that speaks HTTP over it. Set is one of `http1`, where we
 * write the requests, and `http2`, or neither of them: an undici that cannot be given a socket of ours writes HTTP/1.1
 * requests itself, one on each connection.
 */
export class Connection implements Http1SocketOwner {
  /** Exchanges under way. */
  running = 0;
  /** Exchanges that have ended. */
  served = 0;
  /** When the last one ended, by `performance.now()`. */
  idleSince = 0;
  http1: Http1Socket | null = null;
  http2: Http2Streams | null = null;
  /** What is known about the present socket, */
  facts: SocketFacts | null = null;
  /** and whether it has carried a request. Kept by exchanges that `http1` does not write. */
  used = false;
  readonly #settings: ConnectionSettings;
  /** The socket was closed, or was idle for too long. */
  readonly #onClosed: (connection: Connection) => void;
  /** How undici was used when this connection was opened. */
  readonly #plain: boolean;
  #client: Dispatcher | null = null;
  #opening: { destroy(): void } | null = null;
  /** The socket that was opened first, until undici asks for it. */
  #firstSocket: Duplex | null = null;
  #socket: Duplex | null = null;
  #destroyed = false;
  /** The first error of the present socket. */
  #socketError: NodeJS.ErrnoException | null = null;

  constructor(settings: ConnectionSettings, onClosed: (connection: Connection) => void) {
    this.#settings = settings;
    this.#onClosed = onClosed;
    this.#plain = settings.undici.plain;
  }

  /** Exchanges that it carries at a time. */
  get capacity(): number {
    return this.http2 === null ? 1 : MAX_STREAMS;
  }

  get alive(): boolean {
    return !this.#destroyed && this.#socket !== null && !this.#socket.destroyed;
  }

  /** The first error of the socket. */
  get socketError(): Error | null {
    return this.#socketError;
  }

  /** Opens the socket and tells `trace`. `callback` is called once, unless the connection is destroyed before. */
  open(trace: TraceListener | null, callback: (error: unknown) => void): void {
    this.#connect(this.#settings.http2 ? ['h2', 'http/1.1'] : ['http/1.1'], trace, (error, socket) => {
      if (error === null) {
        this.#firstSocket = socket;
        this.#client = this.#makeClient();
      }
      callback(error);
    });
  }

  /** `pollFirst`: over HTTP/1.1, what the system holds for this connection is read before the request is written. */
  dispatch(exchange: Exchange, pollFirst: boolean): void {
    this.running++;
    this.http2?.add(exchange);
    const { http1 } = this;
    if (http1 !== null) {
      if (pollFirst) http1.pollFirst();
      http1.dispatching = true;
    }
    exchange.dispatch(this.#client as Dispatcher, this);
    if (http1 !== null) http1.dispatching = false;
  }

  /**
   * The cause of an error that undici reports. A TLS alert after the handshake (TLS 1.3: a client certificate is missing
   * or not trusted) ends the connection, and undici reports nothing but that end.
   */
  causeOf(error: unknown): unknown {
    return this.#socketError?.code?.startsWith('ERR_SSL_') === true ? this.#socketError : error;
  }

  /** An exchange has ended. */
  remove(exchange: Exchange): void {
    this.running--;
    this.served++;
    if (this.running === 0) this.idleSince = performance.now();
    this.http2?.delete(exchange);
  }

  /** Nobody reads the response of one of the exchanges, or somebody reads it again: whether the process waits for it. */
  setUnread(unread: boolean): void {
    if (this.http1 !== null) this.http1.unread = unread;
    else if (this.http2 !== null) this.http2.setUnread(unread);
    else if (unread) (this.#socket as Socket).unref?.();
    else (this.#socket as Socket).ref?.();
  }

  destroy(): void {
    if (this.#destroyed) return;
    this.#destroyed = true;
    this.http2?.stop();
    this.#opening?.destroy();
    this.#firstSocket?.destroy();
    // undici fails what it still holds; nobody waits for that. Deferred: destroying while undici writes a request, or fails
    // its streams, trips its assertions.
    process.nextTick(() => void this.#client?.destroy().catch(() => {}));
  }

  #makeClient(): Dispatcher {
    return this.#settings.undici.makeClient(
      this.#settings.origin,
      Object.assign(Object.create(null), {
        connect: (_options: unknown, callback: OnSocket) => this.#supplySocket(callback),
        // One request at a time all the same. With 1, undici waits for a turn of the event loop after each response.
        pipelining: this.#plain ? 1 : this.http2 === null ? 2 : MAX_STREAMS,
        keepAliveTimeout: this.#settings.keepAliveTimeout,
        // A server's hint may shorten it, not lengthen it.
        keepAliveMaxTimeout: this.#settings.keepAliveTimeout,
        headersTimeout: 0,
        bodyTimeout: 0,
        maxHeaderSize: MAX_HEAD,
        allowH2: this.http2 !== null,
        maxConcurrentStreams: MAX_STREAMS,
      }),
    );
  }

  /** undici asks for a socket: first for the one that is open, later because that one was closed while idle. */
  #supplySocket(callback: OnSocket): void {
    const socket = this.#firstSocket;
    this.#firstSocket = null;
    // undici ignores a socket that it is given before `connect` has returned.
    if (socket !== null) queueMicrotask(() => this.#handOver(socket, callback));
    else {
      this.#connect([this.http2 === null ? 'http/1.1' : 'h2'], null, (error, next) => {
        if (next === null) callback(error, null);
        else this.#handOver(next, callback);
      });
    }
  }

  #handOver(socket: Duplex, callback: OnSocket): void {
    if (this.http1 !== null) callback(null, this.http1.asSocket);
    else if (this.http2 !== null || socket.readableLength === 0) callback(null, socket);
    else {
      // Bytes that came before the request was written are no response to it.
      socket.destroy();
      callback(new Error('The server sent bytes before a request was written.'), null);
    }
  }

  #connect(alpn: readonly string[], trace: TraceListener | null, callback: OnSocket): void {
    const reader = this.#plain ? undefined : new SocketReader();
    this.#opening = this.#settings.open(alpn, { onread: reader, trace }, (error, socket) => {
      this.#opening = null;
      if (this.#destroyed) {
        socket?.destroy();
        return;
      }
      if (socket !== null) this.#adopt(socket, reader);
      callback(error, socket);
    });
  }

  #adopt(socket: Duplex, reader: SocketReader | undefined): void {
    this.#socket = socket;
    this.#socketError = null;
    this.facts = factsOf(socket);
    this.used = false;
    const http2 = (socket as TLSSocket).alpnProtocol === 'h2';
    if (!http2 && this.http2 === null && reader !== undefined) {
      this.http1 = new Http1Socket(socket, reader, this);
      return;
    }
    if (http2) {
      this.http2 ??= new Http2Streams(socket, this.#settings.keepAliveTimeout, () => this.#onClosed(this));
      this.http2.socket = socket;
    }
    // undici listens too, but neither before it has the socket nor after it has let go of it.
    socket.on('error', (error) => this.onSocketError(error));
    socket.once('close', () => this.onSocketClose(socket));
  }

  onSocketError(error: Error): void {
    this.#socketError ??= error;
  }

  onSocketClose(socket: Duplex): void {
    this.http2?.fail();
    if (this.#socket === socket) this.#onClosed(this);
  }

  onKnownWrite(): void {
    this.#settings.undici.onKnownWrite();
  }

  onUnknownWrite(): void {
    this.#settings.undici.onUnknownWrite();
  }
}
