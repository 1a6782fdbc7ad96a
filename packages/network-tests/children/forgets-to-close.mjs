// Sends a request to each URL in turn and never closes the session.
//   node forgets-to-close.mjs TRANSPORT PROXY URL…
import { Session } from '@req/core';
import { createTransport } from '../run/transports.mjs';

const [who, proxy, ...urls] = process.argv.slice(2);
const session = new Session({ transport: createTransport(who), timeout: { read: 30_000, total: 60_000 } });
const statuses = [];
for (const url of urls) {
  const proxies = who === 'fetch' || !url.startsWith('https:') ? {} : { https: proxy };
  statuses.push((await session.get(url, { proxies })).statusCode);
}
console.log(JSON.stringify({ statuses }));
