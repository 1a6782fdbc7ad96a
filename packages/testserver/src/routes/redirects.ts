import type { ParsedRequest } from '../parsed-request.ts';
import { emptyReply, type Reply, redirectReply, textReply } from '../reply/reply.ts';
import { originUrl } from '../request/describe-request.ts';
import { firstOf, parseUrlEncoded } from '../request/multi-dict.ts';
import { any, get, type Route } from '../router.ts';

/** The next target of a chain with `n` redirects left; it ends at /get. */
function next(kind: string, n: number): string {
  return n <= 1 ? '/get' : `/${kind}-redirect/${n - 1}`;
}

function count(request: ParsedRequest): number {
  return Number(request.params['n']);
}

const NOT_POSITIVE = 'The number of redirects must be positive';

function relative(request: ParsedRequest): Reply {
  const n = count(request);
  if (n < 1) return textReply(NOT_POSITIVE, undefined, 400);
  return emptyReply(302, [['Location', next('relative', n)]]);
}

function absolute(request: ParsedRequest): Reply {
  const n = count(request);
  if (n < 1) return textReply(NOT_POSITIVE, undefined, 400);
  return redirectReply(originUrl(request) + next('absolute', n));
}

/** Location is `url` of the query or the form, unchanged. */
function redirectTo(request: ParsedRequest): Reply {
  const form = parseUrlEncoded(request.body.toString('utf8'));
  const url = firstOf(request.args, 'url', firstOf(form, 'url', ''));
  if (url === '') return textReply('url is missing', undefined, 400);
  const status = Number(firstOf(request.args, 'status_code', firstOf(form, 'status_code', '302')));
  // Node writes header values as Latin-1, so the bytes of the UTF-8 text are passed as Latin-1 characters.
  const location = Buffer.from(url, 'utf8').toString('latin1');
  return emptyReply(status >= 300 && status < 400 ? status : 302, [['Location', location]]);
}

export const redirectRoutes: readonly Route[] = [
  get('/redirect/:n(int)', (request) =>
    firstOf(request.args, 'absolute', '').toLowerCase() === 'true' ? absolute(request) : relative(request),
  ),
  get('/relative-redirect/:n(int)', relative),
  get('/absolute-redirect/:n(int)', absolute),
  any('/redirect-to', redirectTo),
];
