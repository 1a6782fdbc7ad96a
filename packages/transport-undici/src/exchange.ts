import { ChunkedEncodingError, ConnectionError, HeaderMap, RequestException, type TransportRequest } from '@req/core';
import { mayCollect, needsTimer, PhaseTimer } from '@req/core/transport';
import type { Dispatcher } from 'undici';
import { Answer } from './answer.ts';
import { asDispatchOptions, headlessOptions, plainOptions } from './dispatch-options.ts';
import { failureOf } from './failure.ts';
import type { Http1Socket } from './http1/http1-socket.ts';
import { type RequestHead, requestHead } from './http1/request-head.ts';
import { Upload, type UploadOwner } from './http1/upload.ts';
import type { Connection } from './pool/connection.ts';
import type { Caller, Destination } from './pool/destination.ts';
import type { RequestWriter } from './request-writer.ts';
import type { BodySource } from './response-body.ts';
import { reject, resolve, succeed } from './settle.ts';

/**
 * One request and its response, as an undici handler without undici's names: the subclasses in
 * `from-undici-response.ts` translate the calls of the two generations of undici.
 *
 * It is *settled* when the caller has all he will get, and *over* when its connection is given back; a response
 * without a body is settled at its head, one whose reader left early is over before it is complete.
 */
export abstract class Exchange implements RequestWriter, UploadOwner, BodySource {
  readonly request: TransportRequest;
  readonly timer: PhaseTimer | null;
  readonly dispatchMethod: string;
  /** The connection that is being opened for this exchange. */
  opening: Connection | null = null;
  readonly #route: Destination;
  readonly #caller: Caller;
  #connection: Connection | null = null;
  #wire: Http1Socket | null = null;
  /** `null` once it is written. */
  #head: RequestHead | null;
  #upload: Upload | null = null;
  #sent = false;
  #answer: Answer | null = null;
  #started = false;
  #settled = false;
  #over = false;
  #moved = false;
  /** The response has come, and nobody waits for more of it. */
  #unread = false;

  /** @throws InvalidHeader for a head that cannot be sent. */
  constructor(request: TransportRequest, route: Destination, caller: Caller) {
    this.request = request;
    this.#route = route;
    this.#caller = caller;
    this.#head = requestHead(request, route);
    // undici knows HEAD by its responses' lack of a body; it would take the socket of a CONNECT away.
    this.dispatchMethod = request.method === 'CONNECT' ? 'POST' : request.method;
    this.timer = needsTimer(request) ? new PhaseTimer(request, (error) => this.fail(error)) : null;
  }

  /** Ends undici's side of the exchange. */
  protected abstract abort(error: Error): void;
  /** Lets undici read on. */
  protected abstract resume(): void;

  /** The body comes bit by bit. */
  get streamsUp(): boolean {
    return this.request.body !== null && !(this.request.body instanceof Uint8Array);
  }

  /** How undici's raw headers are to be read: of HTTP/2 they are re-encoded strings. */
  protected get headerEncoding(): BufferEncoding {
    return this.#connection?.h2 === true ? 'utf8' : 'latin1';
  }

