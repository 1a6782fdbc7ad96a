import type { HeaderMap, TransportResponse } from '@req/core';
import type { Pool } from './pool.ts';

/** The way of one request: the connections it may use, and what it says to whoever is at their other end. */
export interface Destination {
  /** `null`: a dispatcher of the caller's finds the connection. */
  readonly pool: Pool | null;
  /** `scheme://host:port` that undici is told. */
  readonly origin: string;
  /** The request target (RFC 9112 §3.2): a path, or the whole URL when an HTTP proxy answers. */
  readonly path: string;
  /** `host:port` of the URL. */
  readonly authority: string;
  /** For the proxy alone; sent with absolute-form requests only. */
  readonly proxyHeaders: HeaderMap | null;
  /** The connection's other end is a proxy that answers for the target. */
  readonly viaProxy: boolean;
  /** The TLS server name, for undici's own connecting and choice of connections. */
  readonly servername: string | null;
}

/** Who gets the outcome of an exchange. */
export interface Caller {
  resolve(response: TransportResponse): void;
  reject(error: unknown): void;
  /** The promise is settled. */
  done(): void;
}
