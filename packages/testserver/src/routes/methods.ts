import type { ParsedRequest } from '../parsed-request.ts';
import { jsonReply } from '../reply/json-reply.ts';
import type { Reply } from '../reply/reply.ts';
import { describeRequest } from '../request/describe-request.ts';
import { any, type Route } from '../router.ts';

/** The reply of /get, which other routes send with further headers. */
export function replyToGet(request: ParsedRequest): Reply {
  return jsonReply(describeRequest(request, 'url', 'args', 'headers', 'origin'));
}

function replyWithBody(request: ParsedRequest): Reply {
  return jsonReply(describeRequest(request, 'url', 'args', 'form', 'data', 'origin', 'headers', 'files', 'json'));
}

function replyToAnything(request: ParsedRequest): Reply {
  return jsonReply(
    describeRequest(request, 'url', 'args', 'headers', 'origin', 'method', 'form', 'data', 'files', 'json'),
  );
}

/** One route for each method, and /anything for all of them. */
export const methodRoutes: readonly Route[] = [
  { path: '/get', methods: ['GET'], handler: replyToGet },
  { path: '/post', methods: ['POST'], handler: replyWithBody },
  { path: '/put', methods: ['PUT'], handler: replyWithBody },
  { path: '/patch', methods: ['PATCH'], handler: replyWithBody },
  { path: '/delete', methods: ['DELETE'], handler: replyWithBody },
  any('/anything', replyToAnything),
  any('/anything/*', replyToAnything),
];
