import type { Transport } from '@req/core';
import { AxiosTransport } from '@req/transport-axios';
import { FetchTransport } from '@req/transport-fetch';
import { UndiciTransport } from '@req/transport-undici';
import nodeFetch from 'node-fetch';

export type TransportName = 'undici' | 'node-fetch' | 'axios' | 'built-in fetch';

/** Every transport that is shipped, made anew each time. */
export const TRANSPORTS: Readonly<Record<TransportName, () => Transport>> = {
  undici: () => new UndiciTransport(),
  'node-fetch': () => new FetchTransport(nodeFetch),
  axios: () => new AxiosTransport(),
  'built-in fetch': () => new FetchTransport(globalThis.fetch),
};

/** Those that own their sockets. */
export const OWNS_SOCKETS: readonly TransportName[] = ['undici', 'node-fetch', 'axios'];
