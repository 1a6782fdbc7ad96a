import type { Exchange } from '../exchange.ts';
import { jsonReply } from '../reply/json-reply.ts';
import { emptyReply, type Reply } from '../reply/reply.ts';
import { get, type Route } from '../router.ts';
import { statusReply } from './status.ts';

/** Whether the request carries `user:password` of the route, read as UTF-8 or, as Requests writes it, Latin-1. */
function isAuthorized(exchange: Exchange): boolean {
  const [, token] = /^basic +(\S+)$/i.exec(exchange.headers.get('authorization') ?? '') ?? [];
  if (token === undefined) return false;
  const bytes = Buffer.from(token, 'base64');
  const wanted = `${exchange.params['user']}:${exchange.params['password']}`;
  return bytes.toString('utf8') === wanted || bytes.toString('latin1') === wanted;
}

function basicAuth(exchange: Exchange, refusal: number): Reply {
  if (!isAuthorized(exchange)) return statusReply(refusal);
  return jsonReply({ authenticated: true, user: exchange.params['user'] });
}

/** Any token will do. */
function bearer(exchange: Exchange): Reply {
  const authorization = exchange.headers.get('authorization') ?? '';
  if (!authorization.startsWith('Bearer ')) return emptyReply(401, [['WWW-Authenticate', 'Bearer']]);
  return jsonReply({ authenticated: true, token: authorization.slice('Bearer '.length) });
}

export const basicAuthRoutes: readonly Route[] = [
  get('/basic-auth/:user/:password', (exchange) => basicAuth(exchange, 401)),
  get('/hidden-basic-auth/:user/:password', (exchange) => basicAuth(exchange, 404)),
  get('/bearer', bearer),
];
