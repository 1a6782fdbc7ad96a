// Holds many requests in flight and says what each takes: the process's memory, after a collection.
import { setTimeout as sleep } from 'node:timers/promises';
import { Session, UndiciTransport } from './req.mjs';

const [client, origin, digits] = process.argv.slice(2);
const count = Number(digits);
const session = new Session({ transport: new UndiciTransport() });
const { request } = await import('undici');
const ways = {
  req: async (url) => (await session.get(url)).json(),
  undici: async (url) => (await request(url)).body.json(),
};
const getJson = ways[client];

await Promise.all(Array.from({ length: 50 }, () => getJson(`${origin}/json`)));
const before = used();
const answers = Array.from({ length: count }, () => getJson(`${origin}/hold`));
const failed = Promise.all(answers);
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
