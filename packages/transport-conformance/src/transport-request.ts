import {
  type AddressGuard,
  type ClientCertificate,
  HeaderMap,
  type HeadersInit,
  type TlsSettings,
  type TransportRequest,
  type TransportTimeout,
} from '@req/core';

/** What a request is built from; only `url` is needed. */
export interface TransportRequestInit {
  readonly url: string;
  /** `GET` */
  readonly method?: string;
  /** none */
  readonly headers?: HeadersInit;
  /** `null` */
  readonly body?: TransportRequest['body'];
  /** No timeouts. Milliseconds. */
  readonly timeout?: Partial<TransportTimeout>;
  /** The server is verified against the platform's certificates; no certificate is presented. */
  readonly tls?: Partial<TlsSettings> & { readonly cert?: ClientCertificate | null };
  /** none */
  readonly proxy?: { readonly url: string; readonly headers?: HeadersInit } | null;
  /** none */
  readonly signal?: AbortSignal | null;
  /** `false` */
  readonly stream?: boolean;
  /** none */
  readonly guard?: AddressGuard | null;
}

/**
 * A TransportRequest as core would hand it over. Unlike core it adds no header: what you give is what the transport
 * gets, so a test can tell what the transport added.
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
  };
}
