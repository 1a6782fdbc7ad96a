import type { TransportResponse } from './transport.ts';

const LAST_RESPONSE: unique symbol = Symbol.for('@req/core last response') as never;

interface WithResponse {
  readonly [LAST_RESPONSE]?: TransportResponse;
}

/** Adds the response that a wrapping transport rejected with this error. Core makes it the error's `response`. */
export function withLastResponse<E extends object>(error: E, response: TransportResponse): E {
  return Object.defineProperty(error, LAST_RESPONSE, { value: response });
}

export function lastResponse(error: unknown): TransportResponse | null {
  return typeof error === 'object' && error !== null ? ((error as WithResponse)[LAST_RESPONSE] ?? null) : null;
}
