import type { Seen } from '../src/record/seen.ts';

/** Observations with one change. */
export interface Mutation {
  readonly path: readonly (string | number)[];
  readonly before: unknown;
  readonly seen: Seen;
}

/** All single changes: another value for each leaf, an item added to or removed from each list, a key removed. */
export function* mutations(seen: Seen): Generator<Mutation> {
  yield* mutate(seen, [], (changed) => changed as Seen);
}

function* mutate(value: unknown, path: (string | number)[], rebuild: (value: unknown) => Seen): Generator<Mutation> {
  if (value instanceof Uint8Array) {
    const other = Buffer.from(value.length === 0 ? 'x' : value);
    other[other.length - 1] = (other.at(-1) ?? 0) ^ 1;
    yield { path, before: value, seen: rebuild(other) };
  } else if (Array.isArray(value)) {
    yield* value.map((_item, i) => ({
      path: [...path, `-${i}`],
      before: value[i],
      seen: rebuild(value.toSpliced(i, 1)),
    }));
    if (value.length > 0) yield { path: [...path, '+'], before: value, seen: rebuild([...value, value[0]]) };
    for (const [i, item] of value.entries())
      yield* mutate(item, [...path, i], (changed) => rebuild(value.with(i, changed)));
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) {
      if (item === undefined) continue;
      const rest = Object.fromEntries(Object.entries(value).filter(([name]) => name !== key));
      yield { path: [...path, `-${key}`], before: item, seen: rebuild(rest) };
      yield* mutate(item, [...path, key], (changed) => rebuild({ ...value, [key]: changed }));
    }
  } else if (value !== undefined) {
    yield { path, before: value, seen: rebuild(another(value)) };
  }
}

function another(value: unknown): unknown {
  if (typeof value === 'string') return `${value}~`;
  if (typeof value === 'number') return value + 1;
  return typeof value === 'boolean' ? !value : 'something';
}
