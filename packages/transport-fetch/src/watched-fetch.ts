/** Told by a fetch that shows more than the standard asks of it. */
export interface FetchWatcher {
  /** A connection is asked for. */
  connecting(): void;
  /** It is there: the request goes out on it. */
  connected(): void;
}

/** Makes a call of a fetch that tells `watcher` of its connection. */
export type WatchedCall = <T>(call: () => Promise<T>, watcher: FetchWatcher) => Promise<T>;
