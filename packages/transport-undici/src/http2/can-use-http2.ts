import type { TransportRequest } from '@req/core';

/** Whether undici can send the request over HTTP/2 as it is. */
export function canUseHttp2({ method, headers, body }: TransportRequest): boolean {
  if (body !== null && (method === 'GET' || method === 'HEAD')) return false;
  return method !== 'CONNECT' && !headers.has('upgrade') && !headers.has('keep-alive') && !headers.has('expect');
}
