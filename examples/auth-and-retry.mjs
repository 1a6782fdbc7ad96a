// An authentication scheme of one's own, and retries:  node examples/auth-and-retry.mjs
import { pathToFileURL } from 'node:url';
import { FunctionTransport, Request, retry, Session } from '@req/requests';

/** Gets a token when there is none, and a new one when the server no longer accepts the old. */
class TokenAuth {
  #token = null;

  constructor(tokenUrl) {
    this.tokenUrl = tokenUrl;
  }

  // Each request yielded is sent; what `yield` gives is its response. The last one is the caller's.
  async *authFlow(request) {
    for (let attempt = 0; attempt < 2; attempt++) {
      if (this.#token === null) {
        const granted = yield await new Request('POST', this.tokenUrl).prepare();
        this.#token = granted.raiseForStatus().json().token;
      }
      const authorized = request.copy();
      authorized.headers.set('Authorization', `Token ${this.#token}`);
      const response = yield authorized;
      if (response.statusCode !== 401) return;
      this.#token = null;
    }
  }
}

/** A server that is busy at first, and whose first token has expired. */
function server() {
  let requests = 0;
  let tokens = 0;
  return new FunctionTransport(({ url, headers }) => {
    if (++requests <= 2) return { status: 503, headers: { 'Retry-After': '0' } };
    if (url.endsWith('/token')) return { json: { token: `t${++tokens}` } };
    return headers.get('authorization') === 'Token t2' ? { json: { hello: 'world' } } : { status: 401 };
  });
}

export async function main() {
  const transport = retry(server(), {
    total: 3,
    allowedMethods: ['GET', 'POST'],
    statusForcelist: [503],
    backoffFactor: 10, // 10, 20, 40 ms …, unless Retry-After says otherwise
  });
  const session = new Session({ transport, auth: new TokenAuth('https://api.test/token') });
  const r = await session.get('https://api.test/hello');
  console.log(r.statusCode, r.json());
  await session.close();
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main();
