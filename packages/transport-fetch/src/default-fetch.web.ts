import type { Transport } from '@req/core';
import type { Reader } from './body-reader.ts';
import { refuseConnectionOptions, type Settings } from './options.ts';
import { PlatformFetch } from './platform-fetch.ts';
import type { WatchedCall } from './watched-fetch.ts';

/** Where there is no Node: the platform's own fetch, looked up at each request so that a replaced one counts. */
export function defaultTransport({ credentials, connections }: Settings): Transport {
  refuseConnectionOptions(connections);
  return new PlatformFetch((url, init) => globalThis.fetch(url, init), credentials);
}

/** The platform's fetch is the same handed in or not. */
export function isDefault(_given: unknown): boolean {
  return false;
}

/** A fetch tells nothing of its connections. */
export function watchedCall(_fetch: unknown): WatchedCall | null {
  return null;
}

export type { Reader };

/** What answers here answers with a stream of the platform. */
export function readerOf(stream: ReadableStream<Uint8Array>): Reader {
  return stream.getReader();
}
