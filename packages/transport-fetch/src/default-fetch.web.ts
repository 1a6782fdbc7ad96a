import type { Transport } from '@req/core';
import type { Reader } from './body-reader.ts';
import { withDeflate } from './deflate.ts';
import { refuseConnectionOptions, type Settings } from './options.ts';
import { PlatformFetch } from './platform-fetch.ts';
import type { WatchedCall } from './watched-fetch.ts';

/** In a browser: the platform's fetch, looked up at each request so that a replaced one is used. */
export function defaultTransport({ credentials, connections }: Settings): Transport {
  refuseConnectionOptions(connections);
  return new PlatformFetch(
    withDeflate((url, init) => globalThis.fetch(url, init)),
    credentials,
  );
}

/** No fetch is known to be more than a platform's. */
export function transportFor(_given: unknown): Transport | null {
  return null;
}

/** A fetch of a browser does not tell about its connections. */
export function watchedCall(_fetch: unknown): WatchedCall | null {
  return null;
}

export type { Reader };

/** Every body is a web stream here. */
export function readerOf(stream: ReadableStream<Uint8Array>): Reader {
  return stream.getReader();
}
