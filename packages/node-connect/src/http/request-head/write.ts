import type http from 'node:http';
import { InvalidHeader, type TransportRequest } from '@req/core';
import { isToken } from '@req/core/transport';
import type { ConnectionRoute } from '../connection-route.ts';
import { discardHead, storeHead } from '../node-internals/request-head.ts';
import { headerLines } from './fields.ts';
import { setHeaderLines } from './rewrite.ts';

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
  discardHead(clientRequest);
  const lines = headerLines(request, route);
  clientRequest.method = request.method;
  clientRequest.path = route.target;
  // Strict parsing, even if the client found another value on Object.prototype.
  (clientRequest as { insecureHTTPParser?: boolean }).insecureHTTPParser = false;
  // Removed even when absent: Node would add a Connection of its own.
  clientRequest.removeHeader('connection');
  // The lines frame the body.
  clientRequest.useChunkedEncodingByDefault = false;
  if (!storeHead(clientRequest, `${request.method} ${route.target} HTTP/1.1\r\n`, lines)) {
    setHeaderLines(clientRequest, lines);
  }
}
