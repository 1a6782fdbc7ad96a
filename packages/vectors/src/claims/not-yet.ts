import type { TransportName } from './transport-name.ts';

/** The same on every transport. */
const EVERYWHERE: Readonly<Record<string, string>> = {
  'redirects/body-truncated-chunked': 'a whole body that breaks off takes the head of the redirect with it',
  'redirects/body-truncated-length': 'a whole body that breaks off takes the head of the redirect with it',
};

/** Claimed cases that are not met yet: id → reason. A case that passes must leave the list. */
export const NOT_YET: Readonly<Record<TransportName, Readonly<Record<string, string>>>> = {
  undici: {},
  'node-fetch': EVERYWHERE,
  fetch: {
    ...EVERYWHERE,
    'response-body/chain-too-long': "Node's fetch refuses too many codings with an error that has no code",
  },
  axios: EVERYWHERE,
};
