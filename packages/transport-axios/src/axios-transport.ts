import {
  type Capability,
  ConnectionError,
  type Transport,
  type TransportRequest,
  type TransportResponse,
} from '@req/core';
import { ClientExchange, NodeAgents } from '@req/node-connect';
import axios, { type AxiosInstance } from 'axios';
import { toException } from './axios-error.ts';
import { capabilitiesOf } from './capabilities.ts';
import { fromAxiosResponse } from './from-axios-response.ts';
import { type AxiosTransportOptions, instanceOf } from './options.ts';
import { toAxiosRequest } from './to-axios-request.ts';

/**
 * Sends with axios, over an instance of yours if you have one.
 *
 * What goes out is what core prepared: axios' own redirects, proxies, defaults, transformations, decoding and XSRF
 * handling are off. Interceptors, adapter and agents of an instance handed in keep working; `capabilities` says what
 * can then not be promised.
 */
export class AxiosTransport implements Transport {
  readonly name = 'axios';
  readonly capabilities: ReadonlySet<Capability>;
  readonly #instance: AxiosInstance;
  readonly #agents: NodeAgents = new NodeAgents();
  /** Connections that nobody has used: for what met a stale one. */
  readonly #fresh: NodeAgents = new NodeAgents({ keepAlive: false });
  #closed = false;

  constructor(options?: AxiosTransportOptions | AxiosInstance) {
    this.#instance = instanceOf(options) ?? axios.create();
    this.capabilities = capabilitiesOf(this.#instance);
  }

  async send(request: TransportRequest): Promise<TransportResponse> {
    if (this.#closed) throw new ConnectionError('The transport is closed.');
    const first = new ClientExchange(request);
    try {
      return await this.#send(first, this.#agents);
    } catch (error) {
      if (!first.stale) throw error;
    }
    return this.#send(new ClientExchange(request), this.#fresh);
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([this.#agents.close(), this.#fresh.close()]);
  }

  async #send(exchange: ClientExchange, agents: NodeAgents): Promise<TransportResponse> {
    try {
      const config = toAxiosRequest(exchange, this.#instance, agents);
      const response = await exchange.race(this.#instance.request(config));
      return await fromAxiosResponse(response, exchange, this.#instance);
    } catch (error) {
      // Nothing of this exchange stays behind, whoever ended it.
      exchange.drop();
      throw toException(error, exchange);
    }
  }
}
