import type { Transport } from '@req/core';
import { UndiciTransport } from '@req/transport-undici';

/** In Node and Deno. */
export function defaultTransport(): Transport {
  return new UndiciTransport();
}
