import type { TransportName } from './transport-name.ts';

/** Cases in which a client behaves differently and req cannot prevent it. */
export interface Deviation {
  /** Ids of cases. */
  readonly cases: readonly string[];
  readonly reason: string;
}

/** Known deviations of a client. An entry that is not needed fails the run. */
export interface KnownDeviations {
  /** Headers that the client adds to every request, in lower case. */
  readonly addedHeaders: readonly string[];
  readonly cases: readonly Deviation[];
}

export const KNOWN_DEVIATIONS: Readonly<Record<TransportName, KnownDeviations>> = {
  undici: { addedHeaders: [], cases: [] },
  'node-fetch': { addedHeaders: [], cases: [] },
  fetch: {
    // Fetch standard §4.6 (HTTP-network-or-cache fetch) and §4.1: always added.
    addedHeaders: ['accept-language', 'sec-fetch-mode'],
    cases: [
      {
        reason: 'fetch sends Content-Length: 0 only for POST and PUT',
        cases: [
          'body-data/none-delete',
          'body-data/none-options',
          'redirects/302-options',
          'redirects/303-delete',
          'redirects/303-options',
          'redirects/307-options',
          'redirects/308-delete',
          'redirects/308-options',
          'redirects/verb-options',
          'session/verb-options',
          'session/api-options',
          'session/method-custom',
          'status/method-delete',
        ],
      },
      {
        reason: 'fetch sends an empty stream with Content-Length: 0',
        cases: ['body-data/stream-empty-auth'],
      },
      {
        reason: 'methods that fetch does not guarantee to send are refused in advance',
        cases: ['redirects/303-custom-method', 'redirects/301-custom-method', 'session/api-request'],
      },
      { reason: 'fetch adds Accept if it is missing', cases: ['headers/accept-removed'] },
      {
        reason: 'fetch adds Cache-Control and Pragma to conditional requests',
        cases: ['headers/conditional'],
      },
      { reason: 'https through a proxy is refused in advance', cases: ['proxies/refused-https'] },
      { reason: 'fetch repeats the request after a 421', cases: ['status/421'] },
      {
        reason: "Node's fetch keeps only the last piece of a reason phrase that arrives in pieces",
        cases: ['response-body/slow-head'],
      },
    ],
  },
  axios: { addedHeaders: [], cases: [] },
  http: { addedHeaders: [], cases: [] },
};

/** Why a case deviates, or `null`. */
export function deviationReason({ cases }: KnownDeviations, id: string): string | null {
  return cases.find((deviation) => deviation.cases.includes(id))?.reason ?? null;
}
