import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import {
  ConnectionError,
  errorFromSignal,
  markStale,
  needsTimer,
  PhaseTimer,
  type RequestException,
  type TransportRequest,
} from '@req/core';
import { authorityOf, isHttpProxy } from '../net/proxy-address.ts';
import { MAX_HEAD, MAX_INTERIM } from './response-limits.ts';
import { silentSinceReuse } from './reused-socket.ts';
import { fromSocketError } from '../net/socket-errors.ts';

/** More than core takes. */
const MAX_HEADER_LINES = 2_001;

/**
 * One exchange over Node's `http.ClientRequest`, whichever client made it: keeps the clocks of the request, notes what
 * the client hides (the socket's own error, the raw response), and ends the exchange at once when one of them fires.
 */
export class ClientExchange {
  readonly request: TransportRequest;
  /** The client's request, from the moment it asks its agent for a socket. */
  clientRequest: ClientRequest | null = null;
  /** The response as Node parsed it: raw header lines, reason phrase, HTTP version. */
  incoming: IncomingMessage | null = null;
  /** Why this side ended the exchange: a timeout, the caller's signal, an answer that is none. */
  failure: unknown = null;
  /** The first error of the socket or the parser; clients wrap it, or drop it. */
  socketError: unknown = null;
  /** The connection broke in the middle of the response; the parser takes that for the end of one without a length. */
  cutShort = false;
  timer: PhaseTimer | null;
  #resolve: ((incoming: IncomingMessage) => void) | null = null;
  #reject: ((error: unknown) => void) | null = null;
  #onFailure: ((error: unknown) => void) | null = null;
  #onClose: (() => void) | null = null;
  #interim = 0;
  /** Another agent than ours answers for the connection. */
  #intercepted = false;
  #uploaded = false;

  /** @throws AbortError or Timeout when the request's signal has fired already. */
  constructor(request: TransportRequest) {
    if (request.signal?.aborted) throw errorFromSignal(request.signal);
    this.request = request;
    this.timer = needsTimer(request) ? new PhaseTimer(request, (error) => this.fail(error)) : null;
  }

