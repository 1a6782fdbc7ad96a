export { FetchTransport } from './fetch-transport.ts';
export type { FetchFunction, FetchTransportOptions, NodeFetchFunction, NodeFetchOptions } from './options.ts';
