import type { StoredCookie } from './cookie.ts';

/** So many are simply gone through. */
const FEW = 32;

interface Places {
  readonly byKey: Map<string, number>;
  /** How many of the list are in the map. */
  count: number;
}

/** Of long lists; only ever added to, or changed in place for a cookie of the same name and path. */
const known = new WeakMap<readonly StoredCookie[], Places>();

/** Where a list has a cookie of the same name and path; -1: nowhere. */
export function placeOfSame(list: readonly StoredCookie[], cookie: StoredCookie): number {
  if (list.length < FEW) return list.findIndex((other) => other.name === cookie.name && other.path === cookie.path);
  let places = known.get(list);
  if (places === undefined) {
    places = { byKey: new Map(), count: 0 };
    known.set(list, places);
  }
  for (; places.count < list.length; places.count++) {
    const key = keyOf(list[places.count] as StoredCookie);
    if (!places.byKey.has(key)) places.byKey.set(key, places.count);
  }
  return places.byKey.get(keyOf(cookie)) ?? -1;
}

const keyOf = ({ name, path }: StoredCookie): string => `${name};${path}`;
