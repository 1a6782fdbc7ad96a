import type http from 'node:http';
import { InvalidHeader, isToken, type TransportRequest } from '@req/core';
import type { ConnectionRoute } from '../connection-route.ts';
import { headerLines } from './fields.ts';

/** What node:http itself calls when it is given its headers as a list; the same in Node 20 to 26. */
interface HeadInternals {
  _header: string | null;
  _headerSent: boolean;
  _last: boolean;
  _storeHeader(requestLine: string, lines: readonly string[]): void;
  chunkedEncoding: boolean;
  insecureHTTPParser?: boolean;
  outputData: unknown[];
  outputSize: number;
  shouldKeepAlive: boolean;
}

/**
 * Writes the head of a request that has sent nothing yet: method, target and header lines exactly as core gave them.
 * What the client that made the request had set is replaced.
 * @throws InvalidHeader for a method that is not a token; Node's `ERR_INVALID_CHAR` or `ERR_INVALID_HTTP_TOKEN` for a
 * header line that HTTP does not allow.
 */
export function writeRequestHead(
  clientRequest: http.ClientRequest,
  request: TransportRequest,
  route: ConnectionRoute,
): void {
  // Node has validated only the method that the client gave it.
  if (!isToken(request.method)) throw new InvalidHeader('The method is not a token (RFC 9110 §9.1).');
  const internals = clientRequest as unknown as HeadInternals;
  if (internals._header !== null) discardHead(internals);
  const lines = headerLines(request, route);
  clientRequest.method = request.method;
  clientRequest.path = route.target;
  // Strict parsing, even if the client found another value on Object.prototype.
  internals.insecureHTTPParser = false;
  // Removed even when absent: Node would add a Connection of its own.
  clientRequest.removeHeader('connection');
  // The lines frame the body.
  clientRequest.useChunkedEncodingByDefault = false;
  internals._storeHeader(`${request.method} ${route.target} HTTP/1.1\r\n`, lines);
}

/** Node writes the head before it asks for a socket when it holds `Expect`, or was given as a list. */
function discardHead(internals: HeadInternals): void {
  internals._header = null;
  internals._headerSent = false;
  internals._last = !internals.shouldKeepAlive;
  internals.chunkedEncoding = false;
  internals.outputData.length = 0;
  internals.outputSize = 0;
}
