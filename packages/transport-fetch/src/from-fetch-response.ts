import { ConnectionError, HeaderMap, type TransportResponse } from '@req/core';
import { brokenBody, isToken, mayCollect } from '@req/core/transport';
import { type Reader, readerOf } from '#default-fetch';
import { toBodyException } from '#fetch-error';
import type { FetchExchange } from './fetch-exchange.ts';
import { locationLines } from './location-lines.ts';

const REDIRECT =
  'it is a redirect, which a browser follows itself or not at all; not with `allowRedirects: false`, nor with headers or ' +
  'authentication that must not go to another origin.';

/**
 * A fetch's response for core: headers joined and sorted as a fetch has them, the body decoded.
 * @throws ConnectionError when the platform hides the response (as browsers do with a redirect that is not followed), or
 * has followed a redirect that it was told not to follow, possibly with credentials.
 */
export async function fromFetchResponse(
  response: globalThis.Response,
  exchange: FetchExchange,
): Promise<TransportResponse> {
  exchange.headArrived();
  if (response.status === 0) {
    const redirect = response.type === 'opaqueredirect' ? `: ${REDIRECT}` : '.';
    throw new ConnectionError(`The platform's fetch hides this response (its type is '${response.type}')${redirect}`);
  }
  if (response.redirected && exchange.request.followRedirects !== true) {
    response.body?.cancel().catch(() => {});
    throw new ConnectionError("The platform's fetch followed a redirect that it was told not to follow.");
  }
  const stream = response.body ?? null;
  const body = stream === null ? null : new FetchBody(stream, exchange);
  if (body === null) exchange.finish();
  return {
    status: response.status,
    reason: response.statusText,
    httpVersion: '1.1',
    url: response.redirected ? response.url : undefined,
    headers: toHeaderMap(response.headers),
    body: body === null ? new Uint8Array(0) : mayCollect(exchange.request, response.status) ? await body.whole() : body,
  };
}

/**
 * Some fetches leave white space at the end of a value. Set-Cookie comes line by line.
 * @throws ConnectionError for a name that is not a token, which Node's fetch accepts (RFC 9112 §5.1).
 */
function toHeaderMap(headers: globalThis.Headers): HeaderMap {
  const flat: string[] = [];
  let malformed = false;
  headers.forEach((value, name) => {
    if (!isToken(name)) malformed = true;
    const text = withoutTrailingSpace(value);
    if (name !== 'location') flat.push(name, text);
    else for (const line of locationLines(text)) flat.push(name, line);
  });
  if (malformed) throw new ConnectionError('The response is malformed: a header name is not a token.');
  return HeaderMap.fromFlat(flat);
}

function withoutTrailingSpace(value: string): string {
  let end = value.length;
  while (end > 0 && (value[end - 1] === ' ' || value[end - 1] === '\t')) end--;
  return value.slice(0, end);
}

type Result = IteratorResult<Uint8Array, undefined>;

/** The body, read on demand. `return()` before its end closes the connection. */
class FetchBody implements AsyncIterableIterator<Uint8Array> {
  readonly #reader: Reader;
  readonly #exchange: FetchExchange;
  #finished = false;

  constructor(stream: ReadableStream<Uint8Array>, exchange: FetchExchange) {
    this.#reader = readerOf(stream);
    this.#exchange = exchange;
    exchange.onFailure(this.#cancel);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<Result> {
    if (this.#finished) return { done: true, value: undefined };
    try {
      const { done, value } = await this.#exchange.read(this.#reader.read());
      if (!done) return { done: false, value: value as Uint8Array };
    } catch (error) {
      this.#finish();
      throw toBodyException(error, this.#exchange);
    }
    this.#finish();
    return { done: true, value: undefined };
  }

  async return(): Promise<Result> {
    if (!this.#finished) {
      this.#finish();
      this.#cancel();
    }
    return { done: true, value: undefined };
  }

  /** The whole body. Of one that breaks off, an iterable of what arrived and then the error: the headers are valid. */
  async whole(): Promise<Uint8Array | AsyncIterable<Uint8Array>> {
    const chunks: Uint8Array[] = [];
    let length = 0;
    try {
      for (let next = await this.next(); next.done !== true; next = await this.next()) {
        chunks.push(next.value);
        length += next.value.byteLength;
      }
    } catch (error) {
      return brokenBody(chunks, error);
    }
    if (chunks.length === 1) return chunks[0] as Uint8Array;
    const whole = new Uint8Array(length);
    let at = 0;
    for (const chunk of chunks) {
      whole.set(chunk, at);
      at += chunk.byteLength;
    }
    return whole;
  }

  readonly #cancel = (): void => {
    // Not awaited: cancelling may wait for the server.
    this.#reader.cancel().catch(() => {});
  };

  #finish(): void {
    this.#finished = true;
    this.#exchange.finish();
  }
}
