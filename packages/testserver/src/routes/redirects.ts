import type { Exchange } from '../exchange.ts';
import { emptyReply, type Reply, redirectReply, textReply } from '../reply/reply.ts';
import { originUrl } from '../request/describe.ts';
import { firstOf, parseUrlEncoded } from '../request/multi-dict.ts';
import { any, get, type Route } from '../router.ts';

/** Where the chain goes next: `n` redirects to come, /get after the last. */
function next(kind: string, n: number): string {
  return n <= 1 ? '/get' : `/${kind}-redirect/${n - 1}`;
}

function count(exchange: Exchange): number {
  return Number(exchange.params['n']);
}

const NONE_LEFT = 'The number of redirects must be positive';

function relative(exchange: Exchange): Reply {
  const n = count(exchange);
  if (n < 1) return textReply(NONE_LEFT, undefined, 400);
  return emptyReply(302, [['Location', next('relative', n)]]);
}

function absolute(exchange: Exchange): Reply {
  const n = count(exchange);
  if (n < 1) return textReply(NONE_LEFT, undefined, 400);
  return redirectReply(originUrl(exchange) + next('absolute', n));
}

/** Location is the very text of `url`, from the query or a form, uncorrected. */
function redirectTo(exchange: Exchange): Reply {
  const form = parseUrlEncoded(exchange.body.toString('utf8'));
  const url = firstOf(exchange.args, 'url', firstOf(form, 'url', ''));
  if (url === '') return textReply('url is missing', undefined, 400);
  const status = Number(firstOf(exchange.args, 'status_code', firstOf(form, 'status_code', '302')));
  // Header bytes are Latin-1 in Node, so that the UTF-8 of the text arrives as such.
  const location = Buffer.from(url, 'utf8').toString('latin1');
  return emptyReply(status >= 300 && status < 400 ? status : 302, [['Location', location]]);
}

export const redirectRoutes: readonly Route[] = [
  get('/redirect/:n(int)', (exchange) =>
    firstOf(exchange.args, 'absolute', '').toLowerCase() === 'true' ? absolute(exchange) : relative(exchange),
  ),
  get('/relative-redirect/:n(int)', relative),
  get('/absolute-redirect/:n(int)', absolute),
  any('/redirect-to', redirectTo),
];
