import type { LookupFunction } from 'node:net';
import { knownOptions, type OptionsKind, optionsKind } from '@req/core/transport';
import { CONNECTION_HINTS, CONNECTION_OPTIONS, type ConnectionOptions, readConnectionOptions } from '@req/node-connect';
import type { Dispatcher } from 'undici';
import type { UndiciModule } from './undici-module.ts';

/** Options of `new UndiciTransport()`. */
export interface UndiciTransportOptions extends ConnectionOptions {
  /** Offer HTTP/2 on https connections. `false` by default. */
  readonly http2?: boolean;
  /**
   * The undici to use instead of the one that this package depends on: `import * as undici from 'undici'`. One that writes
   * requests differently from the tested versions is used by its documented API, with fewer capabilities, a new connection
   * for each HTTP/1.1 request, and one process warning.
   */
  readonly undici?: UndiciModule;
  /**
   * A dispatcher of your own (`MockAgent`, `ProxyAgent`, an `Agent` with interceptors): requests go through its
   * `dispatch`. TLS, proxies and sockets are then its business, and there are fewer capabilities.
   */
  readonly dispatcher?: Dispatcher;
}

/** The options, complete and checked. */
export interface Settings {
  readonly connections: number;
  /** Milliseconds. */
  readonly keepAliveTimeout: number;
  readonly http2: boolean;
  readonly socketPath: string | null;
  readonly lookup: LookupFunction | null;
  /** `null`: the dependency of this package. */
  readonly undici: UndiciModule | null;
  readonly dispatcher: Dispatcher | null;
}

/** Milliseconds. */
const DEFAULT_KEEP_ALIVE_TIMEOUT = 4_000;

const KIND: OptionsKind = optionsKind('UndiciTransport', [...CONNECTION_OPTIONS, 'http2', 'undici', 'dispatcher'], {
  ...CONNECTION_HINTS,
  agent: 'dispatcher',
  allowh2: 'http2',
  h2: 'http2',
  keepalivemaxtimeout: 'keepAliveTimeout',
});

/** @throws TypeError for an option that does not exist, or of the wrong kind. */
export function readOptions(options?: UndiciTransportOptions): Settings {
  if (isDispatcher(options)) throw new TypeError('Pass a dispatcher by name: new UndiciTransport({ dispatcher })');
  if (isUndici(options)) throw new TypeError('Pass undici by name: new UndiciTransport({ undici })');
  const known = knownOptions(options, KIND);
  const { maxSockets, idleTimeout, socketPath, lookup } = readConnectionOptions(known);
  const { undici = null, dispatcher = null, http2 = null } = known;
  if (http2 !== null && typeof http2 !== 'boolean') throw new TypeError('http2 must be true or false.');
  if (undici !== null && !isUndici(undici)) {
    throw new TypeError("undici must be the module: import * as undici from 'undici' (in Bun: 'undici/index.js').");
  }
  if (dispatcher !== null && !isDispatcher(dispatcher)) {
    throw new TypeError('dispatcher must be an undici Dispatcher.');
  }
  if (undici !== null && dispatcher !== null) {
    throw new TypeError('undici and dispatcher exclude each other: a dispatcher brings its own undici.');
  }
  return {
    connections: maxSockets ?? Number.POSITIVE_INFINITY,
    keepAliveTimeout: idleTimeout ?? DEFAULT_KEEP_ALIVE_TIMEOUT,
    http2: http2 ?? false,
    socketPath: socketPath ?? null,
    lookup: lookup ?? null,
    undici,
    dispatcher,
  };
}

/** By its one method: it may be of another version of undici, or Node's own. */
function isDispatcher(value: unknown): boolean {
  // A method that every object inherits says nothing.
  if ('dispatch' in Object.prototype && !Object.hasOwn(Object(value), 'dispatch')) return false;
  return typeof value === 'object' && value !== null && typeof (value as Partial<Dispatcher>).dispatch === 'function';
}

function isUndici(value: unknown): boolean {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return false;
  if (!Object.hasOwn(value, 'Client')) return false;
  const { Client } = value as Partial<UndiciModule>;
  // Bun's own `undici` has a Client that cannot send anything.
  return typeof Client === 'function' && typeof Client.prototype?.dispatch === 'function';
}
