import {
  type Capability,
  ConnectionError,
  type Transport,
  type TransportRequest,
  type TransportResponse,
} from '@req/core';
import { allCapabilitiesExcept, knownOptions, type OptionsKind, optionsKind } from '@req/core/transport';
import {
  CONNECTION_HINTS,
  CONNECTION_OPTIONS,
  type ConnectionOptions,
  NodeAgents,
  readConnectionOptions,
} from '@req/node-connect';
import { HttpExchange } from './http-exchange.ts';

/** `connections`, `keepAliveTimeout` (ms), `socketPath` and `lookup`. */
export type HttpTransportOptions = ConnectionOptions;

const OPTIONS: OptionsKind = optionsKind('HttpTransport', CONNECTION_OPTIONS, {
  ...CONNECTION_HINTS,
  agent: 'the transport has a pool of its own: see connections, keepAliveTimeout and lookup',
});

const CAPABILITIES: ReadonlySet<Capability> = allCapabilitiesExcept('chunk-boundaries', 'http2');

/**
 * Sends with `node:http`, over pooled HTTP/1.1 connections of its own, and needs no other HTTP client.
 *
 * Requests go out exactly as the session wrote them; responses come back as the server wrote them.
 */
export class HttpTransport implements Transport {
  readonly name = 'http';
  /** What this client can do. A request that needs something else is an `UnsupportedByTransport`. */
  readonly capabilities: ReadonlySet<Capability> = CAPABILITIES;
  /** Path of the Unix domain socket that every connection is made to, or `null`. */
  readonly socketPath: string | null;
  readonly #agents: NodeAgents;
  #closed = false;

  /** @throws TypeError for an option that does not exist, or that has a wrong value. */
  constructor(options?: HttpTransportOptions) {
    this.#agents = new NodeAgents(readConnectionOptions(knownOptions(options, OPTIONS)));
    this.socketPath = this.#agents.socketPath;
  }

  async send(request: TransportRequest): Promise<TransportResponse> {
    if (this.#closed) throw new ConnectionError('The transport is closed.');
    const exchange = new HttpExchange(request, this.#agents);
    try {
      const checking = this.#agents.checkProxiedTarget(request);
      if (checking !== null) await checking;
      return await exchange.send();
    } catch (error) {
      exchange.drop();
      throw exchange.toException(error);
    }
  }

  /** Closes idle connections and lets busy ones finish. */
  close(): Promise<void> {
    this.#closed = true;
    return this.#agents.close();
  }
}
