import type { LookupFunction } from 'node:net';
import { knownOptions, type OptionsKind, optionsKind } from '@req/core/transport';
import { CONNECTION_HINTS, CONNECTION_OPTIONS, type ConnectionOptions, readConnectionOptions } from '@req/node-connect';
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

const KIND: OptionsKind = optionsKind('UndiciTransport', [...CONNECTION_OPTIONS, 'http2', 'dispatcher'], {
  ...CONNECTION_HINTS,
  agent: 'dispatcher',
  allowh2: 'http2',
  h2: 'http2',
  keepalivemaxtimeout: 'keepAliveTimeout',
});

/** @throws TypeError for an option that does not exist, or of the wrong kind. */
export function readOptions(options?: UndiciTransportOptions): Settings {
  if (isDispatcher(options)) throw new TypeError('A dispatcher is given by name: new UndiciTransport({ dispatcher })');
  const own = knownOptions(options, KIND);
  const { maxSockets, idleTimeout, socketPath, lookup } = readConnectionOptions(own);
  const { dispatcher = null, http2 = null } = own;
  if (http2 !== null && typeof http2 !== 'boolean') throw new TypeError('http2 must be true or false.');
  if (dispatcher !== null && !isDispatcher(dispatcher)) {
    throw new TypeError('dispatcher must be an undici Dispatcher.');
  }
  return {
    connections: maxSockets ?? Number.POSITIVE_INFINITY,
    keepAliveTimeout: idleTimeout ?? KEEP_ALIVE,
    http2: http2 ?? false,
    socketPath: socketPath ?? null,
    lookup: lookup ?? null,
    dispatcher,
  };
}

/** By its one method: it may be of another version of undici, or Node's own. */
function isDispatcher(value: unknown): boolean {
  // One that every object seems to have tells nothing.
  if ('dispatch' in Object.prototype && !Object.hasOwn(Object(value), 'dispatch')) return false;
  return typeof value === 'object' && value !== null && typeof (value as Partial<Dispatcher>).dispatch === 'function';
}
