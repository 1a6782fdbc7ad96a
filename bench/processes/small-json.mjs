// Measures one client: receives the number of requests and their concurrency, and reports their cost.
import { CLIENTS } from './clients.mjs';

const [name, url] = process.argv.slice(2);
const getJson = await CLIENTS[name]();

async function loop(count) {
  for (let i = 0; i < count; i++) {
    const value = await getJson(url);
    if (value.id !== 4711 && value[1]?.id !== 1) throw new Error(`${name} did not return the document`);
  }
}

/** @returns Microseconds of CPU time and of elapsed time. */
async function round({ requests, concurrency }) {
  const each = Math.ceil(requests / concurrency);
  const before = process.cpuUsage();
  const started = performance.now();
  await Promise.all(Array.from({ length: concurrency }, () => loop(each)));
  const wall = (performance.now() - started) * 1000;
  const { user, system } = process.cpuUsage(before);
  return { requests: each * concurrency, cpu: user + system, wall };
}

process.on('message', async (message) => {
  if (message.exit) process.exit();
  process.send(await round(message));
});
process.send({ ready: true });
