import type { Transport } from '@req/core';
import type { ConnectionOptions } from '@req/node-connect';
import { HttpTransport } from '@req/transport-http';
import { isNodeFetch } from '#is-node-fetch';
import { NodeFetchTransport } from './node-fetch-transport.ts';
import type { Settings } from './options.ts';

/** On Node, without a fetch: the client of `@req/transport-http`, which can do more than any fetch. */
export function defaultTransport({ connections }: Settings): Transport {
  return new HttpTransport(connections);
}

/**
 * The transport for a fetch that is more than a platform's: node-fetch. `null` for any other, which includes what Bun puts
 * in the place of node-fetch: its own fetch, which ignores `agent`.
 */
export function transportFor(given: unknown, connections: ConnectionOptions): Transport | null {
  if (process.versions['bun'] !== undefined) return null;
  return given !== globalThis.fetch && isNodeFetch(given) ? new NodeFetchTransport(given, connections) : null;
}

export { type Reader, readerOf } from './body-reader.ts';
export { watchedCall } from './native-fetch-diagnostics.ts';
