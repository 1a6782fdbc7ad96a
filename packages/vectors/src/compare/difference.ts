/** A place where the observed value differs from the recorded one. */
export interface Difference {
  /** For example `wire[0].headers.cookie` or `results[1].error.class`. */
  readonly where: string;
  readonly expected: unknown;
  readonly seen: unknown;
}

/** A missing value, as distinct from `null`. */
export const MISSING: unique symbol = Symbol('missing');

/** Equality of JSON values, ignoring the order of keys. */
function sameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((item, i) => sameJson(item, b[i]));
  }
  if (typeof a !== 'object' || a === null || typeof b !== 'object' || b === null || Array.isArray(b)) return false;
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  return keys.every(
    (key) =>
      Object.hasOwn(b, key) && sameJson((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]),
  );
}

/** An empty list if the values are equal, otherwise the difference. */
export function differ(where: string, expected: unknown, seen: unknown): Difference[] {
  return sameJson(expected, seen) ? [] : [{ where, expected: orMissing(expected), seen: orMissing(seen) }];
}

function orMissing(value: unknown): unknown {
  return value === undefined ? MISSING : value;
}
