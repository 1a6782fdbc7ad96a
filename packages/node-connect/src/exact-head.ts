import type { ClientRequest } from 'node:http';
import { type HeaderMap, InvalidHeader, type TransportRequest } from '@req/core';
import { isToken } from '@req/core/transport';
import type { ClientExchange } from './client-exchange.ts';
import { requestTarget } from './request-target.ts';

/**
 * Makes a client's request say what core said: the method as spelled, and the header lines with their names' case,
 * their order and no others. Call it before anything is on the wire. `Host`, and the framing that the body asks for,
 * are added when `headers` lacks them.
 * @throws InvalidHeader for a method that is no token, Node's `ERR_INVALID_CHAR` or `ERR_INVALID_HTTP_TOKEN` for a line
 * that HTTP does not allow.
 */
export function setExactHead({ clientRequest, request }: ClientExchange, headers: HeaderMap = request.headers): void {
  if (clientRequest === null) return;
  // Node leaves it out when it finds `setHost: false` on Object.prototype.
  const host = clientRequest.getHeader('host') ?? requestTarget(request.url).hostHeader;
  for (const name of clientRequest.getHeaderNames()) clientRequest.removeHeader(name);
  // Removed even when absent: Node would add a Connection of its own.
  clientRequest.removeHeader('connection');
  // Node has looked at the client's method, not at this one.
  if (!isToken(request.method)) throw new InvalidHeader('The method is no token of RFC 9110.');
  clientRequest.method = request.method;
  // Strict framing, whatever the client found on Object.prototype.
  (clientRequest as { insecureHTTPParser?: boolean }).insecureHTTPParser = false;
  if (!headers.has('host')) clientRequest.setHeader('Host', host);
  const flat = headers.toFlat();
  for (let i = 0; i < flat.length; i += 2) {
    const name = flat[i] as string;
    const value = flat[i + 1] as string;
    if (clientRequest.hasHeader(name)) clientRequest.appendHeader(name, value);
    else clientRequest.setHeader(name, value);
  }
  addFraming(clientRequest, request);
}

/**
 * The same for a request that another agent than ours sends, by documented means: `Connection` is that agent's to say,
 * for the connection is. A mock that reads `keep-alive` of ours would never end a response that has no length.
 */
export function setHead({ clientRequest, request }: ClientExchange, headers: HeaderMap): void {
  if (clientRequest === null) return;
  if (!isToken(request.method)) throw new InvalidHeader('The method is no token of RFC 9110.');
  for (const name of clientRequest.getHeaderNames()) {
    // Removed once, Node would not say them again.
    if (name !== 'host' && name !== 'connection') clientRequest.removeHeader(name);
  }
  if (headers.has('host')) clientRequest.removeHeader('host');
  const flat = headers.toFlat();
  for (let i = 0; i < flat.length; i += 2) {
    const name = flat[i] as string;
    const value = flat[i + 1] as string;
    if (isKeepAlive(name, value)) continue;
    if (clientRequest.hasHeader(name) && name.toLowerCase() !== 'connection') clientRequest.appendHeader(name, value);
    else clientRequest.setHeader(name, value);
  }
}

/** What HTTP/1.1 means anyway. */
export function isKeepAlive(name: string, value: string): boolean {
  return /^connection$/i.test(name) && /^keep-alive$/i.test(value);
}

/** RFC 9112 §6.3: a body is announced by its length or by chunks; RFC 9110 §8.6 for the methods that expect one. */
function addFraming(clientRequest: ClientRequest, { method, body }: TransportRequest): void {
  if (clientRequest.hasHeader('content-length') || clientRequest.hasHeader('transfer-encoding')) return;
  if (body === null) {
    if (method === 'POST' || method === 'PUT' || method === 'PATCH') clientRequest.setHeader('Content-Length', '0');
    else clientRequest.useChunkedEncodingByDefault = false;
  } else if (body instanceof Uint8Array) clientRequest.setHeader('Content-Length', String(body.byteLength));
  else clientRequest.setHeader('Transfer-Encoding', 'chunked');
}
