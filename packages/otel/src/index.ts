export { type OtelOptions, otel, urlTemplate } from './otel.ts';
