import {
  type Capability,
  ConnectionError,
  type Transport,
  type TransportRequest,
  type TransportResponse,
} from '@req/core';
import { NodeAgents } from '@req/node-connect';
import type { AxiosInstance } from 'axios';
import { capabilitiesOf } from './capabilities.ts';
import { InstanceExchange } from './instance-exchange.ts';
import { type AxiosTransportOptions, readOptions } from './options.ts';
import { OwnExchange } from './own-exchange.ts';

/**
 * Sends with axios, over an instance of yours if you have one.
 *
 * What goes out is what core prepared: axios' own redirects, proxies, transformations, decoding and XSRF handling are
 * off. Interceptors, `validateStatus`, default headers, adapter and agents of an instance handed in keep working;
 * `capabilities` says what can then not be promised.
 */
export class AxiosTransport implements Transport {
  readonly name = 'axios';
  readonly capabilities: ReadonlySet<Capability>;
  /** Path of the Unix domain socket that every connection is made to. */
  readonly socketPath: string | null;
  /** Somebody else's. */
  readonly #instance: AxiosInstance | null;
  readonly #agents: NodeAgents;
  #closed = false;

  /** @throws TypeError for an option of the wrong kind, or one about connections that the instance makes by itself. */
  constructor(options?: AxiosTransportOptions | AxiosInstance) {
    const { instance, connections } = readOptions(options);
    this.#instance = instance;
    this.#agents = new NodeAgents(connections);
    this.socketPath = this.#agents.socketPath;
    this.capabilities = capabilitiesOf(this.#instance);
  }

  async send(request: TransportRequest): Promise<TransportResponse> {
    if (this.#closed) throw new ConnectionError('The transport is closed.');
    const instance = this.#instance;
    const exchange =
      instance === null
        ? new OwnExchange(request, this.#agents)
        : new InstanceExchange(request, instance, this.#agents);
    try {
      const judging = this.#agents.judge(request);
      if (judging !== null) await judging;
      return await exchange.send();
    } catch (error) {
      // Nothing of this exchange stays behind, whoever ended it.
      exchange.drop();
      throw exchange.toException(error);
    }
  }

  close(): Promise<void> {
    this.#closed = true;
    return this.#agents.close();
  }
}
