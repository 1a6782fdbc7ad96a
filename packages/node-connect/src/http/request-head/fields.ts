import type { TransportRequest } from '@req/core';
import type { ConnectionRoute } from '../connection-route.ts';

/**
 * The header lines of a request as a flat list (name, value, name, value …): core's lines in their case and order,
 * nothing else but `Host`, the framing of the body where core gave none, and the proxy's headers in a request that a
 * proxy reads.
 */
export function headerLines(
  { method, headers, body, proxy }: TransportRequest,
  { host, absolute }: Pick<ConnectionRoute, 'host' | 'absolute'>,
): string[] {
  const lines = headers.has('host') ? [] : ['Host', host];
  const own = headers.toFlat();
  const forProxy = absolute && proxy !== null ? proxy.headers : null;
  for (let i = 0; i < own.length; i += 2) {
    if (forProxy?.has(own[i] as string)) continue;
    lines.push(own[i] as string, own[i + 1] as string);
  }
  if (!headers.has('content-length') && !headers.has('transfer-encoding')) addFraming(lines, method, body);
  if (forProxy !== null) lines.push(...forProxy.toFlat());
  return lines;
}

/** RFC 9112 §6.3: a body is announced by its length or by chunks. RFC 9110 §8.6: some methods announce an empty one. */
function addFraming(lines: string[], method: string, body: TransportRequest['body']): void {
  if (body === null) {
    if (method === 'POST' || method === 'PUT' || method === 'PATCH') lines.push('Content-Length', '0');
  } else if (body instanceof Uint8Array) lines.push('Content-Length', String(body.byteLength));
  else lines.push('Transfer-Encoding', 'chunked');
}
