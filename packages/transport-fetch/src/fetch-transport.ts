import type { Capability, Transport, TransportRequest, TransportResponse } from '@req/core';
import { defaultTransport, isDefault } from '#default-fetch';
import { type FetchFunction, type FetchTransportOptions, refuseConnectionOptions, resolveOptions } from './options.ts';
import { PlatformFetch } from './platform-fetch.ts';

/**
 * Sends with a WHATWG fetch. Without one given: node-fetch in Node, with all that Node's http module can do, and
 * `globalThis.fetch` elsewhere.
 *
 * A fetch given to it, `globalThis.fetch` in Node among them, is taken for what the Fetch standard promises: it decodes
 * bodies, decides itself about connections, TLS and proxies, and refuses some headers. `capabilities` says so.
 */
export class FetchTransport implements Transport {
  readonly #inner: Transport;

  /** @throws TypeError for an option about connections that is of the wrong kind, or that the fetch would not keep. */
  constructor(options?: FetchTransportOptions | FetchFunction) {
    const settings = resolveOptions(options);
    const { fetch, credentials, connections } = settings;
    if (fetch === undefined || isDefault(fetch)) this.#inner = defaultTransport(settings);
    else {
      refuseConnectionOptions(connections);
      this.#inner = new PlatformFetch(fetch, credentials);
    }
  }

  /** `node-fetch`, or `fetch` for any other. */
  get name(): string {
    return this.#inner.name;
  }

  get capabilities(): ReadonlySet<Capability> {
    return this.#inner.capabilities;
  }

  /** Path of the Unix domain socket that every connection is made to. */
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
