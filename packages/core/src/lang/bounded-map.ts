import { copyString } from './copy-string.ts';

/** Longer keys are not stored: others choose them, and must not fill the memory with long ones. */
const MAX_KEY = 2048;

/**
 * A map for keys without a natural limit (hosts, proxies, files): it holds a limited number of entries, and a new one
 * evicts the oldest. Keys are copied, so that no entry keeps alive a long text that its key was sliced from. The size of
 * the values is up to the caller.
 */
export class BoundedMap<V> {
  readonly #entries = new Map<string, V>();
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** The number of entries. */
  get size(): number {
    return this.#entries.size;
  }

  /** The value of a key; `undefined` if there is none. */
  get(key: string): V | undefined {
    return this.#entries.get(key);
  }

  /** Adds or replaces; a replaced entry counts as new. */
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

  /** Removes an entry, if it is there. */
  delete(key: string): void {
    this.#entries.delete(key);
  }

  /** Removes all entries. */
  clear(): void {
    this.#entries.clear();
  }
}
