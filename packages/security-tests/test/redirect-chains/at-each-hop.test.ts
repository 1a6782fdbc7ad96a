import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect } from '@jest/globals';
import { ConnectionError, ContentTooLarge, ReadTimeout, type Response } from '@req/core';
import { type Ask, type Client, clientOver } from '../redirect-credentials/support/client.ts';
import { Lab } from '../redirect-credentials/support/lab.ts';
import { describeRow, expectVulnerable, overTransports } from '../support/describe-row.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await Lab.start({ tls: false });
});
afterAll(() => lab.close());

const url = (path: string): string => `http://127.0.0.1:${lab.port}${path}`;
const targets = (): string[] => lab.seen.map(({ target }) => target);

/** A limit set by the caller applies to the second hop as to the first. */
async function holdsAtEachHop(client: Client): Promise<void> {
  const big = randomBytes(30_000).toString('latin1');
  const cases: readonly [string, Parameters<Lab['play']>[1], Ask, new () => Error][] = [
    ['size', { body: Buffer.from(big, 'latin1') }, { maxBodySize: 20_000 }, ContentTooLarge],
    [
      'decoded size',
      { headers: { 'Content-Encoding': 'gzip' }, body: gzipSync(Buffer.alloc(200_000)) },
      { maxBodySize: 20_000 },
      ContentTooLarge,
    ],
    ['read timeout', { hangs: true }, { timeout: { read: 200 } }, ReadTimeout],
    ['header line', { headers: { 'X-Long': 'x'.repeat(80_000) } }, {}, ConnectionError],
  ] as const as never;
  for (const [name, answer, ask, error] of cases) {
    for (const path of ['/limited', '/before']) {
      lab.clear();
      lab.play('/limited', answer);
      lab.redirect('/from', '/limited');
      lab.redirect('/before', '/from');
      const outcome = await client(url(path), ask).then(
        () => null,
        (reason: unknown) => reason,
      );
      expect([name, path, outcome]).toEqual([name, path, expect.any(error)]);
      expect(targets().at(-1)).toBe('/limited');
    }
  }
}

describeRow('RC-12', () => {
  overTransports(({ transport }) => holdsAtEachHop(clientOver(transport, lab)));
  expectVulnerable('limits the first response only', () =>
    holdsAtEachHop(async (at, { maxBodySize } = {}) => {
      const first = await fetch(at, { redirect: 'manual' });
      const { byteLength } = await first.arrayBuffer();
      if (maxBodySize && byteLength > maxBodySize) throw new ContentTooLarge('Too large.');
      const location = first.headers.get('location');
      if (location !== null) await (await fetch(new URL(location, at))).arrayBuffer();
    }),
  );
});

const MEBIBYTE = 1024 * 1024;
const BOMB = 32 * MEBIBYTE;

/** A redirect's body that expands to 32 MiB is not kept in memory, and the redirect is still followed. */
async function defusesRedirects(client: Client, bomb: Buffer): Promise<unknown> {
  lab.clear();
  lab.redirect('/from', '/to', { headers: { 'Content-Encoding': 'gzip' }, body: bomb });
  const before = process.memoryUsage().arrayBuffers;
  let most = 0;
  const watch = setInterval(() => {
    most = Math.max(most, process.memoryUsage().arrayBuffers - before);
  }, 1);
  try {
    const response = await client(url('/from'), { timeout: { total: 20_000 } });
    most = Math.max(most, process.memoryUsage().arrayBuffers - before);
    expect(targets()).toEqual(['/from', '/to']);
    expect(most).toBeLessThan(BOMB / 2);
    return response;
  } finally {
    clearInterval(watch);
  }
}

describeRow('RC-13', () => {
  let bomb: Buffer;
  beforeAll(() => {
    bomb = gzipSync(Buffer.alloc(BOMB));
  });
  overTransports(async ({ name, transport }) => {
    const unlimited = name === 'undici' ? [{ maxDecompressionRatio: null }] : [];
    for (const options of [{}, { stream: true }, ...unlimited]) {
      const response = (await defusesRedirects(clientOver(transport, lab, options), bomb)) as Response;
      const [redirect] = response.history;
      if (name === 'built-in fetch') expect(redirect?.content.byteLength).toBe(0);
      else if (!('maxDecompressionRatio' in options)) await expect(redirect?.read()).rejects.toThrow(ContentTooLarge);
      else expect((await redirect?.read())?.byteLength).toBe(BOMB);
    }
    // Anything smaller can be read, over every transport.
    lab.redirect('/from', '/to', { headers: { 'Content-Encoding': 'gzip' }, body: gzipSync('moved') });
    const small = (await clientOver(transport, lab)(url('/from'))) as Response;
    expect(small.history[0]?.text).toBe('moved');
  });
  expectVulnerable('reads and decodes the bodies of redirects', () =>
    defusesRedirects(async (at) => {
      const kept: ArrayBuffer[] = [];
      const first = await fetch(at, { redirect: 'manual' });
      kept.push(await first.arrayBuffer());
      await (await fetch(new URL(first.headers.get('location') ?? '', at))).text();
      return kept;
    }, bomb),
  );
});
