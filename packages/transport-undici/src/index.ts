export type { UndiciTransportOptions } from './options.ts';
export { UndiciTransport } from './undici-transport.ts';
