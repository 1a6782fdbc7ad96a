import {
  ChunkedEncodingError,
  ConnectionError,
  ConnectTimeout,
  InvalidHeader,
  ProxyError,
  ReadTimeout,
  type RequestException,
} from '@req/core';

/** A class of exceptions for failures of a client. */
export type ExceptionClass = new (message: string, details: { readonly cause: unknown }) => RequestException;

/** The exception before and after the head of the response, and what its message says. */
export type UndiciError = readonly [before: ExceptionClass, after: ExceptionClass, what: string];

/** undici's own errors by code, for every client that is undici: also Node's `fetch`. */
export const UNDICI_ERRORS: ReadonlyMap<string, UndiciError> = new Map([
  ['UND_ERR', [ConnectionError, ChunkedEncodingError, 'the exchange failed']],
  ['UND_ERR_ABORT', [ConnectionError, ChunkedEncodingError, 'the exchange was aborted']],
  ['UND_ERR_ABORTED', [ConnectionError, ChunkedEncodingError, 'the exchange was aborted']],
  ['UND_ERR_BODY_TIMEOUT', [ReadTimeout, ReadTimeout, 'the body took too long']],
  ['UND_ERR_BPL_MISSING_UPSTREAM', [ConnectionError, ConnectionError, 'the dispatcher has no upstream']],
  ['UND_ERR_CLOSED', [ConnectionError, ChunkedEncodingError, 'the dispatcher is closed']],
  ['UND_ERR_CONNECT_TIMEOUT', [ConnectTimeout, ConnectTimeout, 'connecting took too long']],
  ['UND_ERR_DESTROYED', [ConnectionError, ChunkedEncodingError, 'the dispatcher is destroyed']],
  ['UND_ERR_HEADERS_OVERFLOW', [ConnectionError, ChunkedEncodingError, 'the response has too many header bytes']],
  ['UND_ERR_HEADERS_TIMEOUT', [ReadTimeout, ReadTimeout, 'the response took too long']],
  ['UND_ERR_INFO', [ConnectionError, ChunkedEncodingError, 'the connection was closed']],
  ['UND_ERR_INVALID_ARG', [ConnectionError, ChunkedEncodingError, 'undici refused the request']],
  ['UND_ERR_INVALID_RETURN_VALUE', [ConnectionError, ChunkedEncodingError, 'a dispatcher misbehaved']],
  ['UND_ERR_MAX_ORIGINS_REACHED', [ConnectionError, ConnectionError, 'the dispatcher has too many origins']],
  ['UND_ERR_NOT_SUPPORTED', [ConnectionError, ChunkedEncodingError, 'undici refused the request']],
  ['UND_ERR_PRX_CONN', [ProxyError, ProxyError, 'the connection to the proxy failed']],
  ['UND_ERR_PRX_TLS', [ProxyError, ProxyError, 'the TLS connection through the proxy failed']],
  ['UND_ERR_REDIRECT_MAX', [ConnectionError, ConnectionError, 'the dispatcher followed too many redirects']],
  ['UND_ERR_REQ_CONTENT_LENGTH_MISMATCH', [InvalidHeader, InvalidHeader, 'Content-Length contradicts the body']],
  ['UND_ERR_REQ_RETRY', [ConnectionError, ChunkedEncodingError, 'the dispatcher gave up retrying']],
  ['UND_ERR_RESPONSE', [ConnectionError, ChunkedEncodingError, 'the dispatcher refused the response']],
  ['UND_ERR_RES_CONTENT_LENGTH_MISMATCH', [ConnectionError, ChunkedEncodingError, 'the body is cut short']],
  ['UND_ERR_RES_EXCEEDED_MAX_SIZE', [ChunkedEncodingError, ChunkedEncodingError, 'the body is larger than allowed']],
  ['UND_ERR_SOCKET', [ConnectionError, ChunkedEncodingError, 'the connection was closed']],
  ['UND_ERR_SOCKS5', [ProxyError, ProxyError, 'the SOCKS proxy failed']],
  ['UND_ERR_WS_MESSAGE_SIZE_EXCEEDED', [ConnectionError, ChunkedEncodingError, 'the message is too large']],
  ['ERR_WEBASSEMBLY_NOT_SUPPORTED', [ConnectionError, ConnectionError, 'this platform has no WebAssembly']],
]);

/** undici has a code for each way in which a SOCKS proxy can fail. */
const SOCKS5 = /^(UND_ERR_SOCKS5)_.*$/;

/** What an error code of undici stands for; `undefined` for other codes. */
export function undiciErrorOf(code: string): UndiciError | undefined {
  return UNDICI_ERRORS.get(code.replace(SOCKS5, '$1'));
}
