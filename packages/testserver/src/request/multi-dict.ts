/** Names with one or more values each, in order. */
export type MultiDict = ReadonlyMap<string, readonly string[]>;

/** Groups pairs by name, keeping every value of a repeated name. */
export function toMultiDict(pairs: Iterable<readonly [string, string]>): MultiDict {
  const dict = new Map<string, string[]>();
  for (const [name, value] of pairs) {
    const values = dict.get(name);
    if (values === undefined) dict.set(name, [value]);
    else values.push(value);
  }
  return dict;
}

/** Decodes `application/x-www-form-urlencoded` text: `+` is a space, invalid UTF-8 becomes U+FFFD. */
export function parseUrlEncoded(text: string): MultiDict {
  // URLSearchParams removes one leading '?': this one, not one that belongs to the text.
  return toMultiDict(new URLSearchParams(`?${text}`));
}

/** The dict as httpbin shows it: a string for a single value, a list for several. */
export function semiflatten(dict: MultiDict): Record<string, string | readonly string[]> {
  const flat: Record<string, string | readonly string[]> = Object.create(null);
  for (const [name, values] of dict) {
    const [first] = values;
    if (first !== undefined) flat[name] = values.length === 1 ? first : values;
  }
  return flat;
}

/** The first value of a name, compared case-insensitively; `fallback` if there is none. */
export function firstOf(dict: MultiDict, name: string, fallback: string): string {
  for (const [key, values] of dict) {
    if (key.toLowerCase() === name) return values[0] ?? fallback;
  }
  return fallback;
}
