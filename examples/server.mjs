// The server that some examples talk to:  node examples/server.mjs
import { createServer } from 'node:http';
import { pathToFileURL } from 'node:url';

/** Where it listens, and where the examples look for it unless they are given another server. */
export const HERE = 'http://127.0.0.1:8377';

const USERS = ['Ada', 'Grace'];

const json = (response, value, status = 200) =>
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(value));

const html = (response, ...links) =>
  response
    .writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' })
    .end(links.map((link) => `<a href="${link}">${link}</a>`).join('\n'));

async function bodyOf(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

/** `METHOD /path`: a function of request and response. */
function createRoutes() {
  let busy = 2;
  let tokens = 0;
  let uses = 0;

  return {
    // OAuth 2: a token that is accepted twice.
    'POST /oauth/token': async (request, response) => {
      const form = new URLSearchParams(await bodyOf(request));
      if (form.get('refresh_token') !== 'for-life') return json(response, { error: 'invalid_grant' }, 400);
      tokens += 1;
      uses = 2;
      json(response, { access_token: `token-${tokens}`, token_type: 'Bearer', expires_in: 3600 });
    },
    'GET /oauth/me': (request, response) => {
      if (request.headers.authorization === `Bearer token-${tokens}` && uses-- > 0) json(response, { name: 'Ada' });
      else response.writeHead(401, { 'WWW-Authenticate': 'Bearer error="invalid_token"' }).end();
    },

    // Busy for the first two requests.
    'GET /busy': (_request, response) => {
      if (busy-- > 0) response.writeHead(503, { 'Retry-After': '0' }).end();
      else json(response, { ready: true });
    },

    'GET /users.ndjson': (_request, response) => {
      response.writeHead(200, { 'Content-Type': 'application/x-ndjson' });
      response.end(USERS.map((name, id) => `${JSON.stringify({ id, name })}\n`).join(''));
    },
    'POST /import': async (request, response) => {
      await bodyOf(request);
      response.writeHead(204).end();
    },
    'GET /users': (_request, response) =>
      json(
        response,
        USERS.map((name) => ({ name })),
      ),

    'POST /graphql': async (request, response) => {
      const { variables } = JSON.parse(await bodyOf(request));
      const name = USERS[variables.id];
      if (name === undefined) json(response, { data: { user: null }, errors: [{ message: 'No such user' }] });
      else json(response, { data: { user: { name } } });
    },
    'GET /orders/1': (_request, response) =>
      response.writeHead(200, { 'Content-Type': 'application/json' }).end('{"id": 9007199254740993, "total": 12.5}'),
    'GET /menu.txt': (_request, response) =>
      response.writeHead(200, { 'Content-Type': 'text/plain' }).end(Buffer.from('crème brûlée\n')),

    // A site to crawl.
    'GET /robots.txt': (_request, response) => response.end('User-agent: *\nDisallow: /private\nCrawl-delay: 0.01\n'),
    'GET /': (_request, response) => html(response, '/a', '/b', '/private/diary', 'https://elsewhere.example/'),
    'GET /a': (_request, response) => html(response, '/', '/b'),
    'GET /b': (_request, response) => html(response, '/missing'),
  };
}

/** @param where a port, or the path of a Unix socket */
export async function startServer(where = 0) {
  const routes = createRoutes();
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, HERE);
    const route = routes[`${request.method} ${pathname}`];
    if (route === undefined) response.writeHead(404).end();
    else await route(request, response);
  });
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(...(typeof where === 'number' ? [where, '127.0.0.1'] : [where]), resolve);
  });
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    close: () => new Promise((resolve) => void server.close(resolve).closeAllConnections()),
  };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { origin } = await startServer(Number(new URL(HERE).port));
  console.log(`The examples find it at ${origin}. Ctrl+C ends it.`);
}
