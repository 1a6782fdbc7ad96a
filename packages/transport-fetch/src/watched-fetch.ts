/** Told by a fetch that shows more than the standard asks of it. */
export interface FetchWatcher {
  /** A connection is asked for. */
  connecting(): void;
  /** It is there: the request goes out on it. */
  connected(connection: WatchedConnection): void;
}

/** A connection of a fetch, for as long as it serves one exchange. */
export interface WatchedConnection {
  /** Whether the process is to wait for more of the response. */
  keepAlive(awaited: boolean): void;
  /** The exchange is over. */
  release(): void;
}

/** Makes a call of a fetch that tells `watcher` of its connection. */
export type WatchedCall = <T>(call: () => Promise<T>, watcher: FetchWatcher) => Promise<T>;
