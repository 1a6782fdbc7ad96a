import { markStale, type RequestException } from '@req/core';
import type { Connection } from './connection.ts';
import type { Route } from './route.ts';
import { fromUndiciError } from './undici-error.ts';
import type { Wire } from './wire.ts';

/** Where an exchange stood when it failed. */
export interface FailedExchange {
  readonly route: Route;
  readonly connection: Connection | null;
  readonly wire: Wire | null;
  /** The response's head had arrived. */
  readonly answered: boolean;
}

/** The exception for an error of undici; marked stale when the connection had served before and no byte came. */
export function failureOf(error: unknown, { route, connection, wire, answered }: FailedExchange): RequestException {
  const reason = connection === null ? error : connection.reasonOf(error);
  const failure = fromUndiciError(reason, {
    host: route.viaProxy ? route.origin.slice(route.origin.indexOf('//') + 2) : route.authority,
    viaProxy: route.viaProxy,
    answered,
  });
  return connection !== null && connection.served > 0 && wire?.response.silent === true ? markStale(failure) : failure;
}
