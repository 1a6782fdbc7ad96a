import { InvalidHeader } from '@req/core';
import type { PhaseTimer } from '@req/core/transport';
import type { Http1Socket } from './http1-socket.ts';
import { BY_LENGTH, CHUNKED, type RequestHead } from './request-head.ts';

/** A body up to this size is handed to the socket in one piece. */
const PIECE = 65_536;

/** What an upload tells the exchange it belongs to. */
export interface UploadOwner {
  readonly timer: PhaseTimer | null;
  /** The request is out. */
  sent(): void;
  /** The body could not be had, or contradicts its Content-Length. `error` is the caller's own where it is the body's. */
  fail(error: unknown): void;
}

/** Writes a request: its head, and its body with the framing that the head announces. */
export class Upload {
  readonly #wire: Http1Socket;
  readonly #owner: UploadOwner;
  readonly #head: RequestHead;
  #iterator: AsyncIterator<Uint8Array> | null = null;
  #stopped = false;

  constructor(wire: Http1Socket, owner: UploadOwner, head: RequestHead) {
    this.#wire = wire;
    this.#owner = owner;
    this.#head = head;
  }

  start(body: null | Uint8Array | AsyncIterable<Uint8Array>): void {
    if (body === null || (body instanceof Uint8Array && body.byteLength <= PIECE)) this.#writeAtOnce(body);
    else void this.#writePieces(body instanceof Uint8Array ? pieces(body) : body);
  }

  /** The exchange is over: lets go of a body that isn't finished. Idempotent. */
  stop(): void {
    this.#stopped = true;
    const iterator = this.#iterator;
    this.#iterator = null;
    // A generator that is in the middle of something returns when it is through; its complaints are nobody's.
    if (iterator !== null) void callReturn(iterator).catch(() => {});
  }

  #writeAtOnce(body: Uint8Array | null): void {
    const { text, framing } = this.#head;
    const wire = this.#wire;
    if (framing === CHUNKED) {
      const size = body === null ? 0 : body.byteLength;
      wire.cork();
      wire.send(size === 0 ? `${text}0\r\n\r\n` : `${text}${size.toString(16)}\r\n`);
      if (body !== null && size > 0) {
        wire.send(body);
        wire.send('\r\n0\r\n\r\n');
      }
      wire.uncork();
    } else if (body === null || body.byteLength === 0) {
      wire.send(text);
    } else {
      wire.cork();
      wire.send(text);
      wire.send(body);
      wire.uncork();
    }
    this.#owner.sent();
  }

  async #writePieces(body: AsyncIterable<Uint8Array>): Promise<void> {
    const { text, framing, length } = this.#head;
    const wire = this.#wire;
    try {
      wire.send(text);
      const iterator = body[Symbol.asyncIterator]();
      this.#iterator = iterator;
      let left = length;
      for (;;) {
        let step: IteratorResult<Uint8Array, unknown>;
        try {
          step = await iterator.next();
        } catch (error) {
          // It has failed: there is nothing left to return from.
          this.#iterator = null;
          throw error;
        }
        if (this.#stopped || wire.broken) return this.#giveUp();
        if (step.done) break;
        const chunk = step.value;
        left -= chunk.byteLength;
        if (framing === BY_LENGTH && left < 0) throw wrongLength(length, 'more');
        if (chunk.byteLength > 0 && !this.#writeChunk(chunk)) {
          // While the server takes nothing the read clock runs: Requests' timeout covers sending too.
          this.#owner.timer?.activity();
          await wire.drained();
          this.#owner.timer?.pause();
        }
        if (this.#stopped || wire.broken) return this.#giveUp();
      }
      this.#iterator = null;
      if (framing === BY_LENGTH && left > 0) throw wrongLength(length, 'fewer');
      if (framing === CHUNKED) wire.send('0\r\n\r\n');
      this.#owner.sent();
    } catch (error) {
      this.stop();
      this.#owner.fail(error);
    }
  }

  /** Nobody takes the rest; the server may still owe its answer. */
  #giveUp(): void {
    if (!this.#stopped) this.#owner.timer?.sent();
    this.stop();
  }

  #writeChunk(chunk: Uint8Array): boolean {
    const wire = this.#wire;
    if (this.#head.framing !== CHUNKED) return wire.send(chunk);
    wire.cork();
    wire.send(`${chunk.byteLength.toString(16)}\r\n`);
    wire.send(chunk);
    const ready = wire.send('\r\n');
    wire.uncork();
    return ready;
  }
}

const wrongLength = (length: number, word: string): InvalidHeader =>
  new InvalidHeader(`Content-Length says ${length} bytes, but the body has ${word}.`);

async function callReturn(iterator: AsyncIterator<Uint8Array>): Promise<void> {
  await iterator.return?.();
}

/** A large body piece by piece, so that it shows when the server stops taking it. */
async function* pieces(body: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let i = 0; i < body.byteLength; i += PIECE) yield body.subarray(i, i + PIECE);
}

/** A body that undici itself sends, with its end and its errors reported. */
export async function* watched(body: AsyncIterable<Uint8Array>, owner: UploadOwner): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch (error) {
    owner.fail(error);
    throw error;
  }
  owner.sent();
}
