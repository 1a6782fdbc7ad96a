const STALE: unique symbol = Symbol.for('@req/core stale connection') as never;

/**
 * Marks the error of a reused connection that broke before a byte of the response arrived: most likely the server closed the
 * idle connection just as the request went out. Core sends such a request once more if that is safe. Returns the error.
 */
export function markStale<E extends object>(error: E): E {
  return Object.defineProperty(error, STALE, { value: true });
}

export function isStale(error: unknown): boolean {
  return typeof error === 'object' && error !== null && (error as { [STALE]?: boolean })[STALE] === true;
}
