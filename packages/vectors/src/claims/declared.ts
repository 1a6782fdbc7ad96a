import type { TransportName } from './transport-name.ts';

/** Cases in which a client does something else, and nothing can be done about it from outside. */
export interface Deviation {
  /** Ids of cases. */
  readonly cases: readonly string[];
  readonly reason: string;
}

/** What a client is known to do differently. An entry that is not needed fails the run. */
export interface Deviations {
  /** Headers that the client adds to every request, in lower case. */
  readonly addedHeaders: readonly string[];
  readonly cases: readonly Deviation[];
}

export const DECLARED: Readonly<Record<TransportName, Deviations>> = {
  undici: { addedHeaders: [], cases: [] },
  'node-fetch': { addedHeaders: [], cases: [] },
  fetch: {
    // Fetch standard §4.6 (HTTP-network-or-cache fetch) and §4.1: added whatever the caller gives.
    addedHeaders: ['accept-language', 'sec-fetch-mode'],
    cases: [
      {
        reason: 'a fetch sends Content-Length: 0 for POST and PUT alone',
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
        reason: 'a stream that turns out empty is sent as Content-Length: 0',
        cases: ['body-data/stream-empty-auth'],
      },
      {
        reason: 'a method that a fetch does not promise to send is refused before sending',
        cases: ['redirects/303-custom-method', 'redirects/301-custom-method', 'session/api-request'],
      },
      { reason: 'a fetch adds Accept where there is none', cases: ['headers/accept-removed'] },
      {
        reason: 'a conditional header makes a fetch add Cache-Control and Pragma',
        cases: ['headers/conditional'],
      },
      { reason: 'https through a proxy is refused before sending', cases: ['proxies/refused-https'] },
      { reason: 'a fetch sends the request again after a 421', cases: ['status/421'] },
      { reason: "Node's fetch loses what came first of a reason in pieces", cases: ['response-body/slow-head'] },
    ],
  },
  axios: { addedHeaders: [], cases: [] },
  http: { addedHeaders: [], cases: [] },
};

/** Why a case is declared, or `null`. */
export function declaredReason({ cases }: Deviations, id: string): string | null {
  return cases.find((deviation) => deviation.cases.includes(id))?.reason ?? null;
}
