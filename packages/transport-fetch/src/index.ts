export { FetchTransport } from './fetch-transport.ts';
export type {
  FetchCredentials,
  FetchFunction,
  FetchTransportOptions,
  NodeFetchFunction,
  NodeFetchOptions,
} from './options.ts';
