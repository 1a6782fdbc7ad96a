import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { brokenBody } from '@req/core/transport';
import type { ClientExchange } from './client-exchange.ts';

type Result = IteratorResult<Uint8Array, undefined>;

interface Waiting {
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/** A caller of `whole()`. */
interface Whole {
  readonly resolve: (body: Uint8Array | AsyncIterable<Uint8Array>) => void;
  readonly chunks: Uint8Array[];
}

/**
 * The body of one response, read on demand from a Node stream.
 *
 * It listens for 'readable', not for 'data': there is back pressure, every byte received before an error is delivered
 * before it, and no other consumer of the stream can take bytes away.
 */
export class IncomingBody implements AsyncIterableIterator<Uint8Array> {
  readonly #stream: Readable;
  readonly #exchange: ClientExchange;
  readonly #mapError: (error: unknown) => unknown;
  #waiting: Waiting | null = null;
  #pending: Promise<Result> | null = null;
  #whole: Whole | null = null;
  #ended = false;
  #finished = false;
  #failure: unknown = null;

  /** `mapError` makes the exception for an error of the stream. */
  constructor(stream: Readable, exchange: ClientExchange, mapError: (error: unknown) => unknown) {
    this.#stream = stream;
    this.#exchange = exchange;
    this.#mapError = mapError;
    stream.on('readable', this.#onReadable);
    stream.on('end', this.#onEnd);
    stream.on('error', this.#onError);
    stream.on('close', this.#onClose);
    if (exchange.request.stream) this.#pause();
    exchange.onFailure(this.#onFailure);
  }

  /** It is its own iterator: a body is read once. */
  [Symbol.asyncIterator](): this {
    return this;
  }

  /** The next chunk. */
  next(): Promise<Result> {
    if (this.#waiting !== null) return (this.#pending as Promise<Result>).then(() => this.next());
    if (this.#finished) return Promise.resolve({ done: true, value: undefined });
    const chunk = this.#stream.read() as Uint8Array | null;
    if (chunk !== null) return Promise.resolve({ done: false, value: chunk });
    if (this.#failure !== null) return Promise.reject(this.#finish());
    if (this.#ended) {
      this.#finish();
      return Promise.resolve({ done: true, value: undefined });
    }
    this.#exchange.timer?.activity();
    this.#keepAlive(true);
    this.#pending = new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
    });
    return this.#pending;
  }

  /** Stops reading: the connection is given back if the whole body has arrived, else closed. */
  return(): Promise<Result> {
    if (!this.#finished) {
      this.#finish();
      if (!this.#ended) this.#discard();
    }
    this.#waiting?.resolve({ done: true, value: undefined });
    this.#waiting = null;
    return Promise.resolve({ done: true, value: undefined });
  }

  /**
   * The whole body, instead of iterating; a single chunk is not copied. Of a body that breaks off, an iterable of what
   * arrived and then the error: status and headers are valid all the same.
   */
  whole(): Promise<Uint8Array | AsyncIterable<Uint8Array>> {
    this.#keepAlive(true);
    return new Promise((resolve) => {
      this.#whole = { resolve, chunks: [] };
      this.#exchange.timer?.activity();
      if (this.#failure !== null) resolve(brokenBody([], this.#finish()));
      else this.#onReadable();
      if (this.#ended) this.#settleWhole();
    });
  }

  /** While nobody reads, no timer runs, and the connection does not keep the process alive. */
  #pause(): void {
    this.#exchange.timer?.pause();
    this.#keepAlive(false);
  }

  /** Another stream than the response does not tell when the connection is free: only until the response is complete. */
  #keepAlive(awaited: boolean): void {
    const { incoming } = this.#exchange;
    if (this.#stream === incoming || incoming?.complete === false) this.#exchange.keepAlive(awaited);
  }

  /** Discards a rest that has arrived and keeps the connection, or closes it. */
  #discard(): void {
    if ((this.#stream as Partial<IncomingMessage>).complete !== true) this.#stream.destroy();
    else while (this.#stream.read() !== null);
  }

  /** Ends reading. Returns the failure, which is raised once. */
  #finish(): unknown {
    this.#finished = true;
    this.#exchange.onFailure(null);
    this.#exchange.finish();
    return this.#failure;
  }

  /** Takes all that has arrived, and restarts the read timeout. */
  #collect({ chunks }: Whole): void {
    for (let chunk = this.#stream.read(); chunk !== null; chunk = this.#stream.read()) chunks.push(chunk);
    this.#exchange.timer?.activity();
  }

  #settleWhole(): void {
    const whole = this.#whole;
    if (whole === null || this.#finished) return;
    this.#finish();
    const { chunks } = whole;
    whole.resolve(chunks.length === 1 ? (chunks[0] as Uint8Array) : Buffer.concat(chunks));
  }

  readonly #onReadable = (): void => {
    if (this.#whole !== null) {
      this.#collect(this.#whole);
      return;
    }
    const waiting = this.#waiting;
    if (waiting === null) return;
    const chunk = this.#stream.read() as Uint8Array | null;
    if (chunk === null) return;
    this.#waiting = null;
    this.#pause();
    waiting.resolve({ done: false, value: chunk });
  };

  readonly #onEnd = (): void => {
    if (this.#exchange.cutShort) {
      this.#fail(this.#exchange.socketError);
      return;
    }
    this.#ended = true;
    this.#exchange.facts.end();
    // The agent expects a busy socket to keep the process alive.
    this.#keepAlive(true);
    const waiting = this.#waiting;
    // The timers stop and the connection is free, even if nobody asks for more.
    if (this.#whole !== null) this.#settleWhole();
    else if (!this.#finished) this.#exchange.finish();
    if (waiting === null) return;
    this.#waiting = null;
    this.#finish();
    waiting.resolve({ done: true, value: undefined });
  };

  readonly #onError = (error: unknown): void => {
    this.#fail(error);
  };

  readonly #onClose = (): void => {
    if (!this.#ended) this.#fail(new Error('The stream was closed before it ended.'));
  };

  readonly #onFailure = (error: unknown): void => {
    this.#fail(error);
    if (!this.#ended) this.#stream.destroy();
  };

  #fail(error: unknown): void {
    if (this.#failure !== null || this.#ended || this.#finished) return;
    this.#failure = this.#exchange.failure ?? this.#mapError(this.#exchange.socketError ?? error);
    if (this.#whole !== null) this.#whole.resolve(brokenBody(this.#whole.chunks, this.#finish()));
    const waiting = this.#waiting;
    if (waiting === null) return;
    const chunk = this.#exchange.failure === null ? (this.#stream.read() as Uint8Array | null) : null;
    this.#waiting = null;
    if (chunk !== null) waiting.resolve({ done: false, value: chunk });
    else waiting.reject(this.#finish());
  }
}
