import type { Duplex } from 'node:stream';

/** Writes one request on the wire, in place of what undici would have written. */
export interface RequestWriter {
  /** The method undici was given: its head must start with it. */
  readonly dispatchMethod: string;
  writeRequest(wire: Wire): void;
}

const LF = 10;
const CR = 13;
const ONE = 0x31;
const SPACE = 0x20;
// No status line is that long; beyond it undici's parser may judge.
const STATUS_LINE_LIMIT = 65_536;

/**
 * The socket of an HTTP/1.1 connection as undici sees it. undici decides when a request goes out and parses what comes
 * back; what it cannot say or does not tell is settled here, at the bytes:
 *
 * - undici's request head (`host:` and `connection:` first and in lower case, `Content-Length: 0` and empty chunked
 *   bodies lost, `Upgrade`, `Expect` and `TE` refused) is replaced by the caller's, field by field as given;
 * - the status line's HTTP version and the bytes of its reason phrase are noted, which undici hides;
 * - interim responses are passed over (RFC 9110 §15.2), 100 included, which undici treats as an error;
 * - a connection that breaks while the request is being sent can still be read: the server may have answered and hung
 *   up (RFC 9112 §9.3).
 */
export class Wire {
  readonly socket: Duplex;
  /** The connection no longer takes bytes, but may still give some. */
  broken = false;
  httpVersion = '1.1';
  reason = '';
  #writer: RequestWriter | null = null;
  #awaitsStatus = false;
  #stash: Buffer | null = null;
  readonly #write: Duplex['write'];
  readonly #read: Duplex['read'];

  constructor(socket: Duplex) {
    this.socket = socket;
    this.#write = socket.write;
    this.#read = socket.read;
    socket.write = ((chunk: unknown, encoding?: unknown, callback?: unknown) =>
      this.#onWrite(chunk, encoding, callback)) as Duplex['write'];
    socket.read = (size?: number) => this.#onRead(size);
    this.#forgiveWriteErrors();
  }

  /** No byte of an answer to the last request has come. */
  get silent(): boolean {
    return this.#awaitsStatus && this.#stash === null;
  }

  /** The next thing undici writes is the head of `writer`'s request. */
  expect(writer: RequestWriter): void {
    this.#writer = writer;
  }

  /** Writes past undici. False: wait for `drained()`. */
  write(chunk: Uint8Array | string): boolean {
    if (this.broken || this.socket.destroyed) return true;
    return this.#write.call(this.socket, chunk, 'latin1') as boolean;
  }

  /** Resolves when the socket takes more bytes, or never will again. */
  drained(): Promise<void> {
    const socket = this.socket;
    if (this.broken || socket.destroyed || !socket.writableNeedDrain) return Promise.resolve();
    return new Promise((resolve) => {
      const done = (): void => {
        socket.off('drain', done).off('close', done);
        resolve();
      };
      socket.on('drain', done).on('close', done);
    });
  }

  #onWrite(chunk: unknown, encoding: unknown, callback: unknown): boolean {
    const writer = this.#writer;
    if (writer === null) return this.#write.call(this.socket, chunk, encoding as BufferEncoding, callback as never);
    this.#writer = null;
    if (typeof chunk !== 'string' || !chunk.startsWith(`${writer.dispatchMethod} `)) {
      // undici catches it and fails the request with it.
      throw new Error('This version of undici writes requests in a way that is not known.');
    }
    this.#awaitsStatus = true;
    writer.writeRequest(this);
    return true;
  }

  #onRead(size?: number): Buffer | null {
    for (;;) {
      const chunk = this.#read.call(this.socket, size) as Buffer | null;
      if (chunk === null || !this.#awaitsStatus) return chunk;
      const bytes = this.#stash === null ? chunk : Buffer.concat([this.#stash, chunk]);
      this.#stash = null;
      const start = this.#finalResponse(bytes);
      if (start >= 0) return start === 0 ? bytes : bytes.subarray(start);
    }
  }

  /** Where the final response starts; -1 when more bytes are needed to tell, the incomplete ones kept. */
  #finalResponse(bytes: Buffer): number {
    let start = 0;
    for (;;) {
      const end = bytes.indexOf(LF, start);
      if (end < 0 && bytes.length - start < STATUS_LINE_LIMIT) break;
      // `HTTP/1.x 1yy`, but for 101: undici refuses a switch of protocols that nobody asked for.
      if (end < start + 12 || !isInterim(bytes, start) || isSwitch(bytes, start)) {
        this.#awaitsStatus = false;
        this.#noteStatusLine(bytes, start, end);
        return start;
      }
      const next = afterBlankLine(bytes, end);
      if (next < 0) break;
      start = next;
    }
    if (start < bytes.length) this.#stash = start === 0 ? bytes : bytes.subarray(start);
    return -1;
  }

  #noteStatusLine(bytes: Buffer, start: number, end: number): void {
    this.httpVersion = bytes[start + 7] === 0x30 ? '1.0' : '1.1';
    const stop = bytes[end - 1] === CR ? end - 1 : end;
    this.reason = stop > start + 13 ? bytes.toString('latin1', start + 13, stop).trim() : '';
  }

  #forgiveWriteErrors(): void {
    const socket = this.socket;
    const forgive = (callback: (error?: Error | null) => void) => (error?: Error | null) => {
      if (error && SEND_ERRORS.has((error as NodeJS.ErrnoException).code ?? '')) {
        this.broken = true;
        socket.emit('drain');
        callback();
        return;
      }
      callback(error);
    };
    const write = socket._write;
    socket._write = (chunk, encoding, callback) => write.call(socket, chunk, encoding, forgive(callback));
    const writev = socket._writev;
    if (writev) socket._writev = (chunks, callback) => writev.call(socket, chunks, forgive(callback));
  }
}

const SEND_ERRORS = new Set(['EPIPE', 'ECONNRESET', 'EPROTOTYPE']);

/** `HTTP/1.x 1yy`, and no further digit. */
const isInterim = (bytes: Buffer, start: number): boolean =>
  bytes[start + 9] === ONE && (bytes[start + 12] as number) <= SPACE;

const isSwitch = (bytes: Buffer, start: number): boolean => bytes[start + 10] === 0x30 && bytes[start + 11] === ONE;

/** Index after the first empty line at or after `end`, the LF of a line before; -1 when there is none yet. */
function afterBlankLine(bytes: Buffer, end: number): number {
  for (let lf = end; lf >= 0; lf = bytes.indexOf(LF, lf + 1)) {
    if (bytes[lf + 1] === LF) return lf + 2;
    if (bytes[lf + 1] === CR && bytes[lf + 2] === LF) return lf + 3;
  }
  return -1;
}
