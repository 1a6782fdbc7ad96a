import { randomUUID } from 'node:crypto';
import { jsonReply } from '../reply/json-reply.ts';
import { describeRequest, origin } from '../request/describe-request.ts';
import { get, type Route } from '../router.ts';

/** Echo parts of the request. */
export const inspectionRoutes: readonly Route[] = [
  get('/headers', (request) => jsonReply(describeRequest(request, 'headers'))),
  get('/ip', (request) => jsonReply({ origin: origin(request) })),
  get('/user-agent', (request) => jsonReply({ 'user-agent': request.headers.get('user-agent') ?? null })),
  get('/uuid', () => jsonReply({ uuid: randomUUID() })),
];
