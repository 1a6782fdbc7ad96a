import type { RequestException } from '@req/core';
import { markStale } from '@req/core/transport';
import type { Http1Socket } from './http1/http1-socket.ts';
import type { Connection } from './pool/connection.ts';
import type { Destination } from './pool/destination.ts';
import { fromUndiciError } from './undici-error.ts';

/** Where an exchange stood when it failed. */
export interface FailedExchange {
  readonly route: Destination;
  readonly connection: Connection | null;
  readonly wire: Http1Socket | null;
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
