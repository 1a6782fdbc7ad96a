import { AbortError, ChunkedEncodingError, ConnectionError, ReadTimeout, RequestException } from '@req/core';
import type { FetchExchange } from './fetch-exchange.ts';

/** The exception for a request that got no response. A browser tells nothing but that it failed. */
export function toException(error: unknown, exchange: FetchExchange): unknown {
  if (exchange.failure !== null) return exchange.failure;
  if (error instanceof RequestException) return error;
  const message = `${exchange.request.method} to ${hostOf(exchange)} failed.`;
  // By name: errors of other realms are no instances of ours.
  switch ((error as { name?: string } | null)?.name) {
    case 'AbortError':
      return new AbortError(message, { cause: error });
    case 'TimeoutError':
      return new ReadTimeout(message, { cause: error });
    default:
      return new ConnectionError(message, { cause: error });
  }
}

/** The exception for a body that broke off while it was read, or that the platform could not decode. */
export function toBodyException(error: unknown, exchange: FetchExchange): unknown {
  if (exchange.failure !== null) return exchange.failure;
  if (error instanceof RequestException) return error;
  return new ChunkedEncodingError(`${hostOf(exchange)}: the body broke off.`, { cause: error });
}

function hostOf({ request: { url } }: FetchExchange): string {
  const authority = url.slice(url.indexOf('//') + 2).split(/[/?#]/, 1)[0] as string;
  return authority.slice(authority.lastIndexOf('@') + 1);
}
