export type { UndiciTransportOptions } from './options.ts';
export type { UndiciModule } from './undici-module.ts';
export { UndiciTransport } from './undici-transport.ts';