  /** Hands the request to undici. `connection`: `null` when the dispatcher is the caller's. */
  dispatch(dispatcher: Dispatcher, connection: Connection | null): void {
    this.#connection = connection;
    const own = connection !== null && !connection.h2;
    try {
      const options = own
        ? headlessOptions(this.#route, this.dispatchMethod, this.#head?.close === true)
        : plainOptions(this.request, this.#route, this);
      dispatcher.dispatch(asDispatchOptions(options), this as Dispatcher.DispatchHandler);
    } catch (error) {
      this.fail(error);
    }
  }

  /** The request goes out now. */
  protected onStart(): void {
    if (this.#over) this.abort(new Error('The request is no longer wanted.'));
    // Over HTTP/2 undici sends again what a connection took with it; whether the server acted on it nobody knows.
    else if (this.#started && this.#route.pool !== null) this.connectionLost();
    else this.#begin();
  }

  #begin(): void {
    this.#started = true;
    const wire = this.#connection?.wire ?? null;
    this.#wire = wire;
    if (wire !== null) {
      wire.expect(this);
      return;
    }
    this.timer?.connected();
    if (!this.streamsUp) this.sent();
  }

  /** Nothing of it has been written. */
  get #unsent(): boolean {
    return !this.#started || (this.#wire !== null && this.#head !== null);
  }

  /** undici has called for the head, and the connection is ready for it. */
  writeRequest(wire: Http1Socket): void {
    this.timer?.connected();
    const upload = new Upload(wire, this, this.#head as RequestHead);
    this.#head = null;
    this.#upload = upload;
    upload.start(this.request.body);
  }

  refuse(what: string): void {
    this.fail(this.#answer === null ? new ConnectionError(what) : new ChunkedEncodingError(what));
  }

  sent(): void {
    this.#sent = true;
    this.#upload = null;
    this.timer?.sent();
  }

  protected onHead(status: number, headers: string[], reason: string): void {
    if (status < 200 || this.#settled) return;
    this.timer?.activity();
    const seen = this.#wire?.response ?? null;
    if (seen !== null) seen.answered = true;
    const httpVersion = seen?.httpVersion ?? (this.#connection?.h2 === true ? '2' : '1.1');
    const head = { status, reason: seen?.reason ?? reason, httpVersion, headers: HeaderMap.fromFlat(headers) };
    const answer = new Answer(head, mayCollect(this.request, status) ? null : this);
    this.#answer = answer;
    if (answer.queue !== null) {
      this.#rest();
      resolve(this.#caller, answer.response);
    }
    if (this.request.method === 'HEAD' || status === 204 || status === 304) this.#succeed();
  }

  /** False: enough has come for now. */
  protected onBody(chunk: Uint8Array): boolean {
    const answer = this.#answer;
    if (this.#wire !== null) this.#wire.response.found(chunk);
    if (this.#settled || answer === null) return true;
    const queue = answer.queue;
    if (queue === null) {
      this.timer?.activity();
      answer.collect(chunk);
      return true;
    }
    const more = queue.push(chunk);
    if (!queue.awaited) this.#rest();
    return more;
  }

  protected onEnd(): void {
    if (this.#over) return;
    const fault = this.#wire === null ? null : (this.#connection?.fault ?? null);
    if (fault !== null && !this.#settled) {
      // undici takes a reset for the end of the body when the connection was to be closed after it.
      this.onFailure(fault);
      return;
    }
    this.#over = true;
    this.#upload?.stop();
    this.#setUnread(false);
    if (!this.#settled) this.#succeed();
    const connection = this.#connection;
    const wire = this.#wire;
    // A response before the end of the upload: what the server makes of the rest is not known.
    const clean = wire === null || (wire.complete() && this.#sent && wire.flushed);
    if (connection !== null) this.#route.pool?.release(connection, this, clean);
  }

  /** undici has given up. */
  protected onFailure(error: unknown): void {
    if (this.#over) return;
    const route = this.#route;
    const { pool } = route;
    const at = { route, connection: this.#connection, wire: this.#wire, answered: this.#answer !== null };
    // Before the connection is let go of, and with it what it knows.
    const failure = failureOf(error, at);
    // An idle connection turned out to be dead, or to bring bytes, before anything was written: not a retry, for nothing
    // was tried.
    const move = pool !== null && this.#unsent && !this.#moved && !(error instanceof RequestException);
    this.#release();
    if (move) {
      this.#over = false;
      this.#started = false;
      this.#wire = null;
      this.#moved = true;
      pool.addFresh(this);
      return;
    }
    if (!this.#settled) this.#reject(failure);
  }

  connectionLost(): void {
    this.onFailure(Object.assign(new Error('The connection went away.'), { code: 'UND_ERR_SOCKET' }));
  }

  /** Ends the exchange from this side, and with it its connection. */
  fail(error: unknown): void {
    if (this.#settled) return;
    const pool = this.#route.pool;
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

  wanted(): void {
    this.timer?.activity();
    this.#setUnread(false);
    this.resume();
  }

  /** Nobody reads: neither a clock nor the process waits for more. */
  #rest(): void {
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
    if (connection !== null) this.#route.pool?.release(connection, this, connection.h2);
  }

  #succeed(): void {
    this.#settled = true;
    this.timer?.stop();
    succeed(this.#caller, this.#answer as Answer);
  }

  #reject(error: unknown): void {
    this.#settled = true;
    this.timer?.stop();
    reject(this.#caller, this.#answer, error);
  }
}

// undici asks a handler for hooks that it may have: none are to be found on a polluted `Object.prototype`.
Object.setPrototypeOf(Exchange.prototype, null);
