import type { ParsedRequest } from '../parsed-request.ts';
import { jsonReply } from '../reply/json-reply.ts';
import { type Reply, redirectReply, withHeaders } from '../reply/reply.ts';
import { deleteCookie, parseCookies, setCookie } from '../request/cookie-header.ts';
import { get, type Route } from '../router.ts';

function redirectToCookies(values: readonly string[]): Reply {
  return withHeaders(redirectReply('/cookies'), ...values.map((value) => ['Set-Cookie', value] as const));
}

function isSecure(request: ParsedRequest): boolean {
  return request.scheme === 'https';
}

/** `/cookies` lists the cookies; the others set or delete some and redirect there. */
export const cookieRoutes: readonly Route[] = [
  get('/cookies', (request) => jsonReply({ cookies: parseCookies(request.headers.get('cookie')) })),
  get('/cookies/set', (request) =>
    redirectToCookies(
      Array.from(request.args, ([name, values]) => setCookie(name, values[0] ?? '', isSecure(request))),
    ),
  ),
  get('/cookies/set/:name/:value', (request) =>
    redirectToCookies([setCookie(request.params['name'] ?? '', request.params['value'] ?? '', isSecure(request))]),
  ),
  get('/cookies/delete', (request) => redirectToCookies(Array.from(request.args.keys(), deleteCookie))),
];
