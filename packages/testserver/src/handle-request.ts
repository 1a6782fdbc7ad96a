import type { ParsedRequest } from './parsed-request.ts';
import { jsonReply } from './reply/json-reply.ts';
import { emptyReply, type Reply, textReply, withHeaders } from './reply/reply.ts';
import { allowed, Router } from './router.ts';
import { routes } from './routes/index.ts';

const router = new Router(routes);

/** An HTML list of the routes, for people who open the server in a browser. */
function index(): Reply {
  const items = router.routes.map(({ path, methods }) => `<li><code>${methods.join(', ')} ${path}</code></li>`);
  return textReply(`<!DOCTYPE html>\n<title>httpbin</title>\n<ul>\n${items.join('\n')}\n</ul>\n`);
}

/** Server and CORS headers, sent with every reply so that browser pages of any origin can read it. */
function corsHeaders(request: ParsedRequest): readonly (readonly [string, string])[] {
  const headers: (readonly [string, string])[] = [
    ['Server', 'req-testserver'],
    ['Access-Control-Allow-Origin', request.headers.get('origin') ?? '*'],
    ['Access-Control-Allow-Credentials', 'true'],
  ];
  if (request.method !== 'OPTIONS') return headers;
  headers.push(['Access-Control-Allow-Methods', 'GET, POST, PUT, DELETE, PATCH, OPTIONS']);
  headers.push(['Access-Control-Max-Age', '3600']);
  const requested = request.headers.get('access-control-request-headers');
  if (requested !== undefined) headers.push(['Access-Control-Allow-Headers', requested]);
  return headers;
}

async function route(request: ParsedRequest): Promise<Reply> {
  const path = request.target.split('?', 1)[0] ?? '/';
  if (path === '/') return index();
  const match = router.find(path);
  if (match === null) {
    return textReply('<!DOCTYPE html>\n<title>404 Not Found</title>\n<h1>Not Found</h1>\n', undefined, 404);
  }
  const allow = allowed(match.route);
  if (request.method === 'OPTIONS') return emptyReply(200, [['Allow', allow.join(', ')]]);
  if (!allow.includes(request.method)) {
    const page = '<!DOCTYPE html>\n<title>405 Method Not Allowed</title>\n<h1>Method Not Allowed</h1>\n';
    return withHeaders(textReply(page, undefined, 405), ['Allow', allow.join(', ')]);
  }
  return match.route.handler({ ...request, params: match.params });
}

/** Routes a request and adds the common headers. A handler that throws becomes a 500, unless the client has gone. */
export async function handleRequest(request: ParsedRequest): Promise<Reply> {
  try {
    return withHeaders(await route(request), ...corsHeaders(request));
  } catch (error) {
    if (request.signal.aborted) throw error;
    return withHeaders(jsonReply({ error: String(error) }, 500), ...corsHeaders(request));
  }
}
