import type http from 'node:http';
import { InvalidHeader, type TransportRequest } from '@req/core';
import { isToken } from '@req/core/transport';
import { exactLines } from './exact-lines.ts';
import { forgetHead } from './request-head.ts';
import type { Way } from './way.ts';

/** What node:http calls itself when it is given its headers as a list. */
interface HeadWriter {
  _header: string | null;
  _storeHeader(requestLine: string, lines: readonly string[]): void;
  insecureHTTPParser?: boolean;
}

/**
 * Writes the head of a request that has sent nothing yet: method and target as they are, and the exact lines, all at
 * once as node:http does with a list of headers. What its client had set is passed over.
 * @throws InvalidHeader for a method that is no token; Node's `ERR_INVALID_CHAR` or `ERR_INVALID_HTTP_TOKEN` for a line
 * that HTTP does not allow.
 */
export function writeHead(clientRequest: http.ClientRequest, request: TransportRequest, way: Way): void {
  // A method that is none would end the request line early, and Node looks at its client's only.
  if (!isToken(request.method)) throw new InvalidHeader('The method is no token of RFC 9110.');
  const writer = clientRequest as unknown as HeadWriter;
  if (writer._header !== null) forgetHead(clientRequest);
  const lines = exactLines(request, way);
  clientRequest.method = request.method;
  clientRequest.path = way.target;
  // Strict framing, whatever the client found on Object.prototype.
  writer.insecureHTTPParser = false;
  // Removed though absent: Node would add a Connection of its own.
  clientRequest.removeHeader('connection');
  // What frames the body stands among the lines.
  clientRequest.useChunkedEncodingByDefault = false;
  writer._storeHeader(`${request.method} ${way.target} HTTP/1.1\r\n`, lines);
}
