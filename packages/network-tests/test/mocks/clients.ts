import http from 'node:http';
import type { Transport } from '@req/core';
import { AxiosTransport } from '@req/transport-axios';
import { FetchTransport } from '@req/transport-fetch';
import { HttpTransport } from '@req/transport-http';
import axios from 'axios';
import nodeFetch from 'node-fetch';

/** Transports over clients that mocks of node:http and of fetch intercept. */
export const MOCKED: readonly (readonly [name: string, create: () => Transport])[] = [
  ['axios', () => new AxiosTransport()],
  ['an axios instance', () => new AxiosTransport(axios.create())],
  ['an axios instance with interceptors', () => new AxiosTransport(intercepted())],
  ['an axios instance with agents', () => new AxiosTransport(withAgent())],
  ['node-fetch', () => new FetchTransport(nodeFetch)],
  ['node:http', () => new HttpTransport()],
  ['FetchTransport without a fetch', () => new FetchTransport()],
  ['the built-in fetch', () => new FetchTransport((url, init) => globalThis.fetch(url, init))],
];

/** Those over node:http. */
export const ON_NODE_HTTP: typeof MOCKED = MOCKED.slice(0, 7);

/** Those whose connections are opened by @req/node-connect. */
export const OWN_CONNECTIONS: typeof MOCKED = MOCKED.filter(([name]) => !/agents|built-in/.test(name));

function intercepted(): ReturnType<typeof axios.create> {
  const instance = axios.create();
  instance.interceptors.request.use(async (config) => config);
  instance.interceptors.response.use((response) => response);
  return instance;
}

function withAgent(): ReturnType<typeof axios.create> {
  return axios.create({ httpAgent: new http.Agent({ keepAlive: true }) });
}
