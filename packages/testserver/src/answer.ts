import type { Exchange } from './exchange.ts';
import { jsonReply } from './reply/json-reply.ts';
import { emptyReply, type Reply, textReply, withHeaders } from './reply/reply.ts';
import { allowed, Router } from './router.ts';
import { routes } from './routes/index.ts';

const router = new Router(routes);

/** The routes as a page, for whoever opens the server in a browser. */
function index(): Reply {
  const items = router.routes.map(({ path, methods }) => `<li><code>${methods.join(', ')} ${path}</code></li>`);
  return textReply(`<!DOCTYPE html>\n<title>httpbin</title>\n<ul>\n${items.join('\n')}\n</ul>\n`);
}

/** What every answer carries, so that pages of another origin may read it. */
function corsHeaders(exchange: Exchange): readonly (readonly [string, string])[] {
  const headers: (readonly [string, string])[] = [
    ['Server', 'req-testserver'],
    ['Access-Control-Allow-Origin', exchange.headers.get('origin') ?? '*'],
    ['Access-Control-Allow-Credentials', 'true'],
  ];
  if (exchange.method !== 'OPTIONS') return headers;
  headers.push(['Access-Control-Allow-Methods', 'GET, POST, PUT, DELETE, PATCH, OPTIONS']);
  headers.push(['Access-Control-Max-Age', '3600']);
  const asked = exchange.headers.get('access-control-request-headers');
  if (asked !== undefined) headers.push(['Access-Control-Allow-Headers', asked]);
  return headers;
}

async function route(exchange: Exchange): Promise<Reply> {
  const path = exchange.target.split('?', 1)[0] ?? '/';
  if (path === '/') return index();
  const match = router.find(path);
  if (match === null) {
    return textReply('<!DOCTYPE html>\n<title>404 Not Found</title>\n<h1>Not Found</h1>\n', undefined, 404);
  }
  const allow = allowed(match.route);
  if (exchange.method === 'OPTIONS') return emptyReply(200, [['Allow', allow.join(', ')]]);
  if (!allow.includes(exchange.method)) {
    const page = '<!DOCTYPE html>\n<title>405 Method Not Allowed</title>\n<h1>Method Not Allowed</h1>\n';
    return withHeaders(textReply(page, undefined, 405), ['Allow', allow.join(', ')]);
  }
  return match.route.handler({ ...exchange, params: match.params });
}

/** Routes a request and completes the reply. A handler's failure is a 500, unless the client has gone. */
export async function answer(exchange: Exchange): Promise<Reply> {
  try {
    return withHeaders(await route(exchange), ...corsHeaders(exchange));
  } catch (error) {
    if (exchange.signal.aborted) throw error;
    return withHeaders(jsonReply({ error: String(error) }, 500), ...corsHeaders(exchange));
  }
}
