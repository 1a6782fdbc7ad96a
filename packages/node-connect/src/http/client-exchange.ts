import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import { ConnectionError, type RequestException, type TransportRequest } from '@req/core';
import { errorFromSignal, hostOf, markStale, needsTimer, PhaseTimer } from '@req/core/transport';
import { ExchangeFacts } from '../net/exchange-facts.ts';
import { isHttpProxy } from '../net/proxy-address.ts';
import { fromSocketError } from '../net/socket-errors.ts';
import { factsOf } from '../net/socket-facts.ts';
import { MAX_HEAD, MAX_INTERIM } from './response-limits.ts';
import { silentSinceReuse } from './reused-socket.ts';
import { watchUpload } from './stalled-upload.ts';

/** One more than core accepts. */
const MAX_HEADER_LINES = 2_001;
/** Bytes. A server's socket takes a body of this size even if the server does not read. */
const TAKEN_AT_ONCE = 65_536;

/**
 * One exchange over Node's `http.ClientRequest`, whichever client made it: runs the timers of the request, records what
 * the client hides (the socket's own error, the raw response), and ends the exchange at once when a timer or the
 * caller's signal fires.
 */
export class ClientExchange {
  /** What is to be sent. */
  readonly request: TransportRequest;
  /** The client's request, from the moment that it asks its agent for a socket. */
  clientRequest: ClientRequest | null = null;
  /** The response as Node parsed it: raw header lines, reason phrase, HTTP version. */
  incoming: IncomingMessage | null = null;
  /** Why this side ended the exchange: a timeout, the caller's signal, a response that must not be used. */
  failure: unknown = null;
  /** The first error of the socket or the parser. Clients wrap it or drop it. */
  socketError: unknown = null;
  /** The connection broke in the middle of the response, which the parser takes for the end of a body without a length. */
  cutShort = false;
  /** The timeouts; `null` if the request has none. */
  timer: PhaseTimer | null;
  /** What becomes known about the exchange, and when. */
  readonly facts: ExchangeFacts;
  #resolve: ((incoming: IncomingMessage) => void) | null = null;
  #reject: ((error: unknown) => void) | null = null;
  #onFailure: ((error: unknown) => void) | null = null;
  #onClose: (() => void) | null = null;
  #interim = 0;
  /** Another agent than ours makes the connection. */
  #intercepted = false;
  #uploaded = false;
  #stopWatchingUpload: (() => void) | null = null;

  /** @throws AbortError or Timeout when the request's signal has already fired. */
  constructor(request: TransportRequest) {
    if (request.signal?.aborted) throw errorFromSignal(request.signal);
    this.request = request;
    this.facts = new ExchangeFacts(request.trace);
    this.timer = needsTimer(request) ? new PhaseTimer(request, (error) => this.fail(error)) : null;
  }

