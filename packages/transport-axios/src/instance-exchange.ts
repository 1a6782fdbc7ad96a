import type { TransportRequest, TransportResponse } from '@req/core';
import { ClientExchange, type NodeAgents } from '@req/node-connect';
import type { AxiosInstance } from 'axios';
import { fromAxiosResponse } from './from-axios-response.ts';
import { toAxiosRequest } from './to-axios-request.ts';

/** One exchange over an instance that was handed in: its interceptors, adapter and agents have their say. */
export class InstanceExchange extends ClientExchange {
  readonly #instance: AxiosInstance;
  readonly #agents: NodeAgents;

  constructor(request: TransportRequest, instance: AxiosInstance, agents: NodeAgents) {
    super(request);
    this.#instance = instance;
    this.#agents = agents;
  }

  async send(): Promise<TransportResponse> {
    const config = toAxiosRequest(this, this.#instance, this.#agents);
    const response = await this.race(this.#instance.request(config));
    return await fromAxiosResponse(response, this, this.#instance);
  }
}
