import { AxiosTransport } from '@req/transport-axios';
import { FetchTransport } from '@req/transport-fetch';
import { UndiciTransport } from '@req/transport-undici';
import nodeFetch from 'node-fetch';

const FACTORIES = {
  undici: (options) => new UndiciTransport(options),
  'node-fetch': (options) => new FetchTransport({ ...options, fetch: nodeFetch }),
  axios: (options) => new AxiosTransport(options),
  // Node's built-in fetch.
  fetch: () => new FetchTransport({ fetch: globalThis.fetch }),
};

export const TRANSPORT_NAMES = Object.keys(FACTORIES);

/** A new transport. The built-in fetch has no options. */
export function createTransport(name, options) {
  return FACTORIES[name](options);
}
