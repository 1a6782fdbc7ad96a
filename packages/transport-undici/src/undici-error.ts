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

/** What was going on when an error came. */
export interface ErrorScene {
  /** `host:port`, for the message. */
  readonly host: string;
  /** The other end of the connection is a proxy. */
  readonly viaProxy: boolean;
  /** The response's head had arrived. */
  readonly answered: boolean;
}

type ExceptionClass = new (message: string, details: { cause: unknown }) => RequestException;

/** What undici's own errors become, by code; those marked `body` once the response has begun. */
export const UNDICI_ERRORS: ReadonlyMap<
  string,
  readonly [before: ExceptionClass, during: ExceptionClass, what: string]
> = new Map([
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

/** A forward proxy that closes the connection before it has answered is a `ProxyError`, as in Requests. */
const CLOSED_BY_PEER: ReadonlySet<unknown> = new Set(['UND_ERR_SOCKET', 'HPE_INVALID_EOF_STATE']);

/** undici has a code for each way a SOCKS proxy can fail. */
const SOCKS5 = /^(UND_ERR_SOCKS5)_.*$/;

/** An error of undici, its parser or its socket as core's, with the original as `cause`. */
export function fromUndiciError(error: unknown, scene: ErrorScene): RequestException {
  const code = (error as { code?: unknown } | null | undefined)?.code;
  const known = typeof code === 'string' ? UNDICI_ERRORS.get(code.replace(SOCKS5, '$1')) : undefined;
  const before = scene.viaProxy && CLOSED_BY_PEER.has(code) ? ProxyError : known?.[0];
  if (known !== undefined)
    return make(scene.answered ? known[1] : (before as ExceptionClass), scene.host, known[2], error);
  if (typeof code === 'string' && code.startsWith('HPE_')) {
    const early = scene.viaProxy && CLOSED_BY_PEER.has(code) ? ProxyError : ConnectionError;
    const kind = scene.answered ? ChunkedEncodingError : early;
    return make(kind, scene.host, scene.answered ? 'the body is malformed' : 'the response is malformed', error);
  }
  const phase = scene.answered ? 'body' : undefined;
  return fromSocketError(error, { host: scene.host, viaProxy: scene.viaProxy, phase });
}

function make(kind: ExceptionClass, host: string, what: string, cause: unknown): RequestException {
  const code = (cause as { code?: unknown } | null | undefined)?.code;
  return new kind(`${host}: ${what}${typeof code === 'string' ? ` (${code})` : ''}.`, { cause });
}
