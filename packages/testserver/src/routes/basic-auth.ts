import type { ParsedRequest } from '../parsed-request.ts';
import { jsonReply } from '../reply/json-reply.ts';
import { emptyReply, type Reply } from '../reply/reply.ts';
import { get, type Route } from '../router.ts';
import { statusReply } from './status.ts';

/** Whether the request has the route's `user:password`, in UTF-8 or, as Requests writes it, in Latin-1. */
function isAuthorized(request: ParsedRequest): boolean {
  const [, token] = /^basic +(\S+)$/i.exec(request.headers.get('authorization') ?? '') ?? [];
  if (token === undefined) return false;
  const bytes = Buffer.from(token, 'base64');
  const wanted = `${request.params['user']}:${request.params['password']}`;
  return bytes.toString('utf8') === wanted || bytes.toString('latin1') === wanted;
}

function basicAuth(request: ParsedRequest, failureStatus: number): Reply {
  if (!isAuthorized(request)) return statusReply(failureStatus);
  return jsonReply({ authenticated: true, user: request.params['user'] });
}

/** Accepts any token. */
function bearer(request: ParsedRequest): Reply {
  const authorization = request.headers.get('authorization') ?? '';
  if (!authorization.startsWith('Bearer ')) return emptyReply(401, [['WWW-Authenticate', 'Bearer']]);
  return jsonReply({ authenticated: true, token: authorization.slice('Bearer '.length) });
}

export const basicAuthRoutes: readonly Route[] = [
  get('/basic-auth/:user/:password', (request) => basicAuth(request, 401)),
  get('/hidden-basic-auth/:user/:password', (request) => basicAuth(request, 404)),
  get('/bearer', bearer),
];
