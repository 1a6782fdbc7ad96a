import { AbortError, ConnectionError, InvalidURL, RequestException, Timeout, TooManyRedirects } from '@req/core';
import { type ClientExchange, fromSocketError } from '@req/node-connect';

type ExceptionClass = new (message: string, details: { readonly cause: unknown }) => RequestException;

/**
 * What each code of `AxiosError` means. `null`: axios passes a code of the socket on, or hides one behind this.
 */
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

/** The exception for a request that got no response. */
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

/** The exception for a body that broke off while it was read. */
export function toBodyException(error: unknown, exchange: ClientExchange): unknown {
  conceal(error);
  return fromSocketError(error, { host: hostOf(exchange.request.url), phase: 'body' });
}

/**
 * An AxiosError carries its whole configuration, headers and body included, and the request with its socket. It stays
 * the `cause`, with its message, code and own cause alone: the exception knows request and response in core's terms.
 */
function conceal(error: unknown): void {
  if ((error as { isAxiosError?: unknown } | null)?.isAxiosError !== true) return;
  for (const name of ['config', 'request', 'response']) Reflect.deleteProperty(error as object, name);
  const { name, message, code } = error as { name: string; message: string; code?: string };
  Object.defineProperty(error, 'toJSON', { configurable: true, value: () => ({ name, message, code }) });
}

/** The same for all that an error was made of. */
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

export function hostOf(url: string): string {
  const authority = url.slice(url.indexOf('//') + 2).split(/[/?#]/, 1)[0] as string;
  return authority.slice(authority.lastIndexOf('@') + 1);
}
