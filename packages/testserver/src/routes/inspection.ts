import { randomUUID } from 'node:crypto';
import { jsonReply } from '../reply/json-reply.ts';
import { describe, origin } from '../request/describe.ts';
import { get, type Route } from '../router.ts';

/** Parts of the request, shown. */
export const inspectionRoutes: readonly Route[] = [
  get('/headers', (exchange) => jsonReply(describe(exchange, 'headers'))),
  get('/ip', (exchange) => jsonReply({ origin: origin(exchange) })),
  get('/user-agent', (exchange) => jsonReply({ 'user-agent': exchange.headers.get('user-agent') ?? null })),
  get('/uuid', () => jsonReply({ uuid: randomUUID() })),
];
