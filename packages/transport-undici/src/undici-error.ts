import {
  ChunkedEncodingError,
  ConnectionError,
  ConnectTimeout,
  InvalidHeader,
  ProxyError,
  ReadTimeout,
  type RequestException,
} from '@req/core';
import { fromSocketError } from '@req/node-connect';

/** The state of the exchange when an error came. */
export interface ErrorContext {
  /** `host:port`, for the message. */
  readonly host: string;
  /** The connection ends at an HTTP proxy that answers for the server. */
  readonly viaProxy: boolean;
  /** The head of the response had arrived. */
  readonly responded: boolean;
}

type ExceptionClass = new (message: string, details: { cause: unknown }) => RequestException;
type UndiciError = readonly [before: ExceptionClass, after: ExceptionClass, what: string];

/** undici's own errors, by code: the exception before and after the head of the response, and what its message says. */
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

/** From an HTTP proxy, before a response, these are a `ProxyError`, as in Requests. */
const CLOSED_BY_PEER: ReadonlySet<unknown> = new Set(['UND_ERR_SOCKET', 'HPE_INVALID_EOF_STATE']);

/** undici has a code for each way in which a SOCKS proxy can fail. */
const SOCKS5 = /^(UND_ERR_SOCKS5)_.*$/;

/** An error of undici, its parser or its socket as core's exception, with the original as `cause`. */
export function fromUndiciError(error: unknown, context: ErrorContext): RequestException {
  const { host, viaProxy, responded } = context;
  const code = codeOf(error);
  const [before, after, what] = UNDICI_ERRORS.get(code.replace(SOCKS5, '$1')) ?? parserError(code, responded) ?? [];
  if (before === undefined || after === undefined) {
    return fromSocketError(error, { host, viaProxy, phase: responded ? 'body' : undefined });
  }
  const Exception = responded ? after : viaProxy && CLOSED_BY_PEER.has(code) ? ProxyError : before;
  return new Exception(`${host}: ${what}${code === '' ? '' : ` (${code})`}.`, { cause: error });
}

function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | null | undefined)?.code;
  return typeof code === 'string' ? code : '';
}

function parserError(code: string, responded: boolean): UndiciError | null {
  if (!code.startsWith('HPE_')) return null;
  const what = responded ? 'the body is malformed' : 'the response is not valid HTTP';
  return [ConnectionError, ChunkedEncodingError, what];
}
