import type { Transport } from '@req/core';
import { AxiosTransport } from '@req/transport-axios';
import { FetchTransport } from '@req/transport-fetch';
import { HttpTransport } from '@req/transport-http';
import { UndiciTransport } from '@req/transport-undici';
import nodeFetch from 'node-fetch';
import type { TransportName } from './outcome/transport-name.ts';

/** A transport under its name. */
export interface TransportEntry {
  readonly name: TransportName;
  readonly make: () => Transport;
}

/** Every transport on which the cases are run. */
export const transports: Readonly<Record<TransportName, TransportEntry>> = {
  undici: { name: 'undici', make: () => new UndiciTransport() },
  'node-fetch': { name: 'node-fetch', make: () => new FetchTransport(nodeFetch) },
  fetch: { name: 'fetch', make: () => new FetchTransport({ fetch: globalThis.fetch }) },
  axios: { name: 'axios', make: () => new AxiosTransport() },
  http: { name: 'http', make: () => new HttpTransport() },
};
