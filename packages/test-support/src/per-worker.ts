/** The same map for all test files of a worker: jest.environment.mjs puts it there. */
const given = (globalThis as Record<symbol, unknown>)[Symbol.for('req.per-worker')];
const values = (given ?? new Map()) as Map<string, unknown>;

/**
 * A value that is made once for each process of the test runner, not once for each test file. For what takes long to make
 * and nobody changes.
 */
export function perWorker<T>(name: string, make: () => T): T {
  if (!values.has(name)) values.set(name, make());
  return values.get(name) as T;
}
