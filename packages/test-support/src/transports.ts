import type { Transport } from '@req/core';
import { AxiosTransport } from '@req/transport-axios';
import { FetchTransport } from '@req/transport-fetch';
import { HttpTransport } from '@req/transport-http';
import { UndiciTransport } from '@req/transport-undici';
import nodeFetch from 'node-fetch';

export type TransportName = 'undici' | 'http' | 'node-fetch' | 'axios' | 'built-in fetch';

/** Every transport that is published, each with its default options. */
export const TRANSPORTS: Readonly<Record<TransportName, () => Transport>> = {
  undici: () => new UndiciTransport(),
  http: () => new HttpTransport(),
  'node-fetch': () => new FetchTransport(nodeFetch),
  axios: () => new AxiosTransport(),
  'built-in fetch': () => new FetchTransport(globalThis.fetch),
};

export const TRANSPORT_NAMES = Object.keys(TRANSPORTS) as readonly TransportName[];

/** The transports that open their sockets themselves; the connections of the built-in fetch belong to the platform. */
export const OWNS_SOCKETS: readonly TransportName[] = ['undici', 'http', 'node-fetch', 'axios'];
