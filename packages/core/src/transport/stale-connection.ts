const STALE: unique symbol = Symbol.for('@req/core stale connection') as never;

/**
 * Marks the error of a connection that had served before and broke before a byte of this response came: most likely
 * the server closed it while it was idle, just as the request went out. Core sends a request that may be repeated once
 * more. For transports; gives the error back.
 */
export function markStale<E extends object>(error: E): E {
  return Object.defineProperty(error, STALE, { value: true });
}

export function isStale(error: unknown): boolean {
  return typeof error === 'object' && error !== null && (error as { [STALE]?: boolean })[STALE] === true;
}
