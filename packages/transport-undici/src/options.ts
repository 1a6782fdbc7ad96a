import type { LookupFunction } from 'node:net';
import { type ConnectionOptions, readConnectionOptions } from '@req/node-connect';
import type { Dispatcher } from 'undici';

/** Options of `new UndiciTransport()`. */
export interface UndiciTransportOptions extends ConnectionOptions {
  /** Offer HTTP/2 on https connections. `false` by default. */
  readonly http2?: boolean;
  /**
   * A dispatcher of your own (`MockAgent`, `ProxyAgent`, an `Agent` with interceptors): requests go through its
   * `dispatch`. TLS, proxies and sockets are then its business, and the capabilities shrink accordingly.
   */
  readonly dispatcher?: Dispatcher;
}

/** The options, complete and checked. */
export interface Settings {
  readonly connections: number;
  readonly keepAliveTimeout: number;
  readonly http2: boolean;
  readonly socketPath: string | null;
  readonly lookup: LookupFunction | null;
  readonly dispatcher: Dispatcher | null;
}

const KEEP_ALIVE = 4_000;

/** @throws TypeError for an option of the wrong kind. */
export function readOptions(options: UndiciTransportOptions = {}): Settings {
  const own = Object.assign(Object.create(null), options) as UndiciTransportOptions;
  const { maxSockets, idleTimeout, socketPath, lookup } = readConnectionOptions(own);
  if (own.dispatcher !== undefined && typeof own.dispatcher?.dispatch !== 'function') {
    throw new TypeError('dispatcher must be an undici Dispatcher.');
  }
  return {
    connections: maxSockets ?? Number.POSITIVE_INFINITY,
    keepAliveTimeout: idleTimeout ?? KEEP_ALIVE,
    http2: own.http2 ?? false,
    socketPath: socketPath ?? null,
    lookup: lookup ?? null,
    dispatcher: own.dispatcher ?? null,
  };
}
