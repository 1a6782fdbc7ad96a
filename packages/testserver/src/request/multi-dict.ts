/** Names with one or more values each, in order of arrival. */
export type MultiDict = ReadonlyMap<string, readonly string[]>;

/** Collects pairs, keeping every value of a repeated name. */
export function toMultiDict(pairs: Iterable<readonly [string, string]>): MultiDict {
  const dict = new Map<string, string[]>();
  for (const [name, value] of pairs) {
    const values = dict.get(name);
    if (values === undefined) dict.set(name, [value]);
    else values.push(value);
  }
  return dict;
}

/** Decodes `a=1&b=2` as HTML forms and query strings are: `+` is a space, bytes that are no UTF-8 become U+FFFD. */
export function parseUrlEncoded(text: string): MultiDict {
  // The '?' keeps URLSearchParams from eating one that belongs to the text.
  return toMultiDict(new URLSearchParams(`?${text}`));
}

/** httpbin's form of a multi-dict: the plain value where there is one, a list where there are several. */
export function semiflatten(dict: MultiDict): Record<string, string | readonly string[]> {
  const flat: Record<string, string | readonly string[]> = Object.create(null);
  for (const [name, values] of dict) {
    const [first] = values;
    if (first !== undefined) flat[name] = values.length === 1 ? first : values;
  }
  return flat;
}

/** The first value of a name, compared without regard to case; `fallback` where it is missing. */
export function firstOf(dict: MultiDict, name: string, fallback: string): string {
  for (const [key, values] of dict) {
    if (key.toLowerCase() === name) return values[0] ?? fallback;
  }
  return fallback;
}
