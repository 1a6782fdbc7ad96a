import { AxiosTransport } from '@req/transport-axios';
import { FetchTransport } from '@req/transport-fetch';
import { UndiciTransport } from '@req/transport-undici';
import nodeFetch from 'node-fetch';

const MAKERS = {
  undici: (options) => new UndiciTransport(options),
  'node-fetch': (options) => new FetchTransport({ ...options, fetch: nodeFetch }),
  axios: (options) => new AxiosTransport(options),
  // Node's own.
  fetch: () => new FetchTransport({ fetch: globalThis.fetch }),
};

export const TRANSPORT_NAMES = Object.keys(MAKERS);

/** A transport of its own for each check; options are those of the transport, and none of them Node's own fetch's. */
export function makeTransport(name, options) {
  return MAKERS[name](options);
}
