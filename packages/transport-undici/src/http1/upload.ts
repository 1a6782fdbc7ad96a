import { InvalidHeader } from '@req/core';
import type { PhaseTimer } from '@req/core/transport';
import type { Http1Socket } from './http1-socket.ts';
import { BY_LENGTH, CHUNKED, type RequestHead } from './request-head.ts';

/** Bytes; a body up to this size is given to the socket in one piece. */
const MAX_PIECE = 65_536;

/** The exchange that an upload belongs to. */
export interface UploadOwner {
  readonly timer: PhaseTimer | null;
  /** The request was sent to its end. */
  onSent(): void;
  /** The body contradicts its Content-Length, or could not be read: then `error` is the body's own. */
  fail(error: unknown): void;
}

/** Writes a request: its head, and its body with the framing that the head announces. */
export class Upload {
  readonly #socket: Http1Socket;
  readonly #owner: UploadOwner;
  readonly #head: RequestHead;
  #iterator: AsyncIterator<Uint8Array> | null = null;
  #stopped = false;

  constructor(socket: Http1Socket, owner: UploadOwner, head: RequestHead) {
    this.#socket = socket;
    this.#owner = owner;
    this.#head = head;
  }

  start(body: null | Uint8Array | AsyncIterable<Uint8Array>): void {
    if (body === null || (body instanceof Uint8Array && body.byteLength <= MAX_PIECE)) this.#writeWhole(body);
    else void this.#writePieces(body instanceof Uint8Array ? sliceBytes(body) : body);
  }

  /** The exchange is over: ends a body that was not read to its end. Idempotent. */
  stop(): void {
    this.#stopped = true;
    const iterator = this.#iterator;
    this.#iterator = null;
    // A generator returns when its present step is done; nobody waits for it, nor for its errors.
    if (iterator !== null) void callReturn(iterator).catch(() => {});
  }

  #writeWhole(body: Uint8Array | null): void {
    const { text, framing } = this.#head;
    const socket = this.#socket;
    if (framing === CHUNKED) {
      const size = body === null ? 0 : body.byteLength;
      socket.cork();
      socket.send(size === 0 ? `${text}0\r\n\r\n` : `${text}${size.toString(16)}\r\n`);
      if (body !== null && size > 0) {
        socket.send(body);
        socket.send('\r\n0\r\n\r\n');
      }
      socket.uncork();
    } else if (body === null || body.byteLength === 0) {
      socket.send(text);
    } else {
      socket.cork();
      socket.send(text);
      socket.send(body);
      socket.uncork();
    }
    this.#owner.onSent();
  }

  async #writePieces(body: AsyncIterable<Uint8Array>): Promise<void> {
    const { text, framing, length } = this.#head;
    const socket = this.#socket;
    try {
      socket.send(text);
      const iterator = body[Symbol.asyncIterator]();
      this.#iterator = iterator;
      let left = length;
      for (;;) {
        let step: IteratorResult<Uint8Array, unknown>;
        try {
          step = await iterator.next();
        } catch (error) {
          // An iterator that threw has ended: `return` must not be called.
          this.#iterator = null;
          throw error;
        }
        if (this.#stopped || socket.writeFailed) return this.#abandon();
        if (step.done) break;
        const chunk = step.value;
        left -= chunk.byteLength;
        if (framing === BY_LENGTH && left < 0) throw wrongLength(length, 'more');
        if (chunk.byteLength > 0 && !this.#writeChunk(chunk)) {
          // While the server takes nothing, the read timeout runs: in Requests it covers sending, too.
          this.#owner.timer?.activity();
          await socket.drained();
          this.#owner.timer?.pause();
        }
        if (this.#stopped || socket.writeFailed) return this.#abandon();
      }
      this.#iterator = null;
      if (framing === BY_LENGTH && left > 0) throw wrongLength(length, 'fewer');
      if (framing === CHUNKED) socket.send('0\r\n\r\n');
      this.#owner.onSent();
    } catch (error) {
      this.stop();
      this.#owner.fail(error);
    }
  }

  /** Nobody takes the rest of the body; the server may still respond. */
  #abandon(): void {
    if (!this.#stopped) this.#owner.timer?.sent();
    this.stop();
  }

  #writeChunk(chunk: Uint8Array): boolean {
    const socket = this.#socket;
    if (this.#head.framing !== CHUNKED) return socket.send(chunk);
    socket.cork();
    socket.send(`${chunk.byteLength.toString(16)}\r\n`);
    socket.send(chunk);
    const ready = socket.send('\r\n');
    socket.uncork();
    return ready;
  }
}

const wrongLength = (length: number, word: string): InvalidHeader =>
  new InvalidHeader(`Content-Length says ${length} bytes, but the body has ${word}.`);

async function callReturn(iterator: AsyncIterator<Uint8Array>): Promise<void> {
  await iterator.return?.();
}

/** A large body is written in pieces, so that a server that stops taking it is noticed. */
async function* sliceBytes(body: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let i = 0; i < body.byteLength; i += MAX_PIECE) yield body.subarray(i, i + MAX_PIECE);
}
