import type { TransportRequest } from './transport.ts';

/**
 * Whether a transport may collect the body of a response with this status, and hand it over whole. Only a success's:
 * redirects, challenges and errors may be given up for another request, however long their bodies are. A 304 has none.
 */
export function mayCollect({ stream }: TransportRequest, status: number): boolean {
  return !stream && ((status >= 200 && status < 300) || status === 304);
}
