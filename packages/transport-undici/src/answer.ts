import type { TransportResponse } from '@req/core';
import { brokenBody } from '@req/core/transport';
import { type BodySource, ResponseBody } from './response-body.ts';

const EMPTY: Uint8Array = Buffer.alloc(0);

/** The head of a response, as the wire or undici tells it. */
export type ResponseHead = Omit<TransportResponse, 'body'>;

/** A response in the making: its body is collected, or handed on through a queue. */
export class Answer {
  readonly response: TransportResponse;
  /** `null`: the body is collected. */
  readonly queue: ResponseBody | null;
  #chunk: Uint8Array | null = null;
  #chunks: Uint8Array[] | null = null;

  /** `reader`: who steers the queue; `null` to collect. */
  constructor({ status, reason, httpVersion, headers }: ResponseHead, reader: BodySource | null) {
    this.queue = reader === null ? null : new ResponseBody(reader);
    this.response = { status, reason, httpVersion, headers, body: this.queue ?? EMPTY };
  }

  /** Keeps a chunk of a body that is collected. */
  collect(chunk: Uint8Array): void {
    if (this.#chunks !== null) this.#chunks.push(chunk);
    else if (this.#chunk !== null) this.#chunks = [this.#chunk, chunk];
    else this.#chunk = chunk;
  }

  /** The response with the whole of a body that was collected; a single chunk is not copied. */
  complete(): TransportResponse {
    if (this.#chunks !== null) return this.#withBody(Buffer.concat(this.#chunks));
    return this.#chunk === null ? this.response : this.#withBody(this.#chunk);
  }

  /** The response with what came of a body that failed. */
  broken(error: unknown): TransportResponse {
    return this.#withBody(brokenBody(this.#chunks ?? (this.#chunk === null ? [] : [this.#chunk]), error));
  }

  #withBody(body: TransportResponse['body']): TransportResponse {
    const response = this.response as { -readonly [K in keyof TransportResponse]: TransportResponse[K] };
    response.body = body;
    return response;
  }
}
