import { copyString } from './copy-string.ts';

/** A longer key is not kept: what others choose must not fill the memory by its length either. */
const MAX_KEY = 2048;

/**
 * A map for what is named by servers or made anew without end (hosts, proxies, files): it keeps a limited number of
 * entries, and the oldest makes room for a new one. Keys are copied, so that no entry keeps alive a text that its key
 * was cut from; the caller sees to the size of its values.
 */
export class BoundedMap<V> {
  readonly #entries = new Map<string, V>();
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get size(): number {
    return this.#entries.size;
  }

  get(key: string): V | undefined {
    return this.#entries.get(key);
  }

  /** Adds or replaces; an entry that is replaced counts as new. */
  set(key: string, value: V): void {
    if (key.length > MAX_KEY) return;
    const entries = this.#entries;
    if (!entries.delete(key) && entries.size >= this.#limit) {
      for (const oldest of entries.keys()) {
        entries.delete(oldest);
        break;
      }
    }
    entries.set(copyString(key), value);
  }

  delete(key: string): void {
    this.#entries.delete(key);
  }

  clear(): void {
    this.#entries.clear();
  }
}
