import {
  type Capability,
  ConnectionError,
  InvalidSchema,
  type Transport,
  type TransportRequest,
  type TransportResponse,
} from '@req/core';
import { bufferedUpload } from '#buffered-upload';
import { watchedCall } from '#default-fetch';
import { toException } from '#fetch-error';
import { platformCapabilities } from './capabilities.ts';
import { FetchExchange } from './fetch-exchange.ts';
import { fromFetchResponse } from './from-fetch-response.ts';
import type { FetchCredentials, FetchFunction } from './options.ts';
import { toFetchRequest } from './to-fetch-request.ts';
import type { WatchedCall } from './watched-fetch.ts';

/** Sends with any fetch that follows the standard. */
export class PlatformFetch implements Transport {
  readonly name = 'fetch';
  readonly capabilities: ReadonlySet<Capability> = platformCapabilities();
  readonly #fetch: FetchFunction;
  readonly #credentials: FetchCredentials;
  readonly #watched: WatchedCall | null;
  #closed = false;

  constructor(fetch: FetchFunction, credentials: FetchCredentials) {
    this.#fetch = fetch;
    this.#credentials = credentials;
    this.#watched = watchedCall(fetch);
  }

  async send(request: TransportRequest): Promise<TransportResponse> {
    if (this.#closed) throw new ConnectionError('The transport is closed.');
    // A fetch would also load `data:` and `blob:` URLs and, on some platforms, files.
    if (!/^https?:/i.test(request.url)) throw new InvalidSchema('The URL is neither http nor https.');
    // Only calls with a connect timeout, or with a body that may stay unread, are worth the cost.
    const watched = request.timeout.connect !== null || request.lazy === true ? this.#watched : null;
    const exchange = new FetchExchange(request, watched !== null);
    const fetch = this.#fetch;
    try {
      const buffering = bufferedUpload(exchange);
      const buffered = buffering === null ? null : await exchange.race(buffering);
      const init = toFetchRequest(exchange, this.#credentials, buffered);
      if (buffered !== null) exchange.sent();
      const call = (): Promise<globalThis.Response> => fetch(request.url, init);
      const response = await exchange.race(watched === null ? call() : watched(call, exchange));
      return await fromFetchResponse(response, exchange);
    } catch (error) {
      const exception = toException(error, exchange);
      exchange.fail(exception);
      throw exception;
    }
  }

  /** The connections are the platform's: there is nothing to release. */
  close(): Promise<void> {
    this.#closed = true;
    return Promise.resolve();
  }
}
