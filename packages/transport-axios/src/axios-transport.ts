import {
  type Capability,
  ConnectionError,
  type Transport,
  type TransportRequest,
  type TransportResponse,
} from '@req/core';
import { NodeAgents, readConnectionOptions } from '@req/node-connect';
import { HttpTransport } from '@req/transport-http';
import type { AxiosInstance } from 'axios';
import { capabilitiesOf } from './capabilities.ts';
import { sendByDefault } from './default-exchange.ts';
import { InstanceExchange } from './instance-exchange.ts';
import { type AnyAxiosInstance, type AxiosTransportOptions, readOptions } from './options.ts';

/**
 * Sends with axios, over your own instance if you have one.
 *
 * What goes out is what core prepared: axios' own redirects, proxies, transformations, decoding and XSRF handling are
 * off. Interceptors, `validateStatus`, default headers, adapter and agents of your instance keep working;
 * `capabilities` tells what cannot be promised then. Without an instance, axios' adapter is the `node:http` client of
 * `@req/transport-http`.
 */
export class AxiosTransport implements Transport {
  readonly name = 'axios';
  /** What this client can do. A request that needs something else is an `UnsupportedByTransport`. */
  readonly capabilities: ReadonlySet<Capability>;
  /** Path of the Unix domain socket that every connection is made to, or `null`. */
  readonly socketPath: string | null;
  readonly #send: (request: TransportRequest) => Promise<TransportResponse>;
  readonly #connections: { close(): Promise<void> };
  #closed = false;

  /** @throws TypeError for an unknown option or a wrong value, and for connection options that the instance overrides. */
  constructor(options?: AxiosTransportOptions | AnyAxiosInstance) {
    const { instance, connections } = readOptions(options);
    this.capabilities = capabilitiesOf(instance);
    if (instance === null) {
      const http = new HttpTransport(connections);
      this.socketPath = http.socketPath;
      this.#connections = http;
      this.#send = (request) => sendByDefault(request, http);
    } else {
      const agents = new NodeAgents(readConnectionOptions(connections));
      this.socketPath = agents.socketPath;
      this.#connections = agents;
      this.#send = (request) => sendOver(instance, request, agents);
    }
  }

  async send(request: TransportRequest): Promise<TransportResponse> {
    if (this.#closed) throw new ConnectionError('The transport is closed.');
    return this.#send(request);
  }

  /** Closes idle connections of this transport and lets busy ones finish; those of an instance's agents are its own. */
  close(): Promise<void> {
    this.#closed = true;
    return this.#connections.close();
  }
}

async function sendOver(
  instance: AxiosInstance,
  request: TransportRequest,
  agents: NodeAgents,
): Promise<TransportResponse> {
  const exchange = new InstanceExchange(request, instance, agents);
  try {
    const checking = agents.checkProxiedTarget(request);
    if (checking !== null) await checking;
    return await exchange.send();
  } catch (error) {
    exchange.drop();
    throw exchange.toException(error);
  }
}
