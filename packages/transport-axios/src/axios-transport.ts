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
  #closed = false;

  constructor(options?: AxiosTransportOptions | AxiosInstance) {
    this.#instance = instanceOf(options) ?? axios.create();
    this.capabilities = capabilitiesOf(this.#instance);
  }

  async send(request: TransportRequest): Promise<TransportResponse> {
    if (this.#closed) throw new ConnectionError('The transport is closed.');
    const exchange = new ClientExchange(request);
    try {
      const config = toAxiosRequest(exchange, this.#instance, this.#agents);
      const response = await exchange.race(this.#instance.request(config));
      return await fromAxiosResponse(response, exchange, this.#instance);
    } catch (error) {
      // Nothing of this exchange stays behind, whoever ended it.
      exchange.drop();
      throw toException(error, exchange);
    }
  }

  close(): Promise<void> {
    this.#closed = true;
    return this.#agents.close();
  }
}
