import { AbortError, ConnectionError, ConnectTimeout, ReadTimeout, RequestException } from '@req/core';

/** A class of exceptions for network failures. */
export type ExceptionClass = new (message: string, details: { readonly cause: unknown }) => RequestException;

/** The codes of undici, which is Node's fetch, on the cause of `TypeError: fetch failed`. */
export const UNDICI_CODES: Readonly<Record<string, ExceptionClass>> = Object.freeze(
  Object.assign(Object.create(null), {
    UND_ERR: ConnectionError,
    UND_ERR_ABORT: AbortError,
    UND_ERR_ABORTED: AbortError,
    UND_ERR_BODY_TIMEOUT: ReadTimeout,
    UND_ERR_BPL_MISSING_UPSTREAM: ConnectionError,
    UND_ERR_CLOSED: ConnectionError,
    UND_ERR_CONNECT_TIMEOUT: ConnectTimeout,
    UND_ERR_DESTROYED: ConnectionError,
    UND_ERR_HEADERS_OVERFLOW: ConnectionError,
    UND_ERR_HEADERS_TIMEOUT: ReadTimeout,
    UND_ERR_INFO: ConnectionError,
    UND_ERR_INVALID_ARG: RequestException,
    UND_ERR_INVALID_RETURN_VALUE: RequestException,
    UND_ERR_MAX_ORIGINS_REACHED: ConnectionError,
    UND_ERR_NOT_SUPPORTED: RequestException,
    UND_ERR_PRX_TLS: ConnectionError,
    UND_ERR_REQ_CONTENT_LENGTH_MISMATCH: RequestException,
    UND_ERR_REQ_RETRY: ConnectionError,
    UND_ERR_RES_CONTENT_LENGTH_MISMATCH: ConnectionError,
    UND_ERR_RES_EXCEEDED_MAX_SIZE: ConnectionError,
    UND_ERR_RESPONSE: ConnectionError,
    UND_ERR_SOCKET: ConnectionError,
    UND_ERR_SOCKS5: ConnectionError,
    UND_ERR_WS_MESSAGE_SIZE_EXCEEDED: ConnectionError,
  }),
);
