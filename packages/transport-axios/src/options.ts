import { knownOptions, type OptionsKind, optionsKind } from '@req/core/transport';
import {
  CONNECTION_HINTS,
  CONNECTION_OPTIONS,
  type ConnectionOptions,
  refuseConnectionOptions,
} from '@req/node-connect';
import type { AxiosInstance } from 'axios';
import { hasAgents, usesHttpAdapter } from './capabilities.ts';

/** An instance of either build of axios, as `import` and as `require` bring it. Their types are not compatible. */
export type AnyAxiosInstance =
  | import('axios', { with: { 'resolution-mode': 'import' }}).AxiosInstance
  | import('axios', { with: { 'resolution-mode': 'require' }}).AxiosInstance;

/** The options of `AxiosTransport`. */
export interface AxiosTransportOptions extends ConnectionOptions {
  /**
   * The axios instance to send with. Its interceptors run; error interceptors run for statuses that its
   * `validateStatus` refuses. Its adapter and its `httpAgent`/`httpsAgent` are used, and its default `headers` where
   * session and request have none of that name. Its other defaults (`baseURL`, `params`, `auth`, `timeout`, …) belong to
   * the session and are ignored. Default: an axios without interceptors and defaults.
   */
  readonly instance?: AnyAxiosInstance;
}

/** The options in one shape. */
export interface Settings {
  /** The user's instance, or `null`. */
  readonly instance: AxiosInstance | null;
  readonly connections: ConnectionOptions;
}

const OPTIONS: OptionsKind = optionsKind('AxiosTransport', ['instance', ...CONNECTION_OPTIONS], {
  ...CONNECTION_HINTS,
  axios: 'instance',
  client: 'instance',
  defaults: 'pass the instance by name: new AxiosTransport({ instance })',
  httpagent: 'it is an option of an instance of yours, axios.create({ httpAgent })',
  httpsagent: 'it is an option of an instance of yours, axios.create({ httpsAgent })',
});

/**
 * Tells an instance, which is a function, from options, which are not.
 * @throws TypeError for an option that does not exist, for a value that is not an axios instance, and for a connection
 * option when the instance makes its connections itself.
 */
export function readOptions(given?: AxiosTransportOptions | AnyAxiosInstance): Settings {
  if (typeof given === 'function') return { instance: checkedInstance(given), connections: {} };
  const { instance: candidate, ...connections } = knownOptions(given, OPTIONS);
  const instance = (candidate ?? null) === null ? null : checkedInstance(candidate);
  if (instance !== null) {
    if (!usesHttpAdapter(instance)) refuseConnectionOptions(connections, "the instance's own adapter connects");
    if (hasAgents(instance)) refuseConnectionOptions(connections, "the instance's own agents connect");
  }
  return { instance, connections };
}

function checkedInstance(value: unknown): AxiosInstance {
  const { request, defaults } = value as Partial<AxiosInstance>;
  if (typeof request !== 'function' || typeof defaults !== 'object')
    throw new TypeError('instance must be an axios instance, as axios.create() makes it.');
  return value as AxiosInstance;
}
