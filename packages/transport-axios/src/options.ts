import { knownOptions, type OptionsKind, optionsKind } from '@req/core/transport';
import {
  CONNECTION_HINTS,
  CONNECTION_OPTIONS,
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

const KIND: OptionsKind = optionsKind('AxiosTransport', ['instance', ...CONNECTION_OPTIONS], {
  ...CONNECTION_HINTS,
  axios: 'instance',
  client: 'instance',
  defaults: 'an instance is given by name, new AxiosTransport({ instance })',
  httpagent: 'it is an option of an instance of yours, axios.create({ httpAgent })',
  httpsagent: 'it is an option of an instance of yours, axios.create({ httpsAgent })',
});

/**
 * An axios instance is itself a function; options are not.
 * @throws TypeError for an option that does not exist or of the wrong kind, or one about connections that the instance makes by itself.
 */
export function readOptions(given?: AxiosTransportOptions | AxiosInstance): Settings {
  if (typeof given === 'function') return { instance: checkedInstance(given), connections: {} };
  const options = knownOptions(given, KIND);
  const instance = (options.instance ?? null) === null ? null : checkedInstance(options.instance);
  if (instance !== null) {
    if (!usesHttpAdapter(instance)) refuseConnectionOptions(options, "the instance's own adapter connects");
    if (ownAgents(instance)) refuseConnectionOptions(options, "the instance's own agents connect");
  }
  return { instance, connections: readConnectionOptions(options) };
}

function checkedInstance(value: unknown): AxiosInstance {
  const { request, defaults } = value as Partial<AxiosInstance>;
  if (typeof request !== 'function' || typeof defaults !== 'object')
    throw new TypeError('instance must be an axios instance, as axios.create() makes it.');
  return value as AxiosInstance;
}
