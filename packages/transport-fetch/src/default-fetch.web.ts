import { type Transport, type TransportRequest, UnsupportedByTransport } from '@req/core';
import type { Reader } from './body-reader.ts';
import { userAgent, withDeflate } from './deflate.ts';
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

/**
 * Whether a body that comes in pieces is to be sent whole. A browser streams uploads over HTTP/2 alone, and says no more than
 * that the request failed where the server speaks HTTP/1.1.
 * @throws UnsupportedByTransport for a body of unknown length to an http: URL, where there is no HTTP/2
 */
export function mustBeWhole({ url, headers }: TransportRequest): boolean {
  if (!userAgent().startsWith('Mozilla/')) return false;
  if (headers.has('content-length')) return true;
  if (!/^http:/i.test(url)) return false;
  throw new UnsupportedByTransport('fetch', 'streaming-upload', {
    reason: 'a browser streams uploads over HTTP/2 only',
  });
}

export type { Reader };

/** Every body is a web stream here. */
export function readerOf(stream: ReadableStream<Uint8Array>): Reader {
  return stream.getReader();
}
