import { AbortError, ChunkedEncodingError, ConnectionError, ReadTimeout, RequestException } from '@req/core';
import { hostOf } from '@req/core/transport';
import type { FetchExchange } from './fetch-exchange.ts';

/** The exception for an error before the response. A browser tells only that the request failed. */
export function toException(error: unknown, exchange: FetchExchange): unknown {
  if (exchange.failure !== null) return exchange.failure;
  if (error instanceof RequestException) return error;
  const message = `${exchange.request.method} to ${hostOf(exchange.request.url)} failed.`;
  // By name: an error of another realm is not an instance of our classes.
  switch ((error as { name?: string } | null)?.name) {
    case 'AbortError':
      return new AbortError(message, { cause: error });
    case 'TimeoutError':
      return new ReadTimeout(message, { cause: error });
    default:
      return new ConnectionError(message, { cause: error });
  }
}

/** The exception for a body that broke off, or that the platform could not decode. */
export function toBodyException(error: unknown, exchange: FetchExchange): unknown {
  if (exchange.failure !== null) return exchange.failure;
  if (error instanceof RequestException) return error;
  return new ChunkedEncodingError(`${hostOf(exchange.request.url)}: the body broke off.`, { cause: error });
}
