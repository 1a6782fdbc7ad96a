import type { LookupFunction } from 'node:net';
import type { Dispatcher } from 'undici';

/** Options of `new UndiciTransport()`. */
export interface UndiciTransportOptions {
  /** Most connections to one origin at a time; further requests wait. `null`, the default: as many as there are requests. */
  readonly connections?: number | null;
  /** Milliseconds that an idle connection is kept; a shorter `Keep-Alive` of the server wins. 4,000 by default. */
  readonly keepAliveTimeout?: number;
  /** Offer HTTP/2 on https connections. `false` by default. */
  readonly http2?: boolean;
  /** Path of a Unix domain socket that every connection is made to instead of the URL's host and port. */
  readonly socketPath?: string;
  /** Looks names up instead of `dns.lookup`. */
  readonly lookup?: LookupFunction;
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
  const { connections = null, keepAliveTimeout = KEEP_ALIVE, http2 = false } = own;
  if (connections !== null && (!Number.isInteger(connections) || connections < 1)) {
    throw new TypeError('connections must be a positive integer, or null for no limit.');
  }
  if (!Number.isInteger(keepAliveTimeout) || keepAliveTimeout < 1) {
    throw new TypeError('keepAliveTimeout must be a positive integer: milliseconds.');
  }
  if (own.dispatcher !== undefined && typeof own.dispatcher?.dispatch !== 'function') {
    throw new TypeError('dispatcher must be an undici Dispatcher.');
  }
  return {
    connections: connections ?? Number.POSITIVE_INFINITY,
    keepAliveTimeout,
    http2,
    socketPath: own.socketPath ?? null,
    lookup: own.lookup ?? null,
    dispatcher: own.dispatcher ?? null,
  };
}
