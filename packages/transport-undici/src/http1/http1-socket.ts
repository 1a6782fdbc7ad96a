import { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { RequestWriter } from '../request-writer.ts';
import { afterNextPoll, type PollWaiter } from './after-next-poll.ts';
import { ignoreWriteErrors } from './ignore-write-errors.ts';
import { ResponseBytes } from './response-bytes.ts';
import { listenTo, readFrom, type SocketListener, tellOfDrain } from './socket-events.ts';
import type { SocketReader } from './socket-reader.ts';

/** The connection that a wire belongs to; it is told before undici is. */
export interface SocketOwner {
  faulted(error: Error): void;
  closed(socket: Duplex): void;
}

/** Bytes on their way: over TLS an answer may come before the socket has told that the request is written. */
const HARDLY_ANYTHING = 16_384;

/**
 * The socket of an HTTP/1.1 connection as undici sees it: the events and methods that undici uses of a socket, and no
 * more. undici decides when a request goes out and parses what comes back; what it cannot say or does not tell is
 * settled here, at the bytes:
 *
 * - undici's request head (`host:` and `connection:` first and in lower case, `Content-Length: 0` and empty chunked
 *   bodies lost, `Upgrade`, `Expect` and `TE` refused) is replaced by the caller's, field by field as given;
 * - the bytes of a response are looked at by `ResponseBytes`;
 * - bytes that were read before a request was written belong to no response: a connection that brings any while no
 *   response is due is closed, and a request is written on a used one only in a later turn of the event loop than the
 *   one that brought the last bytes;
 * - a connection that breaks while the request is being sent can still be read.
 *
 * Bytes are handed to undici as they come in, without the buffering of a stream; when undici takes none, the socket is
 * paused.
 */
export class Http1Socket extends EventEmitter implements SocketListener, PollWaiter {
  readonly socket: Duplex;
  readonly #owner: SocketOwner;
  readonly response: ResponseBytes = new ResponseBytes();
  /** The connection no longer takes bytes, but may still give some. */
  broken = false;
  /** It is told when the socket takes more bytes. */
  #draining = false;
  #onDrained: (() => void) | null = null;
  /** undici writes heads as it is known to. */
  #known = false;
  #writer: RequestWriter | null = null;
  /** Whose response is read. */
  #reader: RequestWriter | null = null;
  /** A request was written, and its response is not complete. */
  #due = false;
  /** undici is given a request at this moment. */
  dispatching = false;
  /** A request has been written. */
  #used = false;
  /** It is not known yet what came in before the next request. */
  #polling = false;
  /** The request that is written when that is known. */
  #next: RequestWriter | null = null;
  /** Bytes that undici has not taken yet. */
  #chunks: Buffer[] = [];
  #flowing = false;
  #paused = false;
  /** The end came while bytes were waiting; undici is told after them. */
  #ended = false;
  /** undici has an exchange under way: the process is to wait for it, */
  #busy = true;
  /** unless nobody reads its response. */
  #unread = false;
  /** So did the close: for undici, which does not read a socket that is destroyed, it is still open. */
  #held = false;

  constructor(socket: Duplex, reader: SocketReader, owner: SocketOwner) {
    super();
    this.socket = socket;
    this.#owner = owner;
    ignoreWriteErrors(socket, this);
    reader.listener = this;
    listenTo(socket, this);
  }

  /** This, as undici's types want it. */
  get asSocket(): Socket {
    return this as unknown as Socket;
  }

  /** Everything that was written is out, or as good as out. */
  get flushed(): boolean {
    return !this.broken && this.socket.writableLength < HARDLY_ANYTHING;
  }

  /** The next thing undici writes is the head of `writer`'s request. */
  expect(writer: RequestWriter): void {
    this.#writer = writer;
  }

  /** The next request is written when the event loop has asked the system once more what came in. */
  pollFirst(): void {
    if (!this.#used || this.#polling) return;
    this.#polling = true;
    afterNextPoll(this);
  }

  polled(): void {
    this.#polling = false;
    const next = this.#next;
    this.#next = null;
    if (next !== null && !this.socket.destroyed) this.#begin(next);
  }

  /** undici has found the end of the response. True when nothing came after it: the connection can be used again. */
  complete(): boolean {
    this.#due = false;
    this.#reader = null;
    return this.response.end() && this.#chunks.length === 0;
  }

  /** Writes past undici. False: wait for `drained()`. */
  send(chunk: Uint8Array | string): boolean {
    if (this.broken || this.socket.destroyed) return true;
    return this.socket.write(chunk, 'latin1');
  }

  /** Resolves when the socket takes more bytes, or never will again. For one at a time. */
  drained(): Promise<void> {
    const socket = this.socket;
    if (this.broken || socket.destroyed || !socket.writableNeedDrain) return Promise.resolve();
    if (!this.#draining) {
      this.#draining = true;
      tellOfDrain(socket);
    }
    return new Promise((resolve) => {
      this.#onDrained = resolve;
    });
  }

  // What undici calls.

  get destroyed(): boolean {
    return this.socket.destroyed && !this.#held;
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
      readFrom(this.socket);
    }
    return this;
  }

  write(chunk: unknown): boolean {
    const writer = this.#writer;
    // The rest of a head that was replaced.
    if (writer === null) throw unknownWay();
    this.#writer = null;
    // undici catches it and fails the request with it. Once a connection: to look into it, undici's head has to be joined.
    if (typeof chunk !== 'string') throw unknownWay();
    if (!this.#known && !chunk.startsWith(`${writer.dispatchMethod} `)) throw unknownWay();
    this.#known = true;
    // undici 7.28 and later wait for a turn of the event loop before they use a connection again; others do not.
    if (this.dispatching) this.pollFirst();
    if (this.#polling) this.#next = writer;
    else this.#begin(writer);
    return true;
  }

  #begin(writer: RequestWriter): void {
    this.#used = true;
    this.#due = true;
    this.#reader = writer;
    this.response.begin();
    writer.writeRequest(this);
  }

  read(): Buffer | null {
    for (;;) {
      const excess = this.response.excess();
      if (excess !== null) return this.#refuse(excess);
      if (this.#chunks.length === 0) break;
      const bytes = this.response.take(this.#chunks.shift() as Buffer);
      if (bytes !== null) return bytes;
    }
    if (this.#paused) {
      this.#paused = false;
      this.socket.resume();
    }
    if (this.#ended) {
      this.#ended = false;
      process.nextTick(() => this.#letGo());
    }
    return null;
  }

  /** undici's parser gives back what it did not take. */
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
    return this.#hold();
  }

  unref(): this {
    this.#busy = false;
    return this.#hold();
  }

  /** A response that nobody reads does not keep the process alive. */
  set unread(unread: boolean) {
    this.#unread = unread;
    this.#hold();
  }

  #hold(): this {
    const socket = this.socket as Socket;
    if (this.#busy && !this.#unread) socket.ref?.();
    else socket.unref?.();
    return this;
  }

  destroy(error?: Error): this {
    this.#chunks = [];
    this.#next = null;
    this.#ended = false;
    if (this.#held) process.nextTick(() => this.#close(error));
    else this.socket.destroy(error);
    return this;
  }

  /** undici takes for a stream what has it. */
  pipe(): never {
    throw new Error('A connection that speaks HTTP is piped nowhere.');
  }

  // What the socket tells.

  arrived(chunk: Buffer): void {
    if (!this.#due) {
      // Nobody's: undici moves what it holds for this connection to another.
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

  ended(): void {
    if (this.#chunks.length > 0) this.#ended = true;
    else this.emit('end');
  }

  failed(error: Error): void {
    this.#owner.faulted(error);
    this.#tell(error);
  }

  #tell(error: Error): void {
    if (this.listenerCount('error') > 0) this.emit('error', error);
  }

  onDrain(): void {
    this.#onDrained?.();
    this.#onDrained = null;
  }

  closed(hadError: boolean): void {
    this.onDrain();
    this.#owner.closed(this.socket);
    if (this.#ended) this.#held = true;
    else this.emit('close', hadError);
  }

  /** The last bytes are taken: what came after them. */
  #letGo(): void {
    this.emit('end');
    this.#close();
  }

  #close(error?: Error): void {
    if (!this.#held) return;
    this.#held = false;
    if (error !== undefined) this.#tell(error);
    this.emit('close', error !== undefined);
  }

  #refuse(what: string): null {
    this.response.forget();
    this.#chunks = [];
    this.#reader?.refuse(`The server sent ${what}.`);
    return null;
  }
}

const unknownWay = (): Error => new Error('This version of undici writes requests in a way that is not known.');
