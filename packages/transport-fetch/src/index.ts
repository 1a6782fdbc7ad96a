export { FetchTransport } from './fetch-transport.ts';
export type { FetchFunction, FetchTransportOptions } from './options.ts';
