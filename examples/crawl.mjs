// A polite crawler: robots.txt, one host, a pause, few at a time, small pages:  node examples/crawl.mjs [URL]
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { retry, Session } from '@req/requests';
import { UndiciTransport } from '@req/transport-undici';
import { HERE } from './server.mjs';

/** The rules for everybody. A file that is missing allows everything. */
async function readRobots(session) {
  const r = await session.get('/robots.txt');
  const groups = r.ok ? r.text.split(/^(?=user-agent:)/im) : [];
  const rules = groups.find((group) => /^user-agent: *\*/i.test(group)) ?? '';
  const valuesOf = (name) => [...rules.matchAll(new RegExp(`^${name}: *(\\S+)`, 'gim'))].map(([, value]) => value);
  const forbidden = valuesOf('disallow');
  const [delay = '1'] = valuesOf('crawl-delay');
  return { delay: Number(delay) * 1000, allows: (url) => !forbidden.some((path) => url.pathname.startsWith(path)) };
}

export async function main(start = `${HERE}/`) {
  const { origin, hostname } = new URL(start);
  const session = new Session({
    transport: retry(new UndiciTransport({ connections: 2 }), { total: 2 }), // Waits when the server says Retry-After.
    baseUrl: origin,
    allowHosts: [hostname],
    headers: { 'User-Agent': 'example-crawler/1.0 (+https://example.com/bot)' },
    timeout: { total: 30_000 },
    maxBodySize: 1024 ** 2,
  });
  const robots = await readRobots(session);
  const seen = new Set([start]);
  const queue = [start];

  async function visit(url) {
    const r = await session.get(url);
    console.log(r.statusCode, new URL(r.url).pathname);
    if (!r.ok || !r.headers.get('content-type')?.startsWith('text/html')) return;
    for (const [, href] of r.text.matchAll(/<a href="([^"]+)"/g)) {
      const link = new URL(href, r.url);
      if (link.origin !== origin || seen.has(link.href) || !robots.allows(link)) continue;
      seen.add(link.href);
      queue.push(link.href);
    }
  }

  while (queue.length > 0 && seen.size < 100) {
    const visits = await Promise.allSettled(queue.splice(0, 2).map(visit));
    for (const { reason } of visits) if (reason) console.log(reason.message);
    await pause(robots.delay);
  }
  await session.close();
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main(process.argv[2]);
