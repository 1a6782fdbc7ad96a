import { AbortError, ConnectionError, InvalidURL, RequestException, TooManyRedirects } from '@req/core';
import { hostOf } from '@req/core/transport';
import { type ClientExchange, fromSocketError } from '@req/node-connect';

type ExceptionClass = new (message: string, details: { readonly cause: unknown }) => RequestException;

/** The exception for each `type` of node-fetch's FetchError and AbortError. `null`: the socket's error decides. */
export const NODE_FETCH_TYPES: Readonly<Record<string, ExceptionClass | null>> = Object.freeze(
  Object.assign(Object.create(null), {
    aborted: AbortError,
    'invalid-redirect': InvalidURL,
    'max-redirect': TooManyRedirects,
    'max-size': RequestException,
    'no-redirect': ConnectionError,
    system: null,
    'unsupported-redirect': RequestException,
  }),
);

/** The exception for an error before the response. */
export function toException(error: unknown, exchange: ClientExchange): unknown {
  if (exchange.failure !== null) return exchange.failure;
  const { request, socketError } = exchange;
  if (error instanceof RequestException) return error;
  if (socketError instanceof RequestException) return socketError;
  const host = hostOf(request.url);
  conceal(error, request.url);
  keepCause(error, socketError);
  const { type, code } = error as { type?: unknown; code?: unknown };
  const known = typeof type === 'string' ? NODE_FETCH_TYPES[type] : undefined;
  if (known) return new known(`${request.method} to ${host}: ${type}`, { cause: error });
  if (code === 'ERR_INVALID_URL')
    return new InvalidURL(`node-fetch cannot parse the URL of ${host}.`, { cause: error });
  return exchange.brokenBy(error, host);
}

/** The exception for a body that broke off. */
export function toBodyException(error: unknown, exchange: ClientExchange): unknown {
  return fromSocketError(error, { host: hostOf(exchange.request.url), phase: 'body' });
}

/** A FetchError does not keep its cause. */
function keepCause(error: unknown, socketError: unknown): void {
  if (socketError === null || socketError === error || (error as { cause?: unknown }).cause !== undefined) return;
  Object.defineProperty(error, 'cause', { configurable: true, writable: true, value: socketError });
}

/** node-fetch puts the whole URL into its message: the query may be secret. */
function conceal(error: unknown, url: string): void {
  const query = url.indexOf('?');
  if (query < 0) return;
  const holder = error as { message?: unknown; stack?: unknown };
  for (const name of ['message', 'stack'] as const) {
    const text = holder[name];
    if (typeof text !== 'string') continue;
    const shown = text.replaceAll(url, `${url.slice(0, query)}?***`);
    Object.defineProperty(error, name, { configurable: true, writable: true, value: shown });
  }
}
