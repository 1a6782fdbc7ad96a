export { AxiosTransport } from './axios-transport.ts';
export type { AxiosTransportOptions } from './options.ts';
