/**
 * The exceptions: those of Requests (requests.exceptions), and ours at the end.
 *
 * ```
 * Error
 * └─ RequestException                      request, response, cause, code
 *    ├─ HTTPError                          a 4xx or 5xx, from raiseForStatus()
 *    ├─ ConnectionError                    nothing usable came back over the network
 *    │  ├─ ProxyError
 *    │  ├─ SSLError
 *    │  └─ ConnectTimeout                  also a Timeout: safe to retry
 *    ├─ Timeout
 *    │  ├─ ConnectTimeout
 *    │  └─ ReadTimeout
 *    ├─ URLRequired
 *    ├─ TooManyRedirects
 *    ├─ MissingSchema, InvalidSchema
 *    ├─ InvalidURL
 *    │  ├─ InvalidProxyURL
 *    │  └─ HostNotAllowed               ours: allowHosts, denyPrivateNetworks
 *    ├─ InvalidHeader
 *    ├─ InvalidJSONError
 *    │  └─ JSONDecodeError                 also a SyntaxError
 *    ├─ ChunkedEncodingError               the body ended before its framing said so
 *    ├─ ContentDecodingError
 *    ├─ StreamConsumedError                also a TypeError
 *    ├─ RetryError
 *    ├─ UnrewindableBodyError
 *    └─ ours: ResponseNotRead, ContentTooLarge, UnsupportedByTransport, AbortError, DownloadError
 * ```
 */

import { concealCause } from '#conceal-cause';
import { redactText } from '#redact';
import type { PreparedRequest } from '../request/prepared-request.ts';
import type { Request } from '../request/request.ts';
import type { Response } from '../response/response.ts';
import { brand } from './brand.ts';

/** What an exception may have besides its message. */
export interface ErrorDetails {
  /** The request that failed; taken from `response` when left out. */
  readonly request?: PreparedRequest | Request | null | undefined;
  /** The response, when one arrived. */
  readonly response?: Response | null | undefined;
  /** The underlying error. */
  readonly cause?: unknown;
}

/** The `code` of each class. docs/errors.md says what each means and what to do. */
export type ErrorCode =
  | 'REQUEST_EXCEPTION'
  | 'HTTP_ERROR'
  | 'CONNECTION_ERROR'
  | 'PROXY_ERROR'
  | 'SSL_ERROR'
  | 'CONNECT_TIMEOUT'
  | 'TIMEOUT'
  | 'READ_TIMEOUT'
  | 'URL_REQUIRED'
  | 'TOO_MANY_REDIRECTS'
  | 'MISSING_SCHEMA'
  | 'INVALID_SCHEMA'
  | 'INVALID_URL'
  | 'INVALID_PROXY_URL'
  | 'HOST_NOT_ALLOWED'
  | 'INVALID_HEADER'
  | 'INVALID_JSON_ERROR'
  | 'JSON_DECODE_ERROR'
  | 'CHUNKED_ENCODING_ERROR'
  | 'CONTENT_DECODING_ERROR'
  | 'STREAM_CONSUMED_ERROR'
  | 'RETRY_ERROR'
  | 'UNREWINDABLE_BODY_ERROR'
  | 'RESPONSE_NOT_READ'
  | 'CONTENT_TOO_LARGE'
  | 'UNSUPPORTED_BY_TRANSPORT'
  | 'ABORT_ERROR'
  | 'DOWNLOAD_ERROR';

/** What every exception has. */
export interface ExceptionFields {
  /** The request that failed; the `Request` if it could not be prepared. `null` for errors outside of a session. */
  request: PreparedRequest | Request | null;
  /** The response, or the redirect that led to a request that could not be sent; `null` if none arrived. */
  response: Response | null;
  /** A stable name of the kind of error, such as `CONNECT_TIMEOUT`. */
  readonly code: ErrorCode;
  /** The attempts before the last one, if a `retry()` transport made any. */
  readonly retries?: readonly RetryAttempt[];
}

