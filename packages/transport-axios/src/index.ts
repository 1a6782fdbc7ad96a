export { AxiosTransport } from './axios-transport.ts';
export type { AnyAxiosInstance, AxiosTransportOptions } from './options.ts';
