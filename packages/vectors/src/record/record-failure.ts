import { type RequestException, UnsupportedByTransport } from '@req/core';
import { kindsOf } from './exceptions.ts';
import type { SeenFailure } from './seen.ts';

/** An error in the format of the vectors. */
export function recordFailure(thrown: unknown): SeenFailure {
  if (!(thrown instanceof Error)) {
    return { class: typeof thrown, isA: [], hasRequest: false, hasResponse: false, message: String(thrown), thrown };
  }
  const { request, response } = thrown as Error & Partial<Pick<RequestException, 'request' | 'response'>>;
  const known = response ?? null;
  return {
    class: thrown.name,
    isA: kindsOf(thrown),
    hasRequest: (request ?? null) !== null,
    hasResponse: known !== null,
    message: thrown.message,
    ...(known === null
      ? {}
      : { response: { status: known.statusCode, url: known.url, historyLength: known.history.length } }),
    ...(thrown instanceof UnsupportedByTransport ? { capability: thrown.capability } : {}),
    thrown,
  };
}
