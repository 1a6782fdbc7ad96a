import type { TransportName } from './transport-name.ts';

/** The same on every transport. */
const EVERYWHERE: Readonly<Record<string, string>> = {
  'cookies/attribute-case': 'SECURE= over http makes a Secure cookie of RFC 6265bis, which is refused: to be decided',
  'redirects/body-truncated-chunked': 'a whole body that breaks off takes the head of the redirect with it',
  'redirects/body-truncated-length': 'a whole body that breaks off takes the head of the redirect with it',
};

/** The proxy's failure is told more exactly than Requests tells it. */
const TUNNEL: Readonly<Record<string, string>> = {
  'proxies/connect-closed': 'ProxyError, which is a ConnectionError, instead of ConnectionError itself: to be decided',
};

/** Claimed cases that are not met yet: id → reason. A case that passes must leave the list. */
export const NOT_YET: Readonly<Record<TransportName, Readonly<Record<string, string>>>> = {
  undici: { ...EVERYWHERE, ...TUNNEL },
  'node-fetch': { ...EVERYWHERE, ...TUNNEL },
  fetch: {
    ...EVERYWHERE,
    'response-body/chain-too-long': "Node's fetch refuses too many codings with an error that has no code",
  },
  axios: { ...EVERYWHERE, ...TUNNEL },
};
