import type { TransportName } from './transport-name.ts';

/** Claimed cases that are not met yet: id → reason. A case that passes must leave the list. */
export const NOT_YET: Readonly<Record<TransportName, Readonly<Record<string, string>>>> = {
  undici: {},
  'node-fetch': {},
  fetch: {},
  axios: {},
  http: {},
};
