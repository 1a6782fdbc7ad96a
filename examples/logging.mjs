// A line for each request:  node examples/logging.mjs [BASE]
import { pathToFileURL } from 'node:url';
import { log, retry, Session } from '@req/requests';
import { UndiciTransport } from '@req/transport-undici';

export async function main(baseUrl = 'https://httpbin.org', logger = console) {
  // Inside of retry, each attempt is a line. A logger is `console`, pino, winston or a function.
  const transport = retry(log(new UndiciTransport(), logger), { total: 1, statusForcelist: [503] });
  const session = new Session({ transport, baseUrl });
  await session.get('/get', { params: { api_key: 'secret' } }); // Written as api_key=***.
  await session.get('/redirect/1');

  // Structured, with headers; their secrets are masked, too.
  const entries = [];
  session.transport = log(new UndiciTransport(), (_line, entry) => entries.push(entry), { headers: true });
  await session.get('/get', { auth: ['ada', 'secret'] });
  const [{ status, bytes, requestHeaders }] = entries;
  console.log(status, bytes > 0, requestHeaders.Authorization);

  await session.close();
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main(process.argv[2]);
