import type { TransportName } from './transport-name.ts';

/** Applicable cases that fail at the moment: id → reason. A case that passes again must be removed. */
export const KNOWN_FAILURES: Readonly<Record<TransportName, Readonly<Record<string, string>>>> = {
  undici: {},
  'node-fetch': {},
  fetch: {},
  axios: {},
  http: {},
};
