import type { TransportRequest } from './transport.ts';

/**
 * Whether a transport may collect the body of a response with this status and return it whole. Only for a success, and for
 * a 304, which has none: a redirect, challenge or error may be dropped for another request, however long its body is.
 */
export function mayCollect({ stream }: TransportRequest, status: number): boolean {
  return !stream && ((status >= 200 && status < 300) || status === 304);
}

/**
 * A body that broke off while it was collected: the chunks received so far, then the error. The response itself is valid, and
 * a redirect is followed whatever its body does.
 */
export async function* brokenBody(
  received: readonly Uint8Array[],
  error: unknown,
): AsyncGenerator<Uint8Array, never, undefined> {
  yield* received;
  throw error;
}
