import type http from 'node:http';
import { InvalidHeader } from '@req/core';
import { isToken } from '@req/core/transport';
import type { ClientExchange } from '../client-exchange.ts';
import { requestTarget } from '../request-target.ts';
import { headerLines } from './fields.ts';

/**
 * Replaces the header lines of a client's request by `lines`, by default core's: for a request that another agent than
 * ours sends. Only documented methods of node:http are used, so that lines of the same name stand together; names keep
 * their case. Call it before anything is written.
 *
 * `connection` says whose `Connection` counts: core's, or that of the agent that owns the connection. A mock that read
 * core's `keep-alive` would never end a response without a length.
 * @throws InvalidHeader for a method that is not a token; Node's `ERR_INVALID_CHAR` or `ERR_INVALID_HTTP_TOKEN` for a
 * line that HTTP does not allow.
 */
export function rewriteRequestHead(
  { clientRequest, request }: ClientExchange,
  connection: 'core' | 'agent',
  lines: readonly string[] = headerLines(request, { host: requestTarget(request.url).hostHeader, absolute: false }),
): void {
  if (clientRequest === null) return;
  if (!isToken(request.method)) throw new InvalidHeader('The method is not a token (RFC 9110 §9.1).');
  if (connection === 'agent') {
    setHeaderLines(clientRequest, lines, true);
    return;
  }
  clientRequest.method = request.method;
  // Strict parsing, even if the client found another value on Object.prototype.
  (clientRequest as { insecureHTTPParser?: boolean }).insecureHTTPParser = false;
  clientRequest.useChunkedEncodingByDefault = false;
  // Removed even when absent: Node would add a Connection of its own.
  clientRequest.removeHeader('connection');
  setHeaderLines(clientRequest, lines);
}

/** Replaces all header lines, except for the `Connection` that the client has set if `keepConnection`. */
export function setHeaderLines(
  clientRequest: http.ClientRequest,
  lines: readonly string[],
  keepConnection: boolean = false,
): void {
  for (const name of clientRequest.getHeaderNames()) {
    // Once it was removed, Node would not add a Connection of its own.
    if (!keepConnection || name !== 'connection') clientRequest.removeHeader(name);
  }
  for (let i = 0; i < lines.length; i += 2) {
    const name = lines[i] as string;
    const value = lines[i + 1] as string;
    if (keepConnection && isKeepAlive(name, value)) continue;
    const replaced = keepConnection && name.toLowerCase() === 'connection';
    if (clientRequest.hasHeader(name) && !replaced) clientRequest.appendHeader(name, value);
    else clientRequest.setHeader(name, value);
  }
}

/** `Connection: keep-alive`: what HTTP/1.1 means without it. */
export function isKeepAlive(name: string, value: string): boolean {
  return /^connection$/i.test(name) && /^keep-alive$/i.test(value);
}
