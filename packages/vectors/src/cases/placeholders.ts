/** Origins by their letter (`A` → `http://127.0.0.1:PORT`), and the home directory under `HOME`. */
export type Places = Readonly<Record<string, string>>;

const PLACEHOLDER = /\{(A|B|C|L|Z|HOME)(?:\.(netloc|port))?\}/g;

/** Replaces every placeholder in values and keys. Masks such as `{UA}` and `{LEN}` stay. */
export function fill<T>(value: T, places: Places): T {
  return fillAny(value, places) as T;
}

function fillAny(value: unknown, places: Places): unknown {
  if (typeof value === 'string') return fillText(value, places);
  if (Array.isArray(value)) return value.map((item) => fillAny(item, places));
  if (typeof value !== 'object' || value === null) return value;
  // fromEntries defines own properties, so a key named __proto__ is safe.
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [fillText(key, places), fillAny(item, places)]));
}

function fillText(text: string, places: Places): string {
  if (!text.includes('{')) return text;
  return text.replace(PLACEHOLDER, (whole, name: string, part: string | undefined) => {
    const place = places[name];
    if (place === undefined) return whole;
    if (part === undefined) return place;
    const netloc = place.slice(place.indexOf('//') + 2);
    return part === 'netloc' ? netloc : netloc.slice(netloc.lastIndexOf(':') + 1);
  });
}
