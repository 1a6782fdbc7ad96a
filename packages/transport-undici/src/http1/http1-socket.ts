import { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { afterNextPoll, type PollListener } from './after-next-poll.ts';
import { ignoreWriteErrors, type WriteErrorOwner } from './ignore-write-errors.ts';
import { ResponseBytes } from './response-bytes.ts';
import { listen, listenToBytes, listenToDrain, type SocketListener, type SocketReader } from './socket-events.ts';

/** The connection that a socket belongs to. It is told before undici is. */
export interface Http1SocketOwner {
  onSocketError(error: Error): void;
  onSocketClose(socket: Duplex): void;
  /** undici has written the first head on this socket, as expected. */
  onKnownWrite(): void;
  /** undici has written something other than the head of the request that was announced. */
  onUnknownWrite(): void;
}

/** Writes one request in place of what undici would have written. */
export interface RequestWriter {
  /** The method that undici was given: its head must start with it. */
  readonly dispatchMethod: string;
  /** `reused`: the socket has carried a request before. */
  writeRequest(socket: Http1Socket, reused: boolean): void;
  /** The response breaks the protocol or a limit. `problem`: a sentence. */
  rejectResponse(problem: string): void;
}

/**
 * With fewer unsent bytes than this, a request counts as written: over TLS, a response can arrive before the socket
 * reports that the last bytes are out.
 */
const FLUSHED_BELOW = 16_384;

/**
 * The socket that undici is given for an HTTP/1.1 connection. It has the events and methods that undici uses of a socket,
 * and no others. undici decides when a request is sent, and parses the response. What it cannot express or hides is done
 * here, at the bytes:
 *
 * - undici's request head (`host` and `connection` first and in lower case, `Content-Length: 0` and empty chunked bodies
 *   lost, `Upgrade` and `Expect` refused) is replaced by the caller's, field by field as given;
 * - `ResponseBytes` inspects the bytes of a response before undici parses them;
 * - bytes that were read before a request was written belong to no response. A connection that receives any while no
 *   response is due is closed, and on a used one a request is only written in a later turn of the event loop than the one
 *   that read the last bytes;
 * - a connection that breaks while the request is being sent can still be read.
 *
 * Bytes are passed to undici as they are read, without the buffering of a stream; when undici takes none, the socket is
 * paused.
 */
export class Http1Socket extends EventEmitter implements SocketListener, PollListener, WriteErrorOwner {
  readonly socket: Duplex;
  readonly response: ResponseBytes = new ResponseBytes();
  /** The peer takes no more bytes, but may still send some. */
  writeFailed = false;
  /** undici is being given a request right now. */
  dispatching = false;
  readonly #owner: Http1SocketOwner;
  /** A request was written on this socket before. */
  #used = false;
  /** undici was seen to write a request head. */
  #headSeen = false;
  /** The request whose head undici writes next. */
  #announced: RequestWriter | null = null;
  /** The request that will be written after the poll. */
  #deferred: RequestWriter | null = null;
  /** The request whose response is due or being read. */
  #current: RequestWriter | null = null;
  /** Waiting for the event loop to ask the system what has been received. */
  #polling = false;
  #listeningToDrain = false;
  #resolveDrained: (() => void) | null = null;
  /** Bytes that undici has not taken yet. */
  #chunks: Buffer[] = [];
  #flowing = false;
  #paused = false;
  /** The end came while bytes were waiting: undici is told after it has taken them. */
  #endDeferred = false;
  /** So did the close. Until then the socket is open to undici, which does not read one that is destroyed. */
  #closeDeferred = false;
  /** undici has an exchange under way, so the process is to be kept alive, */
  #busy = true;
  /** unless nobody reads the response. */
  #unread = false;

  constructor(socket: Duplex, reader: SocketReader, owner: Http1SocketOwner) {
    super();
    this.socket = socket;
    this.#owner = owner;
    ignoreWriteErrors(socket, this);
    reader.listener = this;
    listen(socket, this);
  }

  /** This object, as undici's types want it. */
  get asSocket(): Socket {
    return this as unknown as Socket;
  }

  /** Whether (nearly) all written bytes were flushed. */
  get flushed(): boolean {
    return !this.writeFailed && this.socket.writableLength < FLUSHED_BELOW;
  }

  /** Announces the request whose head undici writes next. */
  announce(writer: RequestWriter): void {
    this.#announced = writer;
  }

  /** Delays the next request until the event loop has asked the system once more what was received. */
  pollFirst(): void {
    if (!this.#used || this.#polling) return;
    this.#polling = true;
    afterNextPoll(this);
  }

  onPolled(): void {
    this.#polling = false;
    const writer = this.#deferred;
    this.#deferred = null;
    if (writer !== null && !this.socket.destroyed) this.#begin(writer);
  }

  /** undici has found the end of the response. Returns whether nothing follows it: the connection can be reused. */
  endResponse(): boolean {
    this.#current = null;
    return this.response.end() && this.#chunks.length === 0;
  }

  /** Writes bytes of the request. `false`: wait for `drained()`. */
  send(chunk: Uint8Array | string): boolean {
    if (this.writeFailed || this.socket.destroyed) return true;
    return this.socket.write(chunk, 'latin1');
  }

  /** Resolves when the socket takes more bytes, or never will again. Only one caller can wait. */
  drained(): Promise<void> {
    const socket = this.socket;
    if (this.writeFailed || socket.destroyed || !socket.writableNeedDrain) return Promise.resolve();
    if (!this.#listeningToDrain) {
      this.#listeningToDrain = true;
      listenToDrain(socket);
    }
    return new Promise((resolve) => {
      this.#resolveDrained = resolve;
    });
  }

  /** A response that nobody reads does not keep the process alive. */
  set unread(unread: boolean) {
    this.#unread = unread;
    this.#updateRef();
  }

  // The socket as undici uses it.

  get destroyed(): boolean {
    return this.socket.destroyed && !this.#closeDeferred;
  }

  get errored(): Error | null {
    return this.socket.errored;
  }

  get writableNeedDrain(): boolean {
    return this.socket.writableNeedDrain;
  }

  override on(event: string, listener: (...args: never[]) => void): this {
    super.on(event, listener as (...args: unknown[]) => void);
    if (event === 'readable' && !this.#flowing) {
      this.#flowing = true;
      listenToBytes(this.socket);
    }
    return this;
  }

  /** @throws UnknownWrite for anything but the head of the announced request; undici fails the request with it. */
  write(chunk: unknown): boolean {
    const writer = this.#announced;
    this.#announced = null;
    // The head is looked into once a connection: undici's string has to be joined for that.
    const known = writer !== null && typeof chunk === 'string';
    if (!known || !(this.#headSeen || chunk.startsWith(`${writer.dispatchMethod} `))) {
      this.#owner.onUnknownWrite();
      throw new UnknownWrite();
    }
    if (!this.#headSeen) {
      this.#headSeen = true;
      this.#owner.onKnownWrite();
    }
    // undici 7.28 and later wait for a turn of the event loop before they reuse a connection; earlier versions do not.
    if (this.dispatching) this.pollFirst();
    if (this.#polling) this.#deferred = writer;
    else this.#begin(writer);
    return true;
  }

  read(): Buffer | null {
    for (;;) {
      const problem = this.response.problem();
      if (problem !== null) return this.#reject(problem);
      if (this.#chunks.length === 0) break;
      const bytes = this.response.take(this.#chunks.shift() as Buffer);
      if (bytes !== null) return bytes;
    }
    if (this.#paused) {
      this.#paused = false;
      this.socket.resume();
    }
    if (this.#endDeferred) {
      this.#endDeferred = false;
      process.nextTick(() => {
        this.emit('end');
        this.#emitClose();
      });
    }
    return null;
  }

  /** undici's parser returns what it did not take. */
  unshift(chunk: Buffer): void {
    this.response.giveBack(chunk.length);
    if (chunk.length > 0) this.#chunks.unshift(chunk);
  }

  cork(): void {
    this.socket.cork();
  }

  uncork(): void {
    this.socket.uncork();
  }

  ref(): this {
    this.#busy = true;
    return this.#updateRef();
  }

  unref(): this {
    this.#busy = false;
    return this.#updateRef();
  }

  destroy(error?: Error): this {
    this.#chunks = [];
    this.#deferred = null;
    this.#endDeferred = false;
    if (this.#closeDeferred) process.nextTick(() => this.#emitClose(error));
    else this.socket.destroy(error);
    return this;
  }

  /** undici recognises a stream by this method. */
  pipe(): never {
    throw new Error('The socket of an HTTP connection cannot be piped.');
  }

  // Events of the real socket.

  onBytes(chunk: Buffer): void {
    if (this.#current === null) {
      // No response is due. undici moves a request that it holds for this connection to another.
      this.destroy();
      return;
    }
    this.#chunks.push(chunk);
    this.emit('readable');
    if (this.#chunks.length > 0 && !this.#paused) {
      this.#paused = true;
      this.socket.pause();
    }
  }

  onEnd(): void {
    if (this.#chunks.length > 0) this.#endDeferred = true;
    else this.emit('end');
  }

  onDrain(): void {
    this.#resolveDrained?.();
    this.#resolveDrained = null;
  }

  onError(error: Error): void {
    this.#owner.onSocketError(error);
    this.#emitError(error);
  }

  onClose(hadError: boolean): void {
    this.onDrain();
    this.#owner.onSocketClose(this.socket);
    if (this.#endDeferred) this.#closeDeferred = true;
    else this.emit('close', hadError);
  }

  #begin(writer: RequestWriter): void {
    const reused = this.#used;
    this.#used = true;
    this.#current = writer;
    this.response.begin();
    writer.writeRequest(this, reused);
  }

  #reject(problem: string): null {
    this.response.reset();
    this.#chunks = [];
    this.#current?.rejectResponse(problem);
    return null;
  }

  #updateRef(): this {
    const socket = this.socket as Socket;
    if (this.#busy && !this.#unread) socket.ref?.();
    else socket.unref?.();
    return this;
  }

  /** Without a listener, `emit('error')` would throw. */
  #emitError(error: Error): void {
    if (this.listenerCount('error') > 0) this.emit('error', error);
  }

  /** Emits the close that was deferred, if it has not been yet. */
  #emitClose(error?: Error): void {
    if (!this.#closeDeferred) return;
    this.#closeDeferred = false;
    if (error !== undefined) this.#emitError(error);
    this.emit('close', error !== undefined);
  }
}

/** undici has used the socket in a way that none of the tested versions does. */
export class UnknownWrite extends Error {
  constructor() {
    super('This version of undici writes requests differently from the tested ones.');
  }
}