  /** Takes the client's request over, before any of it is written. */
  observe(clientRequest: ClientRequest): void {
    this.clientRequest = clientRequest;
    clientRequest.on('error', this.#onError);
    if (this.#onClose !== null) clientRequest.once('close', this.#onClose);
    if (this.failure !== null) {
      clientRequest.destroy();
      return;
    }
    clientRequest.on('response', this.#onResponse);
    // Without listeners Node closes the socket silently, and some clients wait for ever.
    clientRequest.on('upgrade', this.#onUpgrade);
    clientRequest.on('connect', this.#onUpgrade);
    clientRequest.on('information', this.#onInformation);
    // Core counts the header lines: the parser must not drop any of them silently.
    clientRequest.maxHeadersCount = MAX_HEADER_LINES;
    (clientRequest as { maxHeaderSize?: number }).maxHeaderSize = MAX_HEAD;
    clientRequest.once('finish', this.#onFinish);
    if (this.timer === null && !this.request.trace) return;
    if (!this.#intercepted) clientRequest.once('socket', (socket) => this.#onSocket(socket));
  }

  /**
   * To be called before `observe` when node:http or the client was replaced by something with its own agent, such as a
   * mock. Nothing reports the connection then: the read timeout runs from the start.
   */
  intercepted(): void {
    this.#intercepted = true;
    this.timer?.connected();
    if (this.#inMemory) this.timer?.sent();
  }

  /** The mock lets the request through and asks for a connection: the connect timeout starts. */
  connecting(): void {
    if (this.timer === null || this.incoming !== null || this.failure !== null) return;
    this.timer.stop();
    this.timer = new PhaseTimer(this.request, (error) => this.fail(error));
  }

  /** The connection that `connecting` announced is ready. */
  connected(): void {
    if (this.incoming !== null || this.failure !== null) return;
    this.timer?.connected();
    if (this.#inMemory || this.#uploaded) this.timer?.sent();
  }

  /** The body was read to its end by a client that hides its ClientRequest. */
  uploaded(): void {
    this.#uploaded = true;
    this.#onFinish();
  }

  get #inMemory(): boolean {
    return this.request.body === null || this.request.body instanceof Uint8Array;
  }

  /** Settles like the client's promise, or rejects with the failure if that comes first. */
  race<T>(client: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#reject = reject;
      client.then(resolve, reject);
    });
  }

  /**
   * Resolves with the response once its head has arrived; rejects with the failure, the error of `clientRequest`, or the
   * rejection of the `client` that made it.
   */
  response(clientRequest: ClientRequest, client?: Promise<unknown>): Promise<IncomingMessage> {
    client?.catch(() => {});
    if (this.failure !== null) return Promise.reject(this.failure);
    return new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
      clientRequest.once('error', reject);
      client?.catch(reject);
    });
  }

  /** Ends the exchange with `error`: closes its connection and rejects whoever waits for it. Idempotent. */
  fail(error: unknown): void {
    if (this.failure !== null) return;
    this.failure = error;
    this.drop();
    this.#reject?.(error);
    this.#onFailure?.(error);
  }

  /** The exception for an error before the response; marked (`markStale`) when the connection had been used before. */
  brokenBy(error: unknown, host: string): RequestException {
    const { clientRequest, request } = this;
    const { proxy } = request;
    // In a tunnel the other end is the origin, whose errors are not the proxy's.
    const viaProxy = proxy !== null && isHttpProxy(proxy) && !request.url.startsWith('https:');
    const exception = fromSocketError(error, { host: viaProxy ? hostOf(proxy.url) : host, viaProxy });
    const stale = clientRequest !== null && this.incoming === null && silentSinceReuse(clientRequest);
    return stale ? markStale(exception) : exception;
  }

  /** Stops the timers, and closes the connection unless it was already given back to the pool. */
  drop(): void {
    this.#endTimers();
    this.#destroy();
  }

  /** Whether the connection keeps the process alive. It must not while nobody reads the response. */
  keepAlive(awaited: boolean): void {
    const socket = this.incoming?.socket;
    if (awaited) socket?.ref?.();
    else socket?.unref?.();
  }

  /** Calls `listener` with the failure, now or when there is one. `null` removes the listener. */
  onFailure(listener: ((error: unknown) => void) | null): void {
    this.#onFailure = listener;
    if (this.failure !== null) listener?.(this.failure);
  }

  /** Calls `listener` when the ClientRequest is closed. */
  onClose(listener: () => void): void {
    this.#onClose = listener;
    this.clientRequest?.once('close', listener);
  }

  /** The response was read to its end, or the rest of it is not wanted. */
  finish(): void {
    this.#endTimers();
    const clientRequest = this.clientRequest;
    // The server responded without waiting for the whole request body, and reads no more of it.
    if (clientRequest === null || !isWritten(clientRequest)) this.#destroy();
  }

  #endTimers(): void {
    this.timer?.stop();
    this.#uploadEnded();
  }

  #uploadEnded(): void {
    this.#stopWatchingUpload?.();
    this.#stopWatchingUpload = null;
  }

  #destroy(): void {
    if (this.clientRequest !== null) this.clientRequest.destroy();
    else this.#onClose?.();
  }

  /** Called when the response's head has arrived, before any byte of its body. For subclasses. */
  protected headArrived(_incoming: IncomingMessage): void {}

  readonly #onError = (error: unknown): void => {
    this.socketError ??= error;
    if (this.incoming?.complete === false) this.cutShort = true;
  };

  readonly #onResponse = (incoming: IncomingMessage): void => {
    // Another listener has already rejected it; node:http's parser goes on regardless.
    if (this.clientRequest?.destroyed === true) return;
    if (incoming.httpVersionMajor > 1) {
      // node:http accepts any version; Requests does not.
      this.fail(new ConnectionError(`The server responded in HTTP/${incoming.httpVersion} to an HTTP/1.1 request.`));
      return;
    }
    this.incoming = incoming;
    this.#uploadEnded();
    this.timer?.activity();
    // Later the response may have given its socket back.
    if (!this.request.trace) this.#noteConnection(incoming.socket);
    this.facts.firstByte();
    this.headArrived(incoming);
    this.#resolve?.(incoming);
  };

  readonly #onUpgrade = (_response: IncomingMessage, socket: Duplex): void => {
    socket.destroy();
    const error: RequestException = new ConnectionError(
      `${this.request.method}: the server switched protocols without an Upgrade request.`,
    );
    this.fail(error);
    // Node reports no error of a connection that it has handed over, and axios waits for one.
    this.clientRequest?.emit('error', error);
  };

  #onSocket(socket: Socket): void {
    const connected = (): void => {
      this.timer?.connected();
      if (this.request.trace) this.#noteConnection(socket);
      this.#watchUpload(socket);
    };
    const tls = socket as TLSSocket;
    // `null` until the handshake is done.
    if (tls.encrypted === true && tls.alpnProtocol === null) socket.once('secureConnect', connected);
    else if (socket.connecting === true) socket.once('connect', connected);
    else connected();
  }

  /** As soon as there is one if somebody waits for it, else with the response: that takes one listener less. */
  #noteConnection(socket: Socket): void {
    this.facts.connected(factsOf(socket), this.clientRequest?.reusedSocket === true);
  }

  #watchUpload(socket: Socket): void {
    const { body, timeout } = this.request;
    if (this.timer === null || timeout.read === null || body === null) return;
    if (body instanceof Uint8Array && body.byteLength <= TAKEN_AT_ONCE) return;
    if (this.failure !== null || this.incoming !== null || this.clientRequest?.writableFinished === true) return;
    this.#stopWatchingUpload = watchUpload(socket, this.timer, timeout.read);
  }

  readonly #onFinish = (): void => {
    this.#uploadEnded();
    this.facts.sent();
    // After an early response the timer belongs to whoever reads it.
    if (this.incoming === null) this.timer?.sent();
  };

  readonly #onInformation = (): void => {
    if (++this.#interim > MAX_INTERIM) {
      this.fail(new ConnectionError(`The server sent more than ${MAX_INTERIM} interim responses.`));
      return;
    }
    this.timer?.activity();
  };
}

/** Bytes. Over TLS a response may arrive before the socket has reported the last bytes of the request as written. */
const FLUSHED_BELOW = 16_384;

/** Whether (nearly) all bytes of the request were flushed. */
function isWritten({ writableFinished, writableEnded, socket }: ClientRequest): boolean {
  return writableFinished || (writableEnded && (socket?.writableLength ?? 0) < FLUSHED_BELOW);
}
