// Sessions, and the functions without one

export type { SendOptions, TimeoutInit, TimeoutOptions } from './send/settings.ts';
export type { AsFetchOptions } from './session/as-fetch.ts';
export { createRequests, type Requests } from './session/create-requests.ts';
export type { RequestOptions, SessionOptions } from './session/options.ts';
export { byCursor, type ItemsOf, type NextPage, type NextPageOf, type PaginateOptions } from './session/paginate.ts';
export { Session } from './session/session.ts';

// Requests

export type { Fields, ParamsInit, ParamValue } from './body/encode-params.ts';
export type { FileContent, FilesInit, FileValue, FileValues } from './body/multipart.ts';
export type { Progress, ProgressListener } from './body/progress.ts';
export type { Proxies } from './proxies/select-proxy.ts';
export { chainAuth } from './request/chain-auth.ts';
export type {
  ErrorHook,
  HookContext,
  Hooks,
  HooksInit,
  HookTypes,
  RequestHook,
  ResponseHook,
} from './request/hooks.ts';
export type { Data } from './request/prepare-body.ts';
export type { Params } from './request/prepare-url.ts';
export { PreparedRequest } from './request/prepared-request.ts';
export { Request, type RequestInit } from './request/request.ts';
export type { Cert, Verify } from './request/tls-options.ts';

// Responses

export { type Codec, type CodecRegistry, codecs } from './codecs/registry.ts';
export type { DecodeLimits } from './response/decode-content.ts';
export type { DefaultEncoding } from './response/default-encoding.ts';
export type { IterEventsOptions, ServerSentEvent } from './response/iterate-events.ts';
export type { IterJsonOptions } from './response/iterate-json.ts';
export type { IterContentOptions, IterLinesOptions } from './response/iterate-response.ts';
export type { JsonOptions, JsonReviver } from './response/json-options.ts';
export type { ParseJson } from './response/parse-json.ts';
export type { Content, RawBody } from './response/raw-body.ts';
export { Response } from './response/response.ts';
export type { ResponseInit } from './response/response-init.ts';
export type { SaveOptions } from './response/save.ts';
export type { StandardSchema } from './response/standard-schema.ts';
export { codes, type StatusCodes } from './response/status-codes.ts';

// Seeing what happens

export {
  type ContextInit,
  type ContextKey,
  type ContextValue,
  contextKey,
  RequestContext,
} from './transport/context.ts';
export type { ConnectionFacts, ResponseFacts, Timings, TlsFacts } from './transport/facts.ts';
export { type LogEntry, type LogFunction, type Logger, type LogLevel, type LogOptions, log } from './transport/log.ts';
export { type ExchangeObserver, type ObservedExchange, observe } from './transport/observe.ts';
export type { TraceEvent, TraceListener } from './transport/trace.ts';

// Headers and cookies

export { CookieConflictError, CookieJar } from '#cookie-jar';
export type { Cookie, CookieOptions, SameSite } from './cookies/cookie.ts';
export type { CookieFilter } from './cookies/cookie-filter.ts';
export type { CookieJarOptions } from './cookies/cookie-jar.ts';
export type { CookieLike, CookieSource } from './cookies/cookie-source.ts';
export { HeaderMap, type HeadersInit, type RequestHeaders } from './headers/header-map.ts';

// Authentication

export type { Auth, AuthFlow, AuthFlowContext, AuthFlowGenerator, AuthFunction, AuthHeader } from './auth/auth.ts';
export { HTTPBasicAuth, HTTPProxyAuth } from './auth/basic.ts';
export { HTTPBearerAuth } from './auth/bearer.ts';
export { type DigestOptions, HTTPDigestAuth } from './auth/digest.ts';

// Exceptions

export {
  AbortError,
  ChunkedEncodingError,
  ConnectionError,
  ConnectTimeout,
  ContentDecodingError,
  ContentTooLarge,
  DownloadError,
  type ErrorCode,
  type ErrorDetails,
  HostNotAllowed,
  HTTPError,
  InvalidHeader,
  InvalidJSONError,
  InvalidProxyURL,
  InvalidSchema,
  InvalidURL,
  JSONDecodeError,
  MissingSchema,
  ProxyError,
  ReadTimeout,
  RequestException,
  ResponseNotRead,
  type RetryAttempt,
  RetryError,
  type SchemaIssue,
  SSLError,
  StreamConsumedError,
  Timeout,
  TooManyRedirects,
  UnrewindableBodyError,
  UnsupportedByTransport,
  URLRequired,
} from './errors/errors.ts';

// Transports; what their authors need is in @req/core/transport

export type { Capability } from './transport/capabilities.ts';
export { FunctionTransport, type RequestHandler, type ShortResponse } from './transport/function-transport.ts';
export { type RetriedResponse, retry } from './transport/retry.ts';
export type { RetryBudget, RetryEvent, RetryPolicy, RetryReason } from './transport/retry-policy.ts';
export type {
  AddressGuard,
  ClientCertificate,
  ProxySettings,
  TlsSettings,
  Transport,
  TransportRequest,
  TransportResponse,
  TransportTimeout,
} from './transport/transport.ts';

// This package

export { VERSION } from './version.ts';
