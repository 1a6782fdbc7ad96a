import {
  ChunkedEncodingError,
  ConnectionError,
  HeaderMap,
  RequestException,
  type TransportRequest,
  type TransportResponse,
} from '@req/core';
import { brokenBody, markStale, mayCollect, needsTimer, PhaseTimer } from '@req/core/transport';
import { ExchangeFacts, fromSocketError } from '@req/node-connect';
import type { Dispatcher } from 'undici';
import { asDispatchOptions, headlessOptions, plainOptions, singleUseOptions } from './dispatch-options.ts';
import { type Http1Socket, type RequestWriter, UnknownWrite } from './http1/http1-socket.ts';
import { type RequestHead, requestHead } from './http1/request-head.ts';
import { Upload, type UploadOwner } from './http1/upload.ts';
import type { Connection } from './pool/connection.ts';
import type { Destination } from './pool/destination.ts';
import { type BodySource, ResponseBody } from './response-body.ts';

/** Settles the promise of `send`. */
export interface ExchangeCallbacks {
  resolve(response: TransportResponse): void;
  reject(error: unknown): void;
  /** Called once, after one of the others. */
  done(): void;
}

/**
 * One request and its response, as an undici handler without undici's names: the subclasses in `undici-handlers.ts`
 * translate the calls of undici 7 and 8.
 *
 * It is *settled* when the caller has everything it will get, and *over* when its connection has been released. A response
 * without a body is settled at its head; one whose reader leaves early is over before it is complete.
 */
export abstract class Exchange implements RequestWriter, UploadOwner, BodySource {
  readonly request: TransportRequest;
  readonly timer: PhaseTimer | null;
  readonly #facts: ExchangeFacts;
  readonly dispatchMethod: string;
  /** The connection that is being opened for this exchange. */
  opening: Connection | null = null;
  readonly #destination: Destination;
  readonly #callbacks: ExchangeCallbacks;
  #connection: Connection | null = null;
  #http1: Http1Socket | null = null;
  /** `null` once it is written. */
  #head: RequestHead | null;
  #upload: Upload | null = null;
  #sent = false;
  #response: IncomingResponse | null = null;
  #started = false;
  #settled = false;
  #over = false;
  /** How often it was moved to another connection. */
  #moves = 0;
  /** The response has begun, and nobody waits for more of it. */
  #unread = false;

  /** @throws InvalidHeader or InvalidURL for a head that cannot be sent. */
  constructor(request: TransportRequest, destination: Destination, callbacks: ExchangeCallbacks) {
    this.request = request;
    this.#destination = destination;
    this.#callbacks = callbacks;
    this.#head = requestHead(request, destination);
    this.#facts = new ExchangeFacts(request.trace);
    // undici must know a HEAD, whose response has no body. After a CONNECT it would take the socket away.
    this.dispatchMethod = request.method === 'CONNECT' ? 'POST' : request.method;
    this.timer = needsTimer(request) ? new PhaseTimer(request, (error) => this.fail(error)) : null;
  }

  /** Ends undici's side of the exchange. */
  protected abstract abort(error: Error): void;
  /** Lets undici read on. */
  protected abstract resume(): void;

  /** The body of the request is a stream. */
  get streamsUpload(): boolean {
    return this.request.body !== null && !(this.request.body instanceof Uint8Array);
  }

  /** How to decode undici's raw headers: over HTTP/2 they are strings that were encoded again. */
  protected get headerEncoding(): BufferEncoding {
    return this.#overHttp2 ? 'utf8' : 'latin1';
  }

