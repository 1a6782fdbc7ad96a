import type { Transport } from '@req/core';
import { FetchTransport } from '@req/transport-fetch';

/** In browsers, workers and Bun: the platform's fetch, looked up at each request so that a replaced one is used. */
export function defaultTransport(): Transport {
  return new FetchTransport((url, init) => globalThis.fetch(url, init));
}
