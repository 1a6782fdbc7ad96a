/** Notified by a fetch that reports more than the standard requires. */
export interface FetchWatcher {
  /** The fetch asks for a connection. */
  connecting(): void;
  /** The connection is ready, and the request is sent on it. */
  connected(connection: WatchedConnection): void;
}

/** A connection of a fetch, while it serves one exchange. */
export interface WatchedConnection {
  /** Whether the connection keeps the process alive. */
  keepAlive(awaited: boolean): void;
  /** The exchange has ended. */
  release(): void;
}

/** Calls a fetch that notifies `watcher` of its connection. */
export type WatchedCall = <T>(call: () => Promise<T>, watcher: FetchWatcher) => Promise<T>;
