import type { Exchange } from '../exchange.ts';
import { jsonReply } from '../reply/json-reply.ts';
import type { Reply } from '../reply/reply.ts';
import { describe } from '../request/describe.ts';
import { any, type Route } from '../router.ts';

/** What /get answers; other routes answer the same with more headers. */
export function replyToGet(exchange: Exchange): Reply {
  return jsonReply(describe(exchange, 'url', 'args', 'headers', 'origin'));
}

function replyWithBody(exchange: Exchange): Reply {
  return jsonReply(describe(exchange, 'url', 'args', 'form', 'data', 'origin', 'headers', 'files', 'json'));
}

function replyToAnything(exchange: Exchange): Reply {
  return jsonReply(describe(exchange, 'url', 'args', 'headers', 'origin', 'method', 'form', 'data', 'files', 'json'));
}

/** One route a method, and /anything for all of them. */
export const methodRoutes: readonly Route[] = [
  { path: '/get', methods: ['GET'], handler: replyToGet },
  { path: '/post', methods: ['POST'], handler: replyWithBody },
  { path: '/put', methods: ['PUT'], handler: replyWithBody },
  { path: '/patch', methods: ['PATCH'], handler: replyWithBody },
  { path: '/delete', methods: ['DELETE'], handler: replyWithBody },
  any('/anything', replyToAnything),
  any('/anything/*', replyToAnything),
];
