import type { ParsedRequest } from '../parsed-request.ts';
import { jsonReply } from '../reply/json-reply.ts';
import { type Reply, withHeaders } from '../reply/reply.ts';
import { type MultiDict, semiflatten, toMultiDict } from '../request/multi-dict.ts';
import type { Route } from '../router.ts';

/** Set by the server itself: other values would break the framing of the connection. */
const CONNECTION_FIELDS: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'transfer-encoding',
  'upgrade',
]);

function requestedHeaders(args: MultiDict): readonly (readonly [string, string])[] {
  return Array.from(args)
    .filter(([name]) => !CONNECTION_FIELDS.has(name.toLowerCase()))
    .flatMap(([name, values]) => values.map((value) => [name, value] as const));
}

/** Sends the headers named in the query and lists them in the body, including the Content-Length of that body. */
function responseHeaders(request: ParsedRequest): Reply {
  const headers = requestedHeaders(request.args);
  let length = 0;
  for (;;) {
    const all: [string, string][] = [
      ['Content-Type', 'application/json'],
      ['Content-Length', String(length)],
    ];
    const reply = jsonReply(semiflatten(toMultiDict([...all, ...headers])));
    const { length: actual } = reply.body as Buffer;
    // The number of digits can only grow, so this ends.
    if (actual === length) return withHeaders(reply, ...headers);
    length = actual;
  }
}

export const responseHeaderRoutes: readonly Route[] = [
  { path: '/response-headers', methods: ['GET', 'POST'], handler: responseHeaders },
];
