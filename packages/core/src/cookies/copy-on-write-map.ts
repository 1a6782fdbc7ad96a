/** Parts of a map: with a thousand keys, a write after a copy copies some sixteen of them. */
const PARTS = 64;

interface Part<V> {
  readonly owner: object;
  readonly entries: Map<string, V>;
}

/**
 * A map from strings that is cheap to copy: copies share its parts, and a part is copied by the first of them that
 * writes to it.
 */
export class CopyOnWriteMap<V> implements Iterable<[string, V]> {
  #parts: (Part<V> | undefined)[] = [];
  #size = 0;
  /** Copied as a whole, one of two that share the list of parts lets go of it when it writes. */
  #shared = false;
  #token: object = {};

  get size(): number {
    return this.#size;
  }

  copy(): CopyOnWriteMap<V> {
    const copy = new CopyOnWriteMap<V>();
    copy.#parts = this.#parts;
    copy.#size = this.#size;
    copy.#shared = true;
    this.#shared = true;
    this.#token = {};
    return copy;
  }

  get(key: string): V | undefined {
    return this.#size === 0 ? undefined : this.#parts[partOf(key)]?.entries.get(key);
  }

  set(key: string, value: V): void {
    const entries = this.#writable(partOf(key));
    if (!entries.has(key)) this.#size++;
    entries.set(key, value);
  }

  delete(key: string): void {
    if (this.get(key) === undefined) return;
    this.#writable(partOf(key)).delete(key);
    this.#size--;
  }

  /** As of a Map, and several times as fast as iterating. */
  forEach(callback: (value: V, key: string) => void): void {
    for (const part of this.#parts) part?.entries.forEach(callback);
  }

  *[Symbol.iterator](): IterableIterator<[string, V]> {
    for (const part of this.#parts) if (part !== undefined) yield* part.entries;
  }

  /** The entries of those parts of another map that this one does not share with it. */
  *unsharedEntries(other: CopyOnWriteMap<V>): IterableIterator<[string, V]> {
    for (const [i, part] of other.#parts.entries()) {
      if (part !== undefined && part !== this.#parts[i]) yield* part.entries;
    }
  }

  #writable(index: number): Map<string, V> {
    if (this.#shared) {
      this.#parts = this.#parts.slice();
      this.#shared = false;
    }
    const part = this.#parts[index];
    if (part?.owner === this.#token) return part.entries;
    const entries = new Map(part?.entries);
    this.#parts[index] = { owner: this.#token, entries };
    return entries;
  }
}

/** So many characters of a key choose its part: names of cookies may be long. */
const HASHED = 64;

function partOf(key: string): number {
  let hash = key.length;
  const end = Math.min(hash, HASHED);
  for (let i = 0; i < end; i++) hash = (Math.imul(hash, 31) + key.charCodeAt(i)) | 0;
  return (hash ^ (hash >>> 16)) & (PARTS - 1);
}
