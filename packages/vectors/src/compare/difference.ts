/** One place where what was seen is not what was recorded. */
export interface Difference {
  /** Such as `wire[0].headers.cookie` or `results[1].error.class`. */
  readonly where: string;
  readonly expected: unknown;
  readonly seen: unknown;
}

/** Nothing is there. Told apart from `null` when it is printed. */
export const MISSING: unique symbol = Symbol('missing');

/** Equality of JSON: numbers by `===`, objects without regard to the order of their keys. */
export function sameJson(a: unknown, b: unknown): boolean {
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

/** No difference, or the one at this place. */
export function differ(where: string, expected: unknown, seen: unknown): Difference[] {
  return sameJson(expected, seen) ? [] : [{ where, expected: orMissing(expected), seen: orMissing(seen) }];
}

function orMissing(value: unknown): unknown {
  return value === undefined ? MISSING : value;
}
