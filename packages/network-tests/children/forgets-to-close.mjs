// Sends requests to every URL given, one after the other, and never closes anything.
//   node forgets-to-close.mjs TRANSPORT PROXY URL…
import { Session } from '@req/core';
import { makeTransport } from '../run/transports.mjs';

const [who, proxy, ...urls] = process.argv.slice(2);
const session = new Session({ transport: makeTransport(who), timeout: { read: 30_000, total: 60_000 } });
const statuses = [];
for (const url of urls) {
  const proxies = who === 'fetch' || !url.startsWith('https:') ? {} : { https: proxy };
  statuses.push((await session.get(url, { proxies })).statusCode);
}
console.log(JSON.stringify({ statuses }));
