import type { TransportRequest } from '@req/core';
import type { Way } from './way.ts';

/**
 * The header lines of a request, as name, value, name, value …: core's, in their case and order, and no others but
 * `Host` and the framing that the body asks for, when core gave none, and what is for an HTTP proxy that is no tunnel.
 */
export function exactLines({ method, headers, body, proxy }: TransportRequest, way: Way): readonly string[] {
  const lines = headers.has('host') ? [] : ['Host', way.host];
  const given = headers.toFlat();
  const forProxy = way.absolute && proxy !== null ? proxy.headers : null;
  for (let i = 0; i < given.length; i += 2) {
    if (forProxy?.has(given[i] as string)) continue;
    lines.push(given[i] as string, given[i + 1] as string);
  }
  if (!headers.has('content-length') && !headers.has('transfer-encoding')) addFraming(lines, method, body);
  if (forProxy !== null) lines.push(...forProxy.toFlat());
  return lines;
}

/** RFC 9112 §6.3: a body is announced by its length or by chunks; RFC 9110 §8.6 for the methods that expect one. */
function addFraming(lines: string[], method: string, body: TransportRequest['body']): void {
  if (body === null) {
    if (method === 'POST' || method === 'PUT' || method === 'PATCH') lines.push('Content-Length', '0');
  } else if (body instanceof Uint8Array) lines.push('Content-Length', String(body.byteLength));
  else lines.push('Transfer-Encoding', 'chunked');
}
