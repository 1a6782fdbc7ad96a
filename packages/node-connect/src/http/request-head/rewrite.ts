import { InvalidHeader, isToken } from '@req/core';
import type { ClientExchange } from '../client-exchange.ts';
import { requestTarget } from '../request-target.ts';
import { headerLines } from './fields.ts';

/**
 * Replaces the header lines of a client's request by `lines`, through documented methods of node:http: for a request
 * that another agent than ours sends. Names keep their case and lines their order, but lines of the same name stand
 * together. Call it before anything is written.
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
  for (const name of clientRequest.getHeaderNames()) {
    if (connection === 'core' || name !== 'connection') clientRequest.removeHeader(name);
  }
  if (connection === 'core') {
    // Removed even when absent: Node would add a Connection of its own.
    clientRequest.removeHeader('connection');
    clientRequest.method = request.method;
    // Strict parsing, even if the client found another value on Object.prototype.
    (clientRequest as { insecureHTTPParser?: boolean }).insecureHTTPParser = false;
  }
  for (let i = 0; i < lines.length; i += 2) {
    const name = lines[i] as string;
    const value = lines[i + 1] as string;
    if (connection === 'agent' && isKeepAlive(name, value)) continue;
    const replaces = connection === 'agent' && name.toLowerCase() === 'connection';
    if (clientRequest.hasHeader(name) && !replaces) clientRequest.appendHeader(name, value);
    else clientRequest.setHeader(name, value);
  }
  if (!clientRequest.hasHeader('content-length') && !clientRequest.hasHeader('transfer-encoding')) {
    clientRequest.useChunkedEncodingByDefault = false;
  }
}

/** `Connection: keep-alive`: what HTTP/1.1 means without it. */
export function isKeepAlive(name: string, value: string): boolean {
  return /^connection$/i.test(name) && /^keep-alive$/i.test(value);
}
