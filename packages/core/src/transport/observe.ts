import { checkFunction } from '../lang/check-option.ts';
import { knownOptions, type OptionsKind, optionsKind } from '../lang/known-options.ts';
import { notify } from '../lang/notify.ts';
import type { Transport, TransportRequest, TransportResponse } from './transport.ts';
import { TransportWrapper, withBody } from './transport-wrapper.ts';

/** One exchange as it is observed. One object from its beginning to its end, so it can be the key of a Map. */
export interface ObservedExchange {
  /** The request as it is sent, with its credentials. */
  readonly request: TransportRequest;
  /** `null` until the response has arrived. Its body belongs to the caller: it must not be read here. */
  readonly response: TransportResponse | null;
  /** Why it failed; `null` if it did not. After a response: the error of its body. */
  readonly error: unknown;
  /** When the transport got the request, by `performance.now()`. */
  readonly started: number;
  /** Milliseconds from then to the present event. */
  readonly elapsed: number;
  /** Bytes of the response body so far, before content decoding. */
  readonly bytes: number;
  /** Whether the body was read to its end. */
  readonly complete: boolean;
}

/** Listens to the exchanges of a transport. What it throws is a process warning, and changes nothing for the exchange. */
export interface ExchangeObserver {
  /** The transport is about to get a request. */
  readonly request?: ((exchange: ObservedExchange) => void) | null | undefined;
  /** The head of a response has arrived, or all of it. */
  readonly response?: ((exchange: ObservedExchange) => void) | null | undefined;
  /** The exchange has failed: no response came, or its body broke off. */
  readonly error?: ((exchange: ObservedExchange) => void) | null | undefined;
  /** The body was read to its end or, if the exchange is not `complete`, dropped. Not called after `error`. */
  readonly bodyEnd?: ((exchange: ObservedExchange) => void) | null | undefined;
}

const EVENTS = ['request', 'response', 'error', 'bodyEnd'] as const satisfies readonly (keyof ExchangeObserver)[];
const KIND: OptionsKind = optionsKind('observe()', EVENTS, { end: 'bodyEnd', onrequest: 'request' }, 'event');

/**
 * Wraps a transport: tells about every exchange over it. Redirects and challenges are exchanges of their own; around
 * `retry(…)` all attempts together are one, within it each of them is. Every exchange ends in either `error` or `bodyEnd`, once
 * its response is read or closed.
 *
 * @throws TypeError for an event that does not exist
 */
export function observe(transport: Transport, observer: ExchangeObserver): Transport {
  const own = knownOptions(observer, KIND);
  for (const event of EVENTS) checkFunction(`observe(): ${event}`, own[event]);
  return new ObservedTransport(transport, own);
}

class ObservedTransport extends TransportWrapper {
  readonly #observer: ExchangeObserver;
  readonly #send: Send = (request) => this.inner.send(request);

  constructor(inner: Transport, observer: ExchangeObserver) {
    super(inner);
    this.#observer = observer;
  }

  send(request: TransportRequest): Promise<TransportResponse> {
    return sendObserved(this.#send, request, this.#observer);
  }
}

/** The `send` of a transport. */
export type Send = (request: TransportRequest) => Promise<TransportResponse>;

/** Sends one request and tells the observer. */
export async function sendObserved(
  send: Send,
  request: TransportRequest,
  observer: ExchangeObserver,
): Promise<TransportResponse> {
  const exchange = new Observation(request, observer);
  exchange.begin();
  let response: TransportResponse;
  try {
    response = await send(request);
  } catch (error) {
    exchange.fail(error);
    throw error;
  }
  return exchange.respond(response);
}

class Observation implements ObservedExchange {
  readonly request: TransportRequest;
  response: TransportResponse | null = null;
  error: unknown = null;
  readonly started: number;
  elapsed = 0;
  bytes = 0;
  complete = false;
  readonly #observer: ExchangeObserver;
  #over = false;

  constructor(request: TransportRequest, observer: ExchangeObserver) {
    this.request = request;
    this.#observer = observer;
    this.started = performance.now();
  }

  begin(): void {
    notify(this.#observer.request, this);
  }

  /** Returns the response with an observed body. */
  respond(response: TransportResponse): TransportResponse {
    this.elapsed = performance.now() - this.started;
    const { body } = response;
    const observed = body instanceof Uint8Array ? response : withBody(response, new ObservedBody(body, this));
    this.response = observed;
    notify(this.#observer.response, this);
    if (body instanceof Uint8Array) {
      this.bytes = body.byteLength;
      this.end(true);
    }
    return observed;
  }

  fail(error: unknown): void {
    if (this.#over) return;
    this.#over = true;
    this.error = error;
    this.elapsed = performance.now() - this.started;
    notify(this.#observer.error, this);
  }

  end(complete: boolean): void {
    if (this.#over) return;
    this.#over = true;
    this.complete = complete;
    this.elapsed = performance.now() - this.started;
    notify(this.#observer.bodyEnd, this);
  }
}

/** Not a generator: returning it before the first chunk must reach the transport too. */
class ObservedBody implements AsyncIterableIterator<Uint8Array> {
  readonly #inner: AsyncIterator<Uint8Array>;
  readonly #exchange: Observation;

  constructor(body: AsyncIterable<Uint8Array>, exchange: Observation) {
    this.#inner = body[Symbol.asyncIterator]();
    this.#exchange = exchange;
  }

  async next(): Promise<IteratorResult<Uint8Array, undefined>> {
    let step: IteratorResult<Uint8Array>;
    try {
      step = await this.#inner.next();
    } catch (error) {
      this.#exchange.fail(error);
      throw error;
    }
    if (step.done === true) this.#exchange.end(true);
    else this.#exchange.bytes += step.value.byteLength;
    return step;
  }

  async return(): Promise<IteratorResult<Uint8Array, undefined>> {
    this.#exchange.end(false);
    await this.#inner.return?.();
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