  get #overHttp2(): boolean {
    return this.#connection !== null && this.#connection.http2 !== null;
  }

  /** Hands the request to undici. `connection`: `null` when the dispatcher is the caller's. */
  dispatch(dispatcher: Dispatcher, connection: Connection | null): void {
    this.#connection = connection;
    try {
      dispatcher.dispatch(asDispatchOptions(this.#dispatchOptions()), this as Dispatcher.DispatchHandler);
    } catch (error) {
      this.fail(error);
    }
  }

  #dispatchOptions(): ReturnType<typeof plainOptions> {
    const connection = this.#connection;
    if (connection === null || connection.http2 !== null) return plainOptions(this.request, this.#destination, this);
    if (connection.http1 === null) return singleUseOptions(this.request, this.#destination, this);
    return headlessOptions(this.#destination, this.dispatchMethod, this.#head?.close === true);
  }

  /** undici sends the request now. */
  protected onStart(): void {
    if (this.#over) this.abort(new Error('The request is no longer wanted.'));
    // Over HTTP/2, undici sends the requests of a lost connection again, though the server may have acted on them.
    else if (this.#started && this.#destination.pool !== null) this.connectionLost();
    else this.#begin();
  }

  #begin(): void {
    this.#started = true;
    const http1 = this.#connection?.http1 ?? null;
    this.#http1 = http1;
    if (http1 !== null) {
      http1.announce(this);
      return;
    }
    this.timer?.connected();
    const connection = this.#connection;
    if (connection !== null) {
      this.#facts.connected(connection.facts, connection.used);
      connection.used = true;
    }
    if (!this.streamsUpload) this.onSent();
  }

  /** Nothing of the request has been written. */
  get #unsent(): boolean {
    return !this.#started || (this.#http1 !== null && this.#head !== null);
  }

  writeRequest(socket: Http1Socket, reused: boolean): void {
    this.timer?.connected();
    this.#facts.connected(this.#connection?.facts ?? null, reused);
    const upload = new Upload(socket, this, this.#head as RequestHead);
    this.#head = null;
    this.#upload = upload;
    upload.start(this.request.body);
  }

  rejectResponse(problem: string): void {
    this.fail(this.#response === null ? new ConnectionError(problem) : new ChunkedEncodingError(problem));
  }

  onSent(): void {
    this.#sent = true;
    this.#upload = null;
    this.timer?.sent();
    this.#facts.sent();
  }

  protected onHead(status: number, headers: string[], reason: string): void {
    if (status < 200 || this.#settled) return;
    this.timer?.activity();
    this.#facts.firstByte();
    const bytes = this.#http1?.response ?? null;
    if (bytes !== null) bytes.headFound = true;
    const httpVersion = bytes?.httpVersion ?? (this.#overHttp2 ? '2' : '1.1');
    const facts = this.#facts;
    const head = { status, reason: bytes?.reason ?? reason, httpVersion, headers: HeaderMap.fromFlat(headers), facts };
    const response = new IncomingResponse(head, mayCollect(this.request, status) ? null : this);
    this.#response = response;
    if (response.stream !== null) {
      this.#pauseTimer();
      this.#callbacks.resolve(response.response);
      this.#callbacks.done();
    }
    if (this.request.method === 'HEAD' || status === 204 || status === 304) this.#complete();
  }

  /** Returns `false` when enough has come for now. */
  protected onBody(chunk: Uint8Array): boolean {
    const response = this.#response;
    if (this.#http1 !== null) this.#http1.response.onBody(chunk);
    if (this.#settled || response === null) return true;
    const stream = response.stream;
    if (stream === null) {
      this.timer?.activity();
      response.collect(chunk);
      return true;
    }
    const more = stream.push(chunk);
    if (!stream.readerWaits) this.#pauseTimer();
    return more;
  }

  protected onEnd(): void {
    if (this.#over) return;
    const connection = this.#connection;
    const socketError = connection === null || connection.http2 !== null ? null : connection.socketError;
    if (socketError !== null && !this.#settled) {
      // undici takes a reset for the end of the body when the connection was to be closed after it.
      this.onFailure(socketError);
      return;
    }
    this.#over = true;
    this.#upload?.stop();
    this.#setUnread(false);
    if (!this.#settled) this.#complete();
    if (connection !== null) this.#destination.pool?.release(connection, this, this.#isReusable(connection));
  }

  #isReusable({ http2 }: Connection): boolean {
    const http1 = this.#http1;
    // After a response that came before the end of the upload, it is unknown what the server makes of the rest.
    return http1 === null ? http2 !== null : http1.endResponse() && this.#sent && http1.flushed;
  }

  /** undici has given up. */
  protected onFailure(error: unknown): void {
    if (this.#over) return;
    const { pool } = this.#destination;
    // Before the connection, which knows the cause, is released.
    const exception = this.#toException(error);
    // The idle connection turned out to be closed, or brought bytes, before anything was written. This is no retry, for
    // nothing was tried. After two unknown writes, undici writes the request itself.
    const maxMoves = error instanceof UnknownWrite ? 2 : 1;
    const move = pool !== null && this.#unsent && this.#moves < maxMoves && !(error instanceof RequestException);
    this.#release();
    if (move) {
      this.#over = false;
      this.#started = false;
      this.#http1 = null;
      this.#moves++;
      pool.addFresh(this);
      return;
    }
    if (!this.#settled) this.#reject(exception);
  }

  /** Marked stale when the connection had served before and no byte of a response has come. */
  #toException(error: unknown): RequestException {
    const { origin, authority, viaProxy } = this.#destination;
    const connection = this.#connection;
    const exception = fromSocketError(connection === null ? error : connection.causeOf(error), {
      host: viaProxy ? origin.slice(origin.indexOf('//') + 2) : authority,
      viaProxy,
      phase: this.#response === null ? undefined : 'body',
    });
    const stale = connection !== null && connection.served > 0 && this.#http1?.response.nothingReceived === true;
    return stale ? markStale(exception) : exception;
  }

  connectionLost(): void {
    this.onFailure(Object.assign(new Error('The connection was lost.'), { code: 'UND_ERR_SOCKET' }));
  }

  /** Ends the exchange, and its connection with it. */
  fail(error: unknown): void {
    if (this.#settled) return;
    const pool = this.#destination.pool;
    if (this.#connection === null && pool !== null) {
      this.#over = true;
      if (this.opening !== null) pool.abandon(this.opening);
      else pool.remove(this);
      this.opening = null;
    } else if (!this.#over) {
      this.#release();
    }
    this.#reject(error);
  }

  onDemand(): void {
    this.timer?.activity();
    this.#setUnread(false);
    this.resume();
  }

  /** Nobody reads: neither the read timeout nor the process waits for more. */
  #pauseTimer(): void {
    this.timer?.pause();
    this.#setUnread(true);
  }

  #setUnread(unread: boolean): void {
    if (this.#unread === unread || this.#connection === null) return;
    this.#unread = unread;
    this.#connection.setUnread(unread);
  }

  cancel(): void {
    if (this.#settled) return;
    this.#settled = true;
    this.timer?.stop();
    if (!this.#over) this.#release();
  }

  #release(): void {
    this.#over = true;
    this.#upload?.stop();
    this.#upload = null;
    this.#setUnread(false);
    this.abort(new Error('The exchange has ended.'));
    const connection = this.#connection;
    this.#connection = null;
    if (connection !== null) this.#destination.pool?.release(connection, this, connection.http2 !== null);
  }

  /** The response is complete. */
  #complete(): void {
    this.#settled = true;
    this.timer?.stop();
    this.#facts.end();
    const response = this.#response as IncomingResponse;
    if (response.stream !== null) {
      response.stream.end();
      return;
    }
    this.#callbacks.resolve(response.complete());
    this.#callbacks.done();
  }

  #reject(error: unknown): void {
    this.#settled = true;
    this.timer?.stop();
    const response = this.#response;
    if (response !== null && response.stream !== null) {
      response.stream.fail(error);
      return;
    }
    // After the head, the response is delivered with the part of the body that came; reading on throws the error.
    if (response !== null) this.#callbacks.resolve(response.broken(error));
    else this.#callbacks.reject(error);
    this.#callbacks.done();
  }
}

// undici asks a handler for optional methods: none may be found on a polluted `Object.prototype`.
Object.setPrototypeOf(Exchange.prototype, null);

const EMPTY: Uint8Array = Buffer.alloc(0);

/** A response whose body is collected, or streamed to the caller. */
class IncomingResponse {
  readonly response: TransportResponse;
  /** `null`: the body is collected. */
  readonly stream: ResponseBody | null;
  #chunk: Uint8Array | null = null;
  #chunks: Uint8Array[] | null = null;

  /** `source`: where a streamed body comes from; `null` to collect it. */
  constructor(
    { status, reason, httpVersion, headers, facts }: Omit<TransportResponse, 'body'>,
    source: BodySource | null,
  ) {
    this.stream = source === null ? null : new ResponseBody(source);
    this.response = { status, reason, httpVersion, headers, body: this.stream ?? EMPTY, facts };
  }

  collect(chunk: Uint8Array): void {
    if (this.#chunks !== null) this.#chunks.push(chunk);
    else if (this.#chunk !== null) this.#chunks = [this.#chunk, chunk];
    else this.#chunk = chunk;
  }

  /** The response with its collected body; a single chunk is not copied. */
  complete(): TransportResponse {
    if (this.#chunks !== null) return this.#withBody(Buffer.concat(this.#chunks));
    return this.#chunk === null ? this.response : this.#withBody(this.#chunk);
  }

  /** The response with the part of the body that was collected before the error. */
  broken(error: unknown): TransportResponse {
    return this.#withBody(brokenBody(this.#chunks ?? (this.#chunk === null ? [] : [this.#chunk]), error));
  }

  #withBody(body: TransportResponse['body']): TransportResponse {
    const response = this.response as { -readonly [K in keyof TransportResponse]: TransportResponse[K] };
    response.body = body;
    return response;
  }
}