/** An attempt before the last. */
export interface RetryAttempt {
  /** Its method. */
  readonly method: string;
  /** With secrets masked. */
  readonly url: string;
  /** The status of its response; `null` if there was none. */
  readonly status: number | null;
  /** The error that it failed with; `null` if there was a response. */
  readonly error: unknown;
}

/** One thing that a schema found wrong with a value. */
export interface SchemaIssue {
  /** What is wrong. */
  readonly message: string;
  /** Where in the value: the keys that lead there. */
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

function attach(error: ExceptionFields & Error, details: ErrorDetails | undefined): void {
  // Not enumerable: a logged error must not show a whole request with its credentials.
  const request = details?.request ?? details?.response?.request ?? null;
  Object.defineProperty(error, 'request', { value: request, writable: true, configurable: true });
  Object.defineProperty(error, 'response', { value: details?.response ?? null, writable: true, configurable: true });
  if (details?.cause !== undefined) {
    const value = concealCause(details.cause);
    Object.defineProperty(error, 'cause', { value, writable: true, configurable: true });
  }
}

/** The base class of all exceptions. */
export class RequestException extends Error implements ExceptionFields {
  /** The request that failed; the `Request` if it could not be prepared. `null` for errors outside of a session. */
  declare request: PreparedRequest | Request | null;
  /** The response, or the redirect that led to a request that could not be sent; `null` if none arrived. */
  declare response: Response | null;
  /** A stable name of the kind of error, such as `CONNECT_TIMEOUT`. */
  declare readonly code: ErrorCode;
  /** The attempts before the last one, if a `retry()` transport made any. */
  declare readonly retries?: readonly RetryAttempt[];
  constructor(message = '', details?: ErrorDetails) {
    super(redactText(message));
    attach(this, details);
  }
}

/** An HTTP error status, raised by `response.raiseForStatus()`. */
export class HTTPError extends RequestException {
  declare readonly code: 'HTTP_ERROR';
  /** The response with the error status. */
  declare response: Response;
  constructor(message: string, details: ErrorDetails & { readonly response: Response }) {
    super(message, details);
  }
}

/** A connection could not be made, or broke. Whether the server acted on the request is unknown. */
export class ConnectionError extends RequestException {
  declare readonly code: 'CONNECTION_ERROR' | 'PROXY_ERROR' | 'SSL_ERROR' | 'CONNECT_TIMEOUT';
}

/** The proxy could not be reached, or refused the request. */
export class ProxyError extends ConnectionError {
  declare readonly code: 'PROXY_ERROR';
  /** The status with which the proxy refused a tunnel (CONNECT), if it did. */
  declare readonly proxyStatus?: number;
}

/** The TLS handshake or the verification of the certificate failed. */
export class SSLError extends ConnectionError {
  declare readonly code: 'SSL_ERROR';
}

/** The request timed out. Base class of `ConnectTimeout` and `ReadTimeout`; itself raised for `timeout.total`. */
export class Timeout extends RequestException {
  declare readonly code: 'TIMEOUT' | 'CONNECT_TIMEOUT' | 'READ_TIMEOUT';
}

/** No connection within `timeout.connect`. Nothing was sent: safe to retry. */
export class ConnectTimeout extends ConnectionError {
  declare readonly code: 'CONNECT_TIMEOUT';
}

/** The server sent nothing for `timeout.read` milliseconds. */
export class ReadTimeout extends Timeout {
  declare readonly code: 'READ_TIMEOUT';
}

/** A URL is needed to make a request. */
export class URLRequired extends RequestException {
  declare readonly code: 'URL_REQUIRED';
}

/** More redirects than `session.maxRedirects`; `response` is the last one, with its history. */
export class TooManyRedirects extends RequestException {
  declare readonly code: 'TOO_MANY_REDIRECTS';
}

/** The URL has no scheme. */
export class MissingSchema extends RequestException {
  declare readonly code: 'MISSING_SCHEMA';
}

/** No transport is mounted for the URL's scheme. */
export class InvalidSchema extends RequestException {
  declare readonly code: 'INVALID_SCHEMA';
}

/** The URL cannot be parsed, or has no host. */
export class InvalidURL extends RequestException {
  declare readonly code: 'INVALID_URL' | 'INVALID_PROXY_URL' | 'HOST_NOT_ALLOWED';
}

/** The proxy's URL is malformed. */
export class InvalidProxyURL extends InvalidURL {
  declare readonly code: 'INVALID_PROXY_URL';
}

/** `allowHosts` or `denyPrivateNetworks` forbid the host, or an address that its name resolves to. Nothing was sent. */
export class HostNotAllowed extends InvalidURL {
  declare readonly code: 'HOST_NOT_ALLOWED';
}

/** HTTP does not allow a header's name or value. */
export class InvalidHeader extends RequestException {
  declare readonly code: 'INVALID_HEADER';
}

/** `json` cannot be written as JSON; or a response's JSON does not match its schema. */
export class InvalidJSONError extends RequestException {
  declare readonly code: 'INVALID_JSON_ERROR' | 'JSON_DECODE_ERROR';
  /** What the schema found wrong, after `response.json(schema)`. */
  declare readonly issues?: readonly SchemaIssue[];
}

/** The body is not JSON. Also a `SyntaxError`, like the errors of `JSON.parse`. */
export class JSONDecodeError extends SyntaxError implements ExceptionFields {
  /** The request that failed; the `Request` if it could not be prepared. `null` for errors outside of a session. */
  declare request: PreparedRequest | Request | null;
  /** The response, or the redirect that led to a request that could not be sent; `null` if none arrived. */
  declare response: Response | null;
  /** A stable name of the kind of error, such as `CONNECT_TIMEOUT`. */
  declare readonly code: 'JSON_DECODE_ERROR';
  /** The attempts before the last one, if a `retry()` transport made any. */
  declare readonly retries?: readonly RetryAttempt[];
  /** The text that is not JSON. Not enumerable: a logged error does not show it. */
  declare readonly doc: string;
  /** Index of the error in the text. */
  declare readonly pos: number;
  /** Line of the error, from 1. */
  declare readonly line: number;
  /** Column of the error, from 1. */
  declare readonly column: number;
  constructor(message = '', details?: ErrorDetails) {
    super(redactText(message));
    attach(this, details);
  }
}

/** The body ended before its framing (chunks or Content-Length) said so. */
export class ChunkedEncodingError extends RequestException {
  declare readonly code: 'CHUNKED_ENCODING_ERROR';
}

/** The body does not match its Content-Encoding. */
export class ContentDecodingError extends RequestException {
  declare readonly code: 'CONTENT_DECODING_ERROR';
}

/** The streamed content was already consumed. Also a `TypeError`. */
export class StreamConsumedError extends TypeError implements ExceptionFields {
  /** The request that failed; the `Request` if it could not be prepared. `null` for errors outside of a session. */
  declare request: PreparedRequest | Request | null;
  /** The response, or the redirect that led to a request that could not be sent; `null` if none arrived. */
  declare response: Response | null;
  /** A stable name of the kind of error, such as `CONNECT_TIMEOUT`. */
  declare readonly code: 'STREAM_CONSUMED_ERROR';
  /** The attempts before the last one, if a `retry()` transport made any. */
  declare readonly retries?: readonly RetryAttempt[];
  constructor(message = '', details?: ErrorDetails) {
    super(redactText(message));
    attach(this, details);
  }
}

/** The last retry of a `retry()` policy ended in an error status too. */
export class RetryError extends RequestException {
  declare readonly code: 'RETRY_ERROR';
}

/** The body can be sent only once, and had to be sent again (redirect, digest, retry). */
export class UnrewindableBodyError extends RequestException {
  declare readonly code: 'UNREWINDABLE_BODY_ERROR';
}

/** `content`, `text` or `json()` of a streamed response was used before `await response.read()`. */
export class ResponseNotRead extends RequestException {
  declare readonly code: 'RESPONSE_NOT_READ';
}

/** The body is larger than `maxBodySize`, or expands beyond the decompression limits. */
export class ContentTooLarge extends RequestException {
  declare readonly code: 'CONTENT_TOO_LARGE';
}

/** The transport cannot do what the request needs. Nothing was sent. */
export class UnsupportedByTransport extends RequestException {
  declare readonly code: 'UNSUPPORTED_BY_TRANSPORT';
  /** Name of the transport. */
  declare readonly transport: string;
  /** The capability it lacks. */
  declare readonly capability: string;
  constructor(transport: string, capability: string, details?: ErrorDetails & { readonly reason?: string }) {
    const reason = details?.reason === undefined ? '' : `: ${details.reason}`;
    super(`The ${transport} transport lacks the capability '${capability}'${reason}. Nothing was sent.`, details);
    Object.defineProperty(this, 'transport', { value: transport, enumerable: true });
    Object.defineProperty(this, 'capability', { value: capability, enumerable: true });
  }
}

/** The request was aborted by its signal; `cause` is the signal's reason. */
export class AbortError extends RequestException {
  declare readonly code: 'ABORT_ERROR';
}

/** What `download()` received is not the file: its digest differs, or the server contradicts itself. Nothing of it is kept. */
export class DownloadError extends RequestException {
  declare readonly code: 'DOWNLOAD_ERROR';
}

interface ExceptionClass extends Function {
  prototype: object;
}

function define(target: ExceptionClass, name: string, ...parents: Function[]): void {
  brand(target, name, ...parents);
  const code = name
    .replace(/Error$/, (m) => `_${m}`)
    .replace(/([a-z])([A-Z])|([A-Z])([A-Z][a-z])/g, '$1$3_$2$4')
    .replace(/__/g, '_')
    .toUpperCase();
  Object.defineProperty(target.prototype, 'code', { value: code, configurable: true, writable: true });
}

define(RequestException, 'RequestException');
define(HTTPError, 'HTTPError', RequestException);
define(ConnectionError, 'ConnectionError', RequestException);
define(ProxyError, 'ProxyError', ConnectionError);
define(SSLError, 'SSLError', ConnectionError);
define(Timeout, 'Timeout', RequestException);
define(ConnectTimeout, 'ConnectTimeout', ConnectionError, Timeout);
define(ReadTimeout, 'ReadTimeout', Timeout);
define(URLRequired, 'URLRequired', RequestException);
define(TooManyRedirects, 'TooManyRedirects', RequestException);
define(MissingSchema, 'MissingSchema', RequestException);
define(InvalidSchema, 'InvalidSchema', RequestException);
define(InvalidURL, 'InvalidURL', RequestException);
define(InvalidProxyURL, 'InvalidProxyURL', InvalidURL);
define(HostNotAllowed, 'HostNotAllowed', InvalidURL);
define(InvalidHeader, 'InvalidHeader', RequestException);
define(InvalidJSONError, 'InvalidJSONError', RequestException);
define(JSONDecodeError, 'JSONDecodeError', InvalidJSONError);
define(ChunkedEncodingError, 'ChunkedEncodingError', RequestException);
define(ContentDecodingError, 'ContentDecodingError', RequestException);
define(StreamConsumedError, 'StreamConsumedError', RequestException);
define(RetryError, 'RetryError', RequestException);
define(UnrewindableBodyError, 'UnrewindableBodyError', RequestException);
define(ResponseNotRead, 'ResponseNotRead', RequestException);
define(ContentTooLarge, 'ContentTooLarge', RequestException);
define(UnsupportedByTransport, 'UnsupportedByTransport', RequestException);
define(AbortError, 'AbortError', RequestException);
define(DownloadError, 'DownloadError', RequestException);
