import type http from 'node:http';
import type net from 'node:net';
import { ConnectionError } from '@req/core';
import { HeadEnd } from '../net/head-end.ts';
import { requestOf, type ServedRequest } from './node-internals/socket-request.ts';

const NUL = 0;
const CR = 13;
const LF = 10;
const ONE = 0x31;
/** Index of the status code's first digit in `HTTP/1.1 200`. */
const STATUS_AT = 9;
/** Bytes of CRLF CRLF. */
const EMPTY_LINE = 4;

const WATCH = Symbol('watch');

/** A socket of a pool. */
interface WatchedSocket extends net.Socket {
  [WATCH]: Watch;
}

/**
 * Watches what a pooled socket receives, beside node:http's parser, which silently drops what follows a response in the
 * same read unless it is a whole header block. Such a socket must not be used again.
 */
export function watch(socket: net.Socket): void {
  (socket as WatchedSocket)[WATCH] = new Watch();
  // node:http listens to nothing between two requests.
  socket.on('error', ignore);
  socket.prependListener('data', onData);
  socket.on('end', onEnd);
}

/**
 * To be asked when a socket has become free. `false`: bytes came after the end of its response, or while none was
 * expected, and it must not be used again.
 */
export function endedCleanly(socket: net.Socket): boolean {
  return (socket as Partial<WatchedSocket>)[WATCH]?.endedCleanly() ?? true;
}

/** Counts the bytes of one response after another. */
class Watch {
  /** The request whose response is arriving. */
  #request: ServedRequest | null = null;
  /** Bytes arrived that belong to no response. */
  #tainted = false;
  /** Bytes since the request was sent. */
  #received = 0;
  #headEnd = new HeadEnd();
  /** Bytes of the header block that is arriving. */
  #headLength = 0;
  /** Whether it is that of an interim response. */
  #interim = false;
  /** Value of `#received` at the end of the final header block; -1 before. */
  #bodyStart = -1;
  /** Consecutive CRs and LFs at the end of what was received. */
  #lineEnds = 0;

  /** Takes bytes for a request. Returns what is wrong with them that node:http's parser would ignore, or wait for. */
  take(request: ServedRequest, chunk: Buffer): string | null {
    if (request !== this.#request) this.#begin(request);
    // The parser has already detached from the socket.
    if (request.res?.complete === true) this.#tainted = true;
    if (this.#bodyStart < 0) {
      if (!this.#readHead(chunk)) return 'an empty line where its response should begin';
      // In a complete header block the parser finds it.
      if (this.#bodyStart < 0 && chunk.includes(NUL)) return 'a NUL in the header of its response';
    }
    this.#received += chunk.length;
    this.#countLineEnds(chunk);
    return null;
  }

  endedCleanly(): boolean {
    const response = this.#request?.res ?? null;
    if (response !== null && !this.#endsWith(response)) this.#tainted = true;
    this.#request = null;
    return !this.#tainted;
  }

  #begin(request: ServedRequest): void {
    this.#request = request;
    this.#received = 0;
    this.#headEnd = new HeadEnd();
    this.#headLength = 0;
    this.#bodyStart = -1;
    this.#lineEnds = 0;
  }

  /** Whether the last byte received is the last one of the response. */
  #endsWith({ statusCode, headers }: http.IncomingMessage): boolean {
    const bodiless = this.#request?.method === 'HEAD' || statusCode === 204 || statusCode === 304;
    if (bodiless) return this.#received === this.#bodyStart;
    // A chunked body ends with its last line (or trailer) and an empty one.
    if (headers['transfer-encoding'] !== undefined) return this.#lineEnds === EMPTY_LINE;
    const length = headers['content-length'];
    return length !== undefined && this.#received === this.#bodyStart + Number(length);
  }

  /** Looks for the end of the final header block. `false` when an empty line comes before a header block. */
  #readHead(chunk: Buffer): boolean {
    for (let start = 0; start < chunk.length; ) {
      if (this.#headLength === 0 && (chunk[start] === CR || chunk[start] === LF)) return false;
      const status = start + STATUS_AT - this.#headLength;
      if (status >= start && status < chunk.length) this.#interim = chunk[status] === ONE;
      const end = this.#headEnd.find(chunk, start);
      if (end < 0) {
        this.#headLength += chunk.length - start;
        return true;
      }
      if (!this.#interim) {
        this.#bodyStart = this.#received + end;
        return true;
      }
      this.#headLength = 0;
      start = end;
    }
    return true;
  }

  #countLineEnds(chunk: Buffer): void {
    let i = chunk.length;
    while (i > 0 && (chunk[i - 1] === CR || chunk[i - 1] === LF)) i--;
    this.#lineEnds = i === 0 ? this.#lineEnds + chunk.length : chunk.length - i;
  }
}

// Functions shared by all sockets: closures would be half of the memory that a connection takes.

function onData(this: net.Socket, chunk: Buffer): void {
  const request = requestOf(this);
  // Idle: these bytes would be taken for the next response.
  if (request === null) {
    this.destroy();
    return;
  }
  const fault = (this as WatchedSocket)[WATCH].take(request, chunk);
  if (fault !== null) request.destroy(new ConnectionError(`The server sent ${fault}.`));
}

function onEnd(this: net.Socket): void {
  if (requestOf(this) === null) this.destroy();
}

function ignore(): void {}
