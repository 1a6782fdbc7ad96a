export { FetchTransport } from './fetch-transport.ts';
export type { FetchCredentials, FetchFunction, FetchTransportOptions } from './options.ts';
