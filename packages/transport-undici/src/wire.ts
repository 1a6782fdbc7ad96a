import type { Duplex } from 'node:stream';

/** Writes one request on the wire, in place of what undici would have written. */
export interface RequestWriter {
  /** The method undici was given: its head must start with it. */
  readonly dispatchMethod: string;
  writeRequest(wire: Wire): void;
  /** What comes back is not taken. */
  refuse(what: string): void;
}

const LF = 10;
const CR = 13;
const ONE = 0x31;
const SPACE = 0x20;
// No status line is that long; beyond it undici's parser may judge.
const STATUS_LINE_LIMIT = 65_536;
/** Bytes of a response's head. Requests' limit is 64 KiB a line. */
export const MAX_HEAD = 262_144;
/** In one piece of a head: core takes 2,000 altogether. */
const MANY_LINES = 2_000;
/** Responses before the final one. */
const MAX_INTERIM = 100;
/** Bytes of head, trailers and chunk lines, beyond 16 for each byte of the body: tiny chunks are no attack. */
const MAX_FRAMING = 2 * MAX_HEAD;

/**
 * The socket of an HTTP/1.1 connection as undici sees it. undici decides when a request goes out and parses what comes
 * back; what it cannot say or does not tell is settled here, at the bytes:
 *
 * - undici's request head (`host:` and `connection:` first and in lower case, `Content-Length: 0` and empty chunked
 *   bodies lost, `Upgrade`, `Expect` and `TE` refused) is replaced by the caller's, field by field as given;
 * - the status line's HTTP version and the bytes of its reason phrase are noted, which undici hides;
 * - interim responses are passed over (RFC 9110 §15.2), 100 included, which undici treats as an error;
 * - what undici does not limit is limited: interim responses, and bytes that are no part of a body (chunk extensions);
 * - a connection that breaks while the request is being sent can still be read: the server may have answered and hung
 *   up (RFC 9112 §9.3).
 */
export class Wire {
  readonly socket: Duplex;
  /** The connection no longer takes bytes, but may still give some. */
  broken = false;
  httpVersion = '1.1';
  reason = '';
  /** undici has found the head of the final response. */
  answered = false;
  /** Bytes of the body that undici has found. */
  delivered = 0;
  #writer: RequestWriter | null = null;
  /** Whose response is read. */
  #reader: RequestWriter | null = null;
  #awaitsStatus = false;
  #interim = 0;
  /** Bytes of the final response. */
  #received = 0;
  /** What was read last of a final response. */
  #last: Buffer | null = null;
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
    const unshift = socket.unshift;
    // A parser that was paused gives back what it has not read.
    socket.unshift = (chunk, encoding) => {
      this.#received -= chunk.length;
      unshift.call(socket, chunk, encoding);
    };
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
    this.#reader = writer;
    this.#interim = 0;
    this.#received = 0;
    this.#last = null;
    this.answered = false;
    this.delivered = 0;
    writer.writeRequest(this);
    return true;
  }

  #onRead(size?: number): Buffer | null {
    for (;;) {
      if (this.#received > MAX_FRAMING + 17 * this.delivered) {
        return this.#refuse(this.answered ? 'more framing than body' : 'a head without an end');
      }
      // Tiny lines cost undici a hundred times their size: those of a head that goes on are counted.
      if (this.#last !== null && !this.answered && linesIn(this.#last) > MANY_LINES) {
        return this.#refuse('too many header lines');
      }
      this.#last = null;
      const chunk = this.#read.call(this.socket, size) as Buffer | null;
      if (chunk === null) return chunk;
      if (!this.#awaitsStatus) {
        this.#received += chunk.length;
        this.#last = chunk;
        return chunk;
      }
      const bytes = this.#stash === null ? chunk : Buffer.concat([this.#stash, chunk]);
      this.#stash = null;
      const start = this.#finalResponse(bytes);
      if (this.#interim > MAX_INTERIM) return this.#refuse(`more than ${MAX_INTERIM} interim responses`);
      if (start >= 0) {
        this.#received = bytes.length - start;
        this.#last = bytes;
        return start === 0 ? bytes : bytes.subarray(start);
      }
      if (this.#stashed > MAX_HEAD) return this.#refuse(`an interim response of more than ${MAX_HEAD} bytes`);
    }
  }

  get #stashed(): number {
    return (this.#stash as Buffer | null)?.length ?? 0;
  }

  #refuse(what: string): null {
    this.#stash = null;
    this.#last = null;
    this.#received = 0;
    this.#reader?.refuse(`The server sent ${what}.`);
    return null;
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
      this.#interim++;
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

function linesIn(bytes: Buffer): number {
  let lines = 0;
  for (let lf = bytes.indexOf(LF); lf >= 0; lf = bytes.indexOf(LF, lf + 1)) lines++;
  return lines;
}
