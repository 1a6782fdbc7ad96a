const shared = ((globalThis as Record<symbol, unknown>)[Symbol.for('req.per-worker')] ??= new Map()) as Map<
  string,
  unknown
>;

/**
 * A value that is made once for each process of the test runner, not once for each test file: jest.environment.mjs gives
 * every file the same map. For what takes long to make and nobody changes.
 */
export function perWorker<T>(name: string, make: () => T): T {
  if (!shared.has(name)) shared.set(name, make());
  return shared.get(name) as T;
}
