import type { Exchange } from '../exchange.ts';
import { jsonReply } from '../reply/json-reply.ts';
import { type Reply, withHeaders } from '../reply/reply.ts';
import { type MultiDict, semiflatten, toMultiDict } from '../request/multi-dict.ts';
import type { Route } from '../router.ts';

/** The server's own: another value would break the framing of the connection. */
const FRAMING: ReadonlySet<string> = new Set(['connection', 'content-length', 'transfer-encoding', 'upgrade']);

function asked(args: MultiDict): readonly (readonly [string, string])[] {
  return Array.from(args)
    .filter(([name]) => !FRAMING.has(name.toLowerCase()))
    .flatMap(([name, values]) => values.map((value) => [name, value] as const));
}

/** Sends the headers of the query, and shows them; the length shown is that of the text that shows it. */
function responseHeaders(exchange: Exchange): Reply {
  const headers = asked(exchange.args);
  let length = 0;
  for (;;) {
    const all: [string, string][] = [
      ['Content-Type', 'application/json'],
      ['Content-Length', String(length)],
    ];
    const reply = jsonReply(semiflatten(toMultiDict([...all, ...headers])));
    const { length: actual } = reply.body as Buffer;
    // The number of its digits can only grow, so this ends.
    if (actual === length) return withHeaders(reply, ...headers);
    length = actual;
  }
}

export const responseHeaderRoutes: readonly Route[] = [
  { path: '/response-headers', methods: ['GET', 'POST'], handler: responseHeaders },
];
