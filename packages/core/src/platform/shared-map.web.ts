/** Copied as a whole: where there is no Node, a session has few cookies, if any. */
export class SharedMap<V> extends Map<string, V> {
  copy(): SharedMap<V> {
    return new SharedMap(this);
  }

  /** The entries of another map that this one does not have. */
  *unsharedOf(other: SharedMap<V>): IterableIterator<[string, V]> {
    for (const entry of other) if (this.get(entry[0]) !== entry[1]) yield entry;
  }
}
