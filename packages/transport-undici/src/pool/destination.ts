import type { HeaderMap } from '@req/core';
import type { Pool } from './pool.ts';

/** Where a request goes, and how it is addressed there. */
export interface Destination {
  /** The connections it may use; `null`: the caller's dispatcher finds one. */
  readonly pool: Pool | null;
  /** `scheme://host:port` of the server, or of the HTTP proxy that answers for it. */
  readonly origin: string;
  /** The request target (RFC 9112 §3.2): a path, or the whole URL for an HTTP proxy. */
  readonly requestTarget: string;
  /** `host:port` of the URL: the default `Host`. */
  readonly authority: string;
  /** Header fields for the proxy, sent with absolute-form requests. */
  readonly proxyHeaders: HeaderMap | null;
  /** The connection ends at an HTTP proxy that answers for the server. */
  readonly viaProxy: boolean;
  /** The TLS server name, for dispatchers that connect by themselves. */
  readonly servername: string | null;
}
