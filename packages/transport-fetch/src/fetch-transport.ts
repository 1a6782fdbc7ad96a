import type { Capability, Transport, TransportRequest, TransportResponse } from '@req/core';
import { defaultTransport, transportFor } from '#default-fetch';
import { withDeflate } from './deflate.ts';
import {
  type FetchFunction,
  type FetchTransportOptions,
  type NodeFetchFunction,
  type NodeFetchOptions,
  refuseConnectionOptions,
  resolveOptions,
} from './options.ts';
import { PlatformFetch } from './platform-fetch.ts';

/**
 * Sends with a WHATWG fetch of yours, with node-fetch, or, without one, with the best client of the platform: in Node that
 * of `@req/transport-http`, which can do more than any fetch, elsewhere `globalThis.fetch`.
 *
 * Of a fetch, Node's `globalThis.fetch` included, only what the Fetch standard promises is relied on: it decodes bodies,
 * decides by itself about connections, TLS and proxies, and drops some headers. `capabilities` says so. node-fetch, by its
 * documented options, can do what `node:http` can.
 */
export class FetchTransport implements Transport {
  readonly #inner: Transport;

  /** @throws TypeError for an unknown option or a wrong value, and for connection options that the fetch would ignore. */
  constructor(options?: FetchTransportOptions | FetchFunction);
  constructor(options: NodeFetchOptions | NodeFetchFunction);
  constructor(options?: FetchTransportOptions | FetchFunction | NodeFetchOptions | NodeFetchFunction) {
    const settings = resolveOptions(options);
    const { fetch, credentials, connections } = settings;
    const known = fetch === undefined ? defaultTransport(settings) : transportFor(fetch, connections);
    if (known === null) refuseConnectionOptions(connections);
    this.#inner =
      known ??
      new PlatformFetch(
        fetch === globalThis.fetch ? withDeflate(fetch as FetchFunction) : (fetch as FetchFunction),
        credentials,
      );
  }

  /** `http` for Node's default, `node-fetch`, or `fetch` for any other. */
  get name(): string {
    return this.#inner.name;
  }

  /** What this client can do. A request that needs something else is an `UnsupportedByTransport`. */
  get capabilities(): ReadonlySet<Capability> {
    return this.#inner.capabilities;
  }

  /** Path of the Unix domain socket that every connection is made to, or `null`. */
  get socketPath(): string | null {
    return this.#inner.socketPath ?? null;
  }

  send(request: TransportRequest): Promise<TransportResponse> {
    return this.#inner.send(request);
  }

  close(): Promise<void> {
    return this.#inner.close();
  }
}
