// Counts, hooks, and why a call is slow:  node examples/observing.mjs [BASE]
import { pathToFileURL } from 'node:url';
import { observe, Session } from '@req/requests';
import { UndiciTransport } from '@req/transport-undici';

export async function main(baseUrl = 'https://httpbin.org') {
  const statuses = new Map();
  const count = ({ response }) => statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1);
  const session = new Session({ transport: observe(new UndiciTransport(), { response: count }), baseUrl });

  session.hooks = {
    request: (prepared) => void prepared.headers.set('X-Call', 'a1'),
    response: (r) => r.raiseForStatus(), // From now on, every 4xx and 5xx is an error.
    error: (error) => new Error('The service cannot be used', { cause: error }),
  };
  const r = await session.get('/redirect/1');
  console.log(r.json().headers['X-Call'], [...statuses]);
  await session.get('/status/500').catch((error) => console.log(error.message, '/', error.cause.code));

  const slow = await session.get('/get', { trace: ({ type }) => console.log('·', type) });
  const { connection, timings } = slow.facts;
  console.log(connection.reused ? 'reused' : 'new connection', timings.firstByte > 0);

  await session.close();
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main(process.argv[2]);
