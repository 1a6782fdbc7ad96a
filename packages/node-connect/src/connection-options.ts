import type { LookupFunction } from 'node:net';
import type { NodeAgentsOptions } from './node-agents.ts';

/** What a transport can be told about the connections it makes. */
export interface ConnectionOptions {
  /** Most connections to one origin at a time; further requests wait. `null`, the default: as many as there are requests. */
  readonly connections?: number | null;
  /** Milliseconds that an idle connection is kept; a shorter `Keep-Alive` of the server wins. 4,000 by default. */
  readonly keepAliveTimeout?: number;
  /** Path of a Unix domain socket that every connection is made to instead of the URL's host and port. */
  readonly socketPath?: string;
  /** Looks names up instead of `dns.lookup`. */
  readonly lookup?: LookupFunction;
}

/** Longer ones would fire at once. */
const LONGEST_TIMER = 2 ** 31 - 1;

const NAMES = ['connections', 'keepAliveTimeout', 'socketPath', 'lookup'] as const;

/**
 * The options as `NodeAgents` takes them, own properties only.
 * @throws TypeError for an option of the wrong kind.
 */
export function readConnectionOptions(options: ConnectionOptions): NodeAgentsOptions {
  const own: ConnectionOptions = Object.assign(Object.create(null), options);
  const { connections = null, keepAliveTimeout, socketPath, lookup } = own;
  if (connections !== null && (!Number.isInteger(connections) || connections < 1)) {
    throw new TypeError('connections must be a positive integer, or null for no limit.');
  }
  if (keepAliveTimeout !== undefined && (!Number.isInteger(keepAliveTimeout) || keepAliveTimeout < 1)) {
    throw new TypeError('keepAliveTimeout must be a positive integer: milliseconds.');
  }
  const idleTimeout = keepAliveTimeout === undefined ? undefined : Math.min(keepAliveTimeout, LONGEST_TIMER);
  return { maxSockets: connections ?? undefined, idleTimeout, socketPath, lookup };
}

/**
 * For a transport whose client makes the connections.
 * @throws TypeError for an option that would have no effect; `why` ends the sentence.
 */
export function refuseConnectionOptions(options: ConnectionOptions, why: string): void {
  for (const name of NAMES) {
    if (Object.hasOwn(options, name) && options[name] !== undefined && options[name] !== null) {
      throw new TypeError(`${name} would have no effect: ${why}.`);
    }
  }
}
