/** The prototype of objects that Node itself makes; in tests it differs from `Object.prototype`. */
const nodes: object = Object.getPrototypeOf(process.versions) as object;

/** Runs `task` while every object has the properties of `values`. */
export async function polluted<T>(values: Readonly<Record<string, unknown>>, task: () => Promise<T>): Promise<T> {
  const prototypes = new Set([Object.prototype, nodes]);
  for (const prototype of prototypes) {
    for (const [key, value] of Object.entries(values)) {
      Object.defineProperty(prototype, key, { value, writable: true, enumerable: true, configurable: true });
    }
  }
  try {
    return await task();
  } finally {
    for (const prototype of prototypes) for (const key of Object.keys(values)) Reflect.deleteProperty(prototype, key);
  }
}
