import type { LookupFunction } from 'node:net';
import { LONGEST_TIMER } from '@req/core/transport';
import type { NodeAgentsOptions } from './node-agents.ts';

/** Options of a transport that makes its own connections. */
export interface ConnectionOptions {
  /** Most connections to one origin at a time; further requests wait. `null`, the default: no limit. */
  readonly connections?: number | null;
  /** Milliseconds that an idle connection is kept; a shorter `Keep-Alive` of the server wins. Default: 4,000. */
  readonly keepAliveTimeout?: number;
  /** Path of a Unix domain socket that every connection is made to instead of the URL's host and port. */
  readonly socketPath?: string;
  /** Resolves host names. Default: `dns.lookup`. */
  readonly lookup?: LookupFunction;
}

/** The names of these options. */
export const CONNECTION_OPTIONS = ['connections', 'keepAliveTimeout', 'socketPath', 'lookup'] as const;

/** Hints for the names that other clients use, and for options of the session. */
export const CONNECTION_HINTS: Readonly<Record<string, string>> = {
  keepalivemsecs: 'keepAliveTimeout',
  maxconnections: 'connections',
  maxsockets: 'connections',
  poolsize: 'connections',
  socket: 'socketPath',
  unixsocket: 'socketPath',
  baseurl: 'it is an option of the session',
  ca: 'it is verify of the session or request',
  cert: 'it is an option of the session or request',
  headers: 'it is an option of the session or request',
  proxy: 'it is proxies of the session or request',
  proxies: 'it is an option of the session or request',
  rejectunauthorized: 'it is verify of the session or request',
  timeout: 'it is an option of the session or request',
  tls: 'it is verify and cert of the session or request',
  verify: 'it is an option of the session or request',
};

/**
 * The options as `NodeAgents` takes them, own properties only.
 * @throws TypeError for a wrong value.
 */
export function readConnectionOptions(options: ConnectionOptions): NodeAgentsOptions {
  const own: ConnectionOptions = Object.assign(Object.create(null), options);
  const { connections = null } = own;
  const keepAliveTimeout = own.keepAliveTimeout ?? undefined;
  const socketPath = own.socketPath ?? undefined;
  const lookup = own.lookup ?? undefined;
  if (connections !== null && (!Number.isInteger(connections) || connections < 1)) {
    throw new TypeError('connections must be a positive integer, or null for no limit.');
  }
  if (keepAliveTimeout !== undefined && (!Number.isInteger(keepAliveTimeout) || keepAliveTimeout < 1)) {
    throw new TypeError('keepAliveTimeout must be a positive integer: milliseconds.');
  }
  if (socketPath !== undefined && (typeof socketPath !== 'string' || socketPath === ''))
    throw new TypeError('socketPath must be the path of a Unix domain socket.');
  if (lookup !== undefined && typeof lookup !== 'function')
    throw new TypeError('lookup must be a function such as dns.lookup.');
  return {
    maxSockets: connections ?? undefined,
    idleTimeout: keepAliveTimeout === undefined ? undefined : Math.min(keepAliveTimeout, LONGEST_TIMER),
    socketPath,
    lookup,
  };
}

/**
 * For a transport whose client makes the connections itself.
 * @throws TypeError for an option that would have no effect; `why` completes the message.
 */
export function refuseConnectionOptions(options: ConnectionOptions, why: string): void {
  for (const name of CONNECTION_OPTIONS) {
    if (Object.hasOwn(options, name) && options[name] !== undefined && options[name] !== null) {
      throw new TypeError(`${name} would have no effect: ${why}.`);
    }
  }
}
