// Measures the memory per request, after a garbage collection, while many requests wait for their responses.
import { setTimeout as sleep } from 'node:timers/promises';
import { Session, UndiciTransport } from './req.mjs';

const [client, origin, digits] = process.argv.slice(2);
const count = Number(digits);
const session = new Session({ transport: new UndiciTransport() });
const { request } = await import('undici');
const clients = {
  req: async (url) => (await session.get(url)).json(),
  undici: async (url) => (await request(url)).body.json(),
};
const getJson = clients[client];

await Promise.all(Array.from({ length: 50 }, () => getJson(`${origin}/json`)));
const before = used();
const responses = Array.from({ length: count }, () => getJson(`${origin}/hold`));
const failed = Promise.all(responses);
failed.catch(() => process.exit(1));
for (let held = 0; held < count; held = (await (await fetch(`${origin}/count`)).json()).held) await sleep(50);
const bytes = (used() - before) / count;
await fetch(`${origin}/release`);
await failed;
process.send({ bytes }, () => process.exit());

function used() {
  globalThis.gc();
  globalThis.gc();
  return process.memoryUsage.rss();
}
