/**
 * Field lines with an index by name, for requests with very many headers: a `HeaderMap`, which is made for few, searches
 * all of them for each change.
 */
export class IndexedHeaders {
  /** name, value, name, value …; `null` for removed lines. */
  readonly #flat: (string | null)[];
  /** The indexes of a name's lines, by the name in lower case. */
  readonly #indexes = new Map<string, number[]>();

  constructor(flat: readonly string[]) {
    this.#flat = flat.slice();
    for (let i = 0; i < flat.length; i += 2) this.#addToIndex(flat[i] as string, i);
  }

  /** Replaces the header in its place, or appends it. */
  set(name: string, value: string): void {
    const indexes = this.#indexes.get(name.toLowerCase());
    const first = indexes?.[0];
    if (indexes === undefined || first === undefined) {
      this.append(name, value);
      return;
    }
    for (const index of indexes) this.#flat[index] = null;
    this.#flat[first] = name;
    this.#flat[first + 1] = value;
    indexes.length = 1;
  }

  append(name: string, value: string): void {
    this.#addToIndex(name, this.#flat.length);
    this.#flat.push(name, value);
  }

  delete(name: string): void {
    const key = name.toLowerCase();
    for (const index of this.#indexes.get(key) ?? []) this.#flat[index] = null;
    this.#indexes.delete(key);
  }

  toFlat(): string[] {
    const flat: string[] = [];
    for (let i = 0; i < this.#flat.length; i += 2) {
      const name = this.#flat[i] as string | null;
      if (name !== null) flat.push(name, this.#flat[i + 1] as string);
    }
    return flat;
  }

  #addToIndex(name: string, index: number): void {
    const key = name.toLowerCase();
    const indexes = this.#indexes.get(key);
    if (indexes === undefined) this.#indexes.set(key, [index]);
    else indexes.push(index);
  }
}
