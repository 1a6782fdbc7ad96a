import {
  type AddressGuard,
  type ClientCertificate,
  HeaderMap,
  type HeadersInit,
  RequestContext,
  type TlsSettings,
  type TraceListener,
  type TransportRequest,
  type TransportTimeout,
} from '@req/core';

/** The parts of a request. Only `url` is required. */
export interface TransportRequestInit {
  /** Absolute and encoded. */
  readonly url: string;
  /** Default: `GET`. */
  readonly method?: string;
  /** Default: none. */
  readonly headers?: HeadersInit;
  /** Default: `null`. */
  readonly body?: TransportRequest['body'];
  /** Milliseconds. Default: no timeouts. */
  readonly timeout?: Partial<TransportTimeout>;
  /** Default: verify against the platform's trust store, without a client certificate. */
  readonly tls?: Partial<TlsSettings> & { readonly cert?: ClientCertificate | null };
  /** Default: none. */
  readonly proxy?: { readonly url: string; readonly headers?: HeadersInit } | null;
  /** Default: none. */
  readonly signal?: AbortSignal | null;
  /** Default: `false`. */
  readonly stream?: boolean;
  /** Default: none. */
  readonly guard?: AddressGuard | null;
  /** Default: none. */
  readonly trace?: TraceListener | null;
}

/**
 * Creates a TransportRequest. Unlike core, it adds no headers, so that a test can tell which ones the transport adds.
 */
export function transportRequest(init: TransportRequestInit): TransportRequest {
  return {
    method: init.method ?? 'GET',
    url: init.url,
    headers: new HeaderMap(init.headers),
    body: init.body ?? null,
    timeout: { connect: init.timeout?.connect ?? null, read: init.timeout?.read ?? null },
    tls: { verify: init.tls?.verify ?? true, ca: init.tls?.ca ?? null, cert: init.tls?.cert ?? null },
    proxy: init.proxy ? { url: init.proxy.url, headers: new HeaderMap(init.proxy.headers) } : null,
    signal: init.signal ?? null,
    stream: init.stream ?? false,
    guard: init.guard ?? null,
    context: new RequestContext(),
    trace: init.trace ?? null,
  };
}
