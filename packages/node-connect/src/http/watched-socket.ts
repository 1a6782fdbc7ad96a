import type http from 'node:http';
import type net from 'node:net';
import { ConnectionError } from '@req/core';

const NUL = 0;
const CR = 13;
const LF = 10;
const ONE = 0x31;
const HEAD_END = Buffer.from('\r\n\r\n');
/** Where in `HTTP/1.1 200` the first digit of the status stands. */
const STATUS_AT = 9;

const WATCH = Symbol('watch');

/** A socket of a pool; `_httpMessage` is what node:http calls the request that it serves. */
interface WatchedSocket extends net.Socket {
  [WATCH]: Watch;
  _httpMessage?: WatchedRequest | null;
}

interface WatchedRequest extends http.ClientRequest {
  /** The final response, once its head was parsed. */
  readonly res?: http.IncomingMessage | null;
}

/**
 * Watches what a pooled socket brings, beside node:http's parser, which drops in silence what follows a response in the
 * same read unless it is a whole head: whoever uses the socket again must know that nothing did.
 */
export function watch(socket: net.Socket): void {
  (socket as WatchedSocket)[WATCH] = new Watch();
  // Between two requests node:http listens to nothing.
  socket.on('error', ignore);
  socket.prependListener('data', onData);
  socket.on('end', onEnd);
}

/**
 * To be asked when a socket has become free. False: bytes came after the end of its response, or while none was due, and
 * it must not be used again.
 */
export function endedCleanly(socket: net.Socket): boolean {
  return (socket as Partial<WatchedSocket>)[WATCH]?.endedCleanly() ?? true;
}

/** Whether its response is over, and the agent about to be told that it is free. */
export function isNearlyFree(socket: net.Socket): boolean {
  return (socket as Partial<WatchedSocket>)._httpMessage?.res?.complete === true;
}

class Watch {
  /** Whose response is coming in. */
  #request: WatchedRequest | null = null;
  /** Something came that belongs to no response. */
  #tainted = false;
  #received = 0;
  /** Bytes up to the end of the final response's head; -1: it has not come yet. */
  #headEnd = -1;
  /** Bytes of the head that is coming in, and how many of them are the beginning of its end. */
  #inHead = 0;
  #matched = 0;
  #interim = false;
  /** CRs and LFs with which the bytes up to now end. */
  #lineEnds = 0;

  /** Bytes for a request. What is wrong with them that node:http's parser would wait for, or skip; `null`: nothing. */
  take(request: WatchedRequest, chunk: Buffer): string | null {
    if (request !== this.#request) this.#begin(request);
    // The parser has let go of the socket.
    if (request.res?.complete === true) this.#tainted = true;
    if (this.#headEnd < 0) {
      if (!this.#readHead(chunk)) return 'an empty line where its response should begin';
      // In a head that is complete it is found by others.
      if (this.#headEnd < 0 && chunk.includes(NUL)) return 'a NUL in the head of its response';
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

  #begin(request: WatchedRequest): void {
    this.#request = request;
    this.#received = 0;
    this.#headEnd = -1;
    this.#inHead = 0;
    this.#matched = 0;
    this.#lineEnds = 0;
  }

  /** Whether the last byte that came is the last one of the response. */
  #endsWith({ statusCode, headers }: http.IncomingMessage): boolean {
    const bodiless = this.#request?.method === 'HEAD' || statusCode === 204 || statusCode === 304;
    if (bodiless) return this.#received === this.#headEnd;
    // The last line of a chunked body, or of its trailers, and an empty one.
    if (headers['transfer-encoding'] !== undefined) return this.#lineEnds === HEAD_END.length;
    const length = headers['content-length'];
    return length !== undefined && this.#received === this.#headEnd + Number(length);
  }

  /**
   * Looks for the end of the final response's head. node:http's parser sees to it that lines end with CRLF. False when
   * there is an empty line before it.
   */
  #readHead(chunk: Buffer): boolean {
    for (let i = 0; i < chunk.length; ) {
      if (this.#inHead === 0 && (chunk[i] === CR || chunk[i] === LF)) return false;
      const end = this.#inHead === 0 ? chunk.indexOf(HEAD_END, i) : -1;
      if (end >= 0) {
        this.#interim = chunk[i + STATUS_AT] === ONE;
        i = end + HEAD_END.length;
      } else {
        i = this.#readHeadInPieces(chunk, i);
        if (i < 0) return true;
      }
      if (!this.#interim) {
        this.#headEnd = this.#received + i;
        return true;
      }
      this.#inHead = 0;
      this.#matched = 0;
    }
    return true;
  }

  /** Index after the head; -1 when it goes on. */
  #readHeadInPieces(chunk: Buffer, start: number): number {
    for (let i = start; i < chunk.length; i++) {
      const byte = chunk[i] as number;
      if (this.#inHead === STATUS_AT) this.#interim = byte === ONE;
      this.#inHead++;
      this.#matched = byte === HEAD_END[this.#matched] ? this.#matched + 1 : byte === CR ? 1 : 0;
      if (this.#matched === HEAD_END.length) return i + 1;
    }
    return -1;
  }

  #countLineEnds(chunk: Buffer): void {
    let i = chunk.length;
    while (i > 0 && (chunk[i - 1] === CR || chunk[i - 1] === LF)) i--;
    this.#lineEnds = i === 0 ? this.#lineEnds + chunk.length : chunk.length - i;
  }
}

// One function for all sockets: closures for each would be half of what a connection takes.

function onData(this: net.Socket, chunk: Buffer): void {
  const socket = this as WatchedSocket;
  const request = socket._httpMessage ?? null;
  // Idle: what comes now would be taken for the next response.
  if (request === null) {
    socket.destroy();
    return;
  }
  const fault = socket[WATCH].take(request, chunk);
  if (fault !== null) request.destroy(new ConnectionError(`The server sent ${fault}.`));
}

function onEnd(this: net.Socket): void {
  if (((this as WatchedSocket)._httpMessage ?? null) === null) this.destroy();
}

function ignore(): void {}