  /** Takes the client's request over before anything of it is on the wire. */
  observe(clientRequest: ClientRequest): void {
    this.clientRequest = clientRequest;
    clientRequest.on('error', this.#onError);
    if (this.#onClose !== null) clientRequest.once('close', this.#onClose);
    if (this.failure !== null) {
      clientRequest.destroy();
      return;
    }
    clientRequest.on('response', this.#onResponse);
    // A listener is needed: without one Node closes the socket in silence, and some clients then wait for ever.
    clientRequest.on('upgrade', this.#onUpgrade);
    clientRequest.on('connect', this.#onUpgrade);
    clientRequest.on('information', this.#onInformation);
    // Read when the request gets its socket; core counts the lines, so none may be dropped in silence before.
    clientRequest.maxHeadersCount = MAX_HEADER_LINES;
    (clientRequest as { maxHeaderSize?: number }).maxHeaderSize = MAX_HEAD;
    if (this.timer === null) return;
    clientRequest.once('finish', () => this.#onFinish());
    if (!this.#intercepted) clientRequest.once('socket', (socket) => this.#onSocket(socket));
  }

  /**
   * Node's http module, or the client, was replaced by something with an agent of its own: a mock, mostly. Nobody tells
   * then when a connection is there, so that the server owes bytes from the start. Call it before `observe`.
   */
  intercepted(): void {
    this.#intercepted = true;
    this.timer?.connected();
    if (this.#inMemory) this.timer?.sent();
  }

  /** What intercepts lets the request pass: a connection is asked for, and has a clock of its own. */
  connecting(): void {
    if (this.timer === null || this.incoming !== null || this.failure !== null) return;
    this.timer.stop();
    this.timer = new PhaseTimer(this.request, (error) => this.fail(error));
  }

  /** The connection that was asked for is ready. */
  connected(): void {
    if (this.incoming !== null || this.failure !== null) return;
    this.timer?.connected();
    if (this.#inMemory || this.#uploaded) this.timer?.sent();
  }

  /** The body is out, of a request that nobody sees. */
  uploaded(): void {
    this.#uploaded = true;
    this.#onFinish();
  }

  get #inMemory(): boolean {
    return this.request.body === null || this.request.body instanceof Uint8Array;
  }

  /** Settles as the client's promise does, or with the failure if that comes first. */
  race<T>(client: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#reject = reject;
      client.then(resolve, reject);
    });
  }

  /** Resolves with the response once its head is there; rejects with the failure, or as the client does. */
  answered(client: Promise<unknown>): Promise<IncomingMessage> {
    if (this.failure !== null) {
      client.catch(() => {});
      return Promise.reject(this.failure);
    }
    return new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
      client.then(null, reject);
    });
  }

  /** Resolves with the response once its head has arrived; rejects with the failure, or the error of `clientRequest`. */
  response(clientRequest: ClientRequest): Promise<IncomingMessage> {
    if (this.failure !== null) return Promise.reject(this.failure);
    return new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
      clientRequest.once('error', reject);
    });
  }

  /** Ends the exchange: its connection is dropped, and whoever waits for it gets `error`. Idempotent. */
  fail(error: unknown): void {
    if (this.failure !== null) return;
    this.failure = error;
    this.drop();
    this.#reject?.(error);
    this.#onFailure?.(error);
  }

  /** The exception for what broke before the response; marked when the connection had served before (`markStale`). */
  brokenBy(error: unknown, host: string): RequestException {
    const { clientRequest, request } = this;
    const { proxy } = request;
    // At the other end of a tunnel is the origin: what is wrong with that is not the proxy's.
    const viaProxy = proxy !== null && isHttpProxy(proxy) && !request.url.startsWith('https:');
    const exception = fromSocketError(error, { host: viaProxy ? authorityOf(proxy.url) : host, viaProxy });
    const stale = clientRequest !== null && this.incoming === null && silentSinceReuse(clientRequest);
    return stale ? markStale(exception) : exception;
  }

  /** Lets go of everything: no clock runs, and the connection is closed unless it was given back already. */
  drop(): void {
    this.timer?.stop();
    this.#destroy();
  }

  /** Whether the process is to wait for this exchange: not while nobody reads its response. */
  keepAlive(awaited: boolean): void {
    const socket = this.incoming?.socket;
    if (awaited) socket?.ref?.();
    else socket?.unref?.();
  }

  /** Calls `listener` with the failure as soon as there is one. */
  onFailure(listener: ((error: unknown) => void) | null): void {
    this.#onFailure = listener;
    if (this.failure !== null) listener?.(this.failure);
  }

  /** Calls `listener` when the connection no longer serves this exchange. */
  onClose(listener: () => void): void {
    this.#onClose = listener;
    this.clientRequest?.once('close', listener);
  }

  /** The response was read to its end, or nobody wants the rest. */
  finish(): void {
    this.timer?.stop();
    const clientRequest = this.clientRequest;
    // The server answered without waiting for the whole body: what is left of it has no reader.
    if (clientRequest === null || !isWritten(clientRequest)) this.#destroy();
  }

  #destroy(): void {
    if (this.clientRequest !== null) this.clientRequest.destroy();
    // Nobody else tells that it is over.
    else this.#onClose?.();
  }

  /** The response's head is there, and not a byte of its body. For those who come after this class. */
  protected headArrived(_incoming: IncomingMessage): void {}

  readonly #onError = (error: unknown): void => {
    this.socketError ??= error;
    if (this.incoming?.complete === false) this.cutShort = true;
  };

  readonly #onResponse = (incoming: IncomingMessage): void => {
    // It was refused already; node:http's parser did not know.
    if (this.clientRequest?.destroyed === true) return;
    if (incoming.httpVersionMajor > 1) {
      // As Requests; node:http takes it.
      this.fail(
        new ConnectionError(`The server answered in HTTP/${incoming.httpVersion}, which it was not asked for.`),
      );
      return;
    }
    this.incoming = incoming;
    this.timer?.activity();
    this.headArrived(incoming);
    this.#resolve?.(incoming);
  };

  readonly #onUpgrade = (_response: IncomingMessage, socket: Duplex): void => {
    socket.destroy();
    const error: RequestException = new ConnectionError(
      `${this.request.method}: the server switched protocols, which nobody had asked for.`,
    );
    this.fail(error);
  };

  #onSocket(socket: Socket): void {
    const connected = (): void => this.timer?.connected();
    const tls = socket as TLSSocket;
    // Null until the handshake is done.
    if (tls.encrypted === true && tls.alpnProtocol === null) socket.once('secureConnect', connected);
    else if (socket.connecting === true) socket.once('connect', connected);
    else connected();
  }

  #onFinish(): void {
    // After an early response the clock belongs to whoever reads that.
    if (this.incoming === null) this.timer?.sent();
  }

  readonly #onInformation = (): void => {
    if (++this.#interim > MAX_INTERIM) {
      this.fail(new ConnectionError(`The server sent more than ${MAX_INTERIM} interim responses.`));
      return;
    }
    this.timer?.activity();
  };
}

/** Bytes on their way: over TLS a response may come before the socket has told that the request is written. */
const FLUSHED_BELOW = 16_384;

function isWritten({ writableFinished, writableEnded, socket }: ClientRequest): boolean {
  return writableFinished || (writableEnded && (socket?.writableLength ?? 0) < FLUSHED_BELOW);
}
