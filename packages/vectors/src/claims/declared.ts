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
    // Fetch standard, HTTP-network-or-cache fetch: added whatever the caller gives.
    addedHeaders: ['accept-language', 'sec-fetch-mode'],
    cases: [],
  },
  axios: { addedHeaders: [], cases: [] },
};

/** Why a case is declared, or `null`. */
export function declaredReason({ cases }: Deviations, id: string): string | null {
  return cases.find((deviation) => deviation.cases.includes(id))?.reason ?? null;
}
