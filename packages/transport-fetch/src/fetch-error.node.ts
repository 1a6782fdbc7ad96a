import {
  AbortError,
  ChunkedEncodingError,
  ConnectionError,
  ContentDecodingError,
  InvalidURL,
  ReadTimeout,
  RequestException,
} from '@req/core';
import { hostOf } from '@req/core/transport';
import { type ExceptionClass, fromSocketError, undiciErrorOf } from '@req/node-connect';
import type { FetchExchange } from './fetch-exchange.ts';

/** undici's codes for an abort, which over `fetch` is not the transport's own. */
const ABORTED: ReadonlySet<string> = new Set(['UND_ERR_ABORT', 'UND_ERR_ABORTED']);

/** By name: an error of another realm is not an instance of our classes. */
const NAMES: Readonly<Record<string, ExceptionClass>> = Object.freeze(
  Object.assign(Object.create(null), { AbortError, TimeoutError: ReadTimeout }),
);

/** The exception for an error before the response. */
export function toException(error: unknown, exchange: FetchExchange): unknown {
  if (exchange.failure !== null) return exchange.failure;
  if (error instanceof RequestException) return error;
  const { method, url } = exchange.request;
  const host = hostOf(url);
  const code = codeOf(error);
  const known =
    (ABORTED.has(code) ? AbortError : undiciErrorOf(code)?.[0]) ??
    NAMES[(error as { name?: string } | null)?.name ?? ''];
  if (known !== undefined) return new known(`${method} to ${host} failed: ${code}`, { cause: error });
  if (code === 'ERR_INVALID_URL') return new InvalidURL(`fetch cannot parse the URL of ${host}.`, { cause: error });
  // Node's fetch gives this error no code.
  if (code === '' && tooManyCodings(error)) {
    return new ContentDecodingError(`${host}: too many content codings in the chain.`, { cause: error });
  }
  // An error without a code tells only that the request failed.
  if (code === '') return new ConnectionError(`${method} to ${host} failed.`, { cause: error });
  return fromSocketError(error, { host });
}

/** The exception for a body that broke off, or that the platform could not decode. */
export function toBodyException(error: unknown, exchange: FetchExchange): unknown {
  if (exchange.failure !== null) return exchange.failure;
  if (error instanceof RequestException) return error;
  const host = hostOf(exchange.request.url);
  const code = codeOf(error);
  if (undiciErrorOf(code)?.[1] === ReadTimeout)
    return new ReadTimeout(`${host} sent nothing for too long.`, { cause: error });
  if (/^(?:Z_|ERR__?ERROR_|ERR_BROTLI|ERR_ZSTD|ZSTD_error|ERR_PADDING)/.test(code)) {
    return new ContentDecodingError(`${host}: the body cannot be decoded: ${code}`, { cause: error });
  }
  return new ChunkedEncodingError(`${host}: the body broke off.`, { cause: error });
}

function tooManyCodings(error: unknown): boolean {
  const { cause } = (error ?? {}) as { cause?: { message?: unknown } | null };
  return typeof cause?.message === 'string' && cause.message.includes('content-encodings');
}

/** The code of the error or of one of its causes. */
function codeOf(error: unknown): string {
  for (let at = error, depth = 0; at !== null && typeof at === 'object' && depth < 4; depth++) {
    const { code, cause } = at as { code?: unknown; cause?: unknown };
    if (typeof code === 'string') return code;
    at = cause;
  }
  return '';
}
