import {
  type ConnectionOptions,
  type NodeAgentsOptions,
  readConnectionOptions,
  refuseConnectionOptions,
} from '@req/node-connect';
import type { AxiosInstance } from 'axios';
import { ownAgents, usesHttpAdapter } from './capabilities.ts';

export interface AxiosTransportOptions extends ConnectionOptions {
  /**
   * The axios instance to send with. Its interceptors run, those for failures where its `validateStatus` refuses the
   * status; its adapter, its `httpAgent`/`httpsAgent` and its default `headers` count, the latter where session and
   * request say nothing. Its other defaults (`baseURL`, `params`, `auth`, `timeout`, …) are the session's business and
   * left out. Default: a new instance.
   */
  readonly instance?: AxiosInstance;
}

/** The options, complete and checked. */
export interface Settings {
  /** `null`: one of our own. */
  readonly instance: AxiosInstance | null;
  readonly connections: NodeAgentsOptions;
}

/**
 * An axios instance is itself a function; options are not.
 * @throws TypeError for an option of the wrong kind, or one about connections that the instance makes by itself.
 */
export function readOptions(options: AxiosTransportOptions | AxiosInstance = {}): Settings {
  if (typeof options === 'function') return { instance: options, connections: {} };
  const instance = Object.hasOwn(options, 'instance') ? (options.instance ?? null) : null;
  if (instance !== null) {
    if (!usesHttpAdapter(instance)) refuseConnectionOptions(options, "the instance's own adapter connects");
    if (ownAgents(instance)) refuseConnectionOptions(options, "the instance's own agents connect");
  }
  return { instance, connections: readConnectionOptions(options) };
}
