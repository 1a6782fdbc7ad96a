/**
 * Header lines that are changed by name without going through all of them: for requests of many, where each change of a
 * `HeaderMap`, which is made for few, takes time in proportion to their number.
 */
export class IndexedHeaders {
  /** name, value, name, value …; `null` for those removed. */
  readonly #flat: (string | null)[];
  /** Where the lines of a name are, by the name in lower case. */
  readonly #places = new Map<string, number[]>();

  constructor(flat: readonly string[]) {
    this.#flat = flat.slice();
    for (let i = 0; i < flat.length; i += 2) this.#note(flat[i] as string, i);
  }

  /** Replaces the header where it stands, or adds it at the end. */
  set(name: string, value: string): void {
    const places = this.#places.get(name.toLowerCase());
    const first = places?.[0];
    if (places === undefined || first === undefined) {
      this.append(name, value);
      return;
    }
    for (const place of places) this.#flat[place] = null;
    this.#flat[first] = name;
    this.#flat[first + 1] = value;
    places.length = 1;
  }

  append(name: string, value: string): void {
    this.#note(name, this.#flat.length);
    this.#flat.push(name, value);
  }

  delete(name: string): void {
    const key = name.toLowerCase();
    for (const place of this.#places.get(key) ?? []) this.#flat[place] = null;
    this.#places.delete(key);
  }

  toFlat(): string[] {
    const flat: string[] = [];
    for (let i = 0; i < this.#flat.length; i += 2) {
      const name = this.#flat[i] as string | null;
      if (name !== null) flat.push(name, this.#flat[i + 1] as string);
    }
    return flat;
  }

  #note(name: string, place: number): void {
    const key = name.toLowerCase();
    const places = this.#places.get(key);
    if (places === undefined) this.#places.set(key, [place]);
    else places.push(place);
  }
}
