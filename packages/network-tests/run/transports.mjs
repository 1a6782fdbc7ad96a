import { AxiosTransport } from '@req/transport-axios';
import { FetchTransport } from '@req/transport-fetch';
import { UndiciTransport } from '@req/transport-undici';

const MAKERS = {
  undici: (options) => new UndiciTransport(options),
  'node-fetch': () => new FetchTransport(),
  axios: () => new AxiosTransport(),
  // Node's own.
  fetch: () => new FetchTransport({ fetch: globalThis.fetch }),
};

export const TRANSPORT_NAMES = Object.keys(MAKERS);

/** A transport of its own for each check; options are undici's. */
export function makeTransport(name, options) {
  return MAKERS[name](options);
}
