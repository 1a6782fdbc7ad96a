import type { Exchange } from '../exchange.ts';
import { jsonReply } from '../reply/json-reply.ts';
import { type Reply, redirectReply, withHeaders } from '../reply/reply.ts';
import { deleteCookie, parseCookies, setCookie } from '../request/cookie-header.ts';
import { get, type Route } from '../router.ts';

function toCookies(values: readonly string[]): Reply {
  return withHeaders(redirectReply('/cookies'), ...values.map((value) => ['Set-Cookie', value] as const));
}

function isSecure(exchange: Exchange): boolean {
  return exchange.scheme === 'https';
}

/** Each sets or deletes and then redirects to the list. */
export const cookieRoutes: readonly Route[] = [
  get('/cookies', (exchange) => jsonReply({ cookies: parseCookies(exchange.headers.get('cookie')) })),
  get('/cookies/set', (exchange) =>
    toCookies(Array.from(exchange.args, ([name, values]) => setCookie(name, values[0] ?? '', isSecure(exchange)))),
  ),
  get('/cookies/set/:name/:value', (exchange) =>
    toCookies([setCookie(exchange.params['name'] ?? '', exchange.params['value'] ?? '', isSecure(exchange))]),
  ),
  get('/cookies/delete', (exchange) => toCookies(Array.from(exchange.args.keys(), deleteCookie))),
];
