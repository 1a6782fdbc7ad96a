import { AbortError, ConnectionError, InvalidURL, RequestException, Timeout, TooManyRedirects } from '@req/core';
import { hostOf } from '@req/core/transport';
import { type ClientExchange, fromSocketError } from '@req/node-connect';

type ExceptionClass = new (message: string, details: { readonly cause: unknown }) => RequestException;

/** The exception for each code of `AxiosError`. `null`: it is a socket's code, or hides one. */
export const AXIOS_CODES: Readonly<Record<string, ExceptionClass | null>> = Object.freeze(
  Object.assign(Object.create(null), {
    ECONNABORTED: Timeout,
    ECONNREFUSED: null,
    ERR_BAD_OPTION: RequestException,
    ERR_BAD_OPTION_VALUE: RequestException,
    ERR_BAD_REQUEST: RequestException,
    ERR_BAD_RESPONSE: ConnectionError,
    ERR_CANCELED: AbortError,
    ERR_DEPRECATED: RequestException,
    ERR_FORM_DATA_DEPTH_EXCEEDED: RequestException,
    ERR_FR_TOO_MANY_REDIRECTS: TooManyRedirects,
    ERR_INVALID_URL: InvalidURL,
    ERR_NETWORK: ConnectionError,
    ERR_NOT_SUPPORT: RequestException,
    ETIMEDOUT: null,
  }),
);

/** The exception for an error before the response. */
export function toException(error: unknown, exchange: ClientExchange): unknown {
  if (exchange.failure !== null) return exchange.failure;
  if (error instanceof RequestException) return error;
  if (exchange.socketError instanceof RequestException) return exchange.socketError;
  conceal(error);
  const { code } = error as { code?: unknown };
  const known = typeof code === 'string' ? AXIOS_CODES[code] : undefined;
  const { request } = exchange;
  if (known) return new known(`${request.method} to ${hostOf(request.url)}: ${messageOf(error)}`, { cause: error });
  return exchange.brokenBy(error, hostOf(request.url));
}

/** The exception for a body that broke off. */
export function toBodyException(error: unknown, exchange: ClientExchange): unknown {
  conceal(error);
  return fromSocketError(error, { host: hostOf(exchange.request.url), phase: 'body' });
}

/**
 * An AxiosError carries its configuration, with headers and body, and the request with its socket. As the `cause` of an
 * exception it keeps only message, code and its own cause.
 */
function conceal(error: unknown): void {
  if ((error as { isAxiosError?: unknown } | null)?.isAxiosError !== true) return;
  for (const name of ['config', 'request', 'response']) Reflect.deleteProperty(error as object, name);
  const { name, message, code } = error as { name: string; message: string; code?: string };
  Object.defineProperty(error, 'toJSON', { configurable: true, value: () => ({ name, message, code }) });
}

/** The same for an error and its causes. */
export function concealAll(error: Error): Error {
  let at: unknown = error;
  for (let depth = 0; depth < 5 && at instanceof Error; depth++) {
    conceal(at);
    at = at.cause;
  }
  return error;
}

function messageOf(error: unknown): string {
  return (error as { message?: string } | null)?.message ?? 'it failed';
}
