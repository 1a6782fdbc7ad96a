import type { TransportRequest } from '@req/core';
import { framingField } from '@req/core/transport';
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
  if (!headers.has('content-length') && !headers.has('transfer-encoding')) {
    const framing = framingField(method, body);
    if (framing !== null) lines.push(framing[0], framing[1]);
  }
  if (forProxy !== null) lines.push(...forProxy.toFlat());
  return lines;
}
