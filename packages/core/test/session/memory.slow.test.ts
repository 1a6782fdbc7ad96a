import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { growthOfSecondHalf, heapInUse } from '@req/test-support/memory';
import { FunctionTransport, HTTPDigestAuth, Session } from '../../src/index.ts';
import { tlsSettings } from '../../src/send/tls-settings.ts';

const KB = 1024;
const MB = KB * KB;
/** A string with memory of its own. */
const text = (...parts: string[]): string => Buffer.from(parts.join(''), 'latin1').toString('latin1');

describe('what a session remembers about servers is limited', () => {
  test.each([
    [
      'a long opaque',
      (i: number) => text(`Digest realm="r", nonce="n${i}", qop="auth", opaque="`, 'o'.repeat(60 * KB), '"'),
    ],
    [
      'a short part of a long header',
      (i: number) =>
        text(`Digest realm="a realm of thirteen", nonce="a long nonce ${i}", x="`, 'x'.repeat(60 * KB), '"'),
    ],
    [
      'many parameters',
      (i: number) =>
        text(`Digest realm="r", nonce="n${i}"`, ...Array.from({ length: 2000 }, (_, p) => `, p${i}-${p}="some value"`)),
    ],
  ])('challenges of %s', async (_what, challenge) => {
    let answered = 0;
    const session = new Session({
      trustEnv: false,
      auth: new HTTPDigestAuth('user', 'password'),
      transport: new FunctionTransport(({ url, headers }) => {
        if (headers.has('authorization')) answered++;
        const value = challenge(Number(/\d+/.exec(url)?.[0]));
        return headers.has('authorization') ? {} : { status: 401, headers: { 'WWW-Authenticate': value } };
      }),
    });
    const growth = await growthOfSecondHalf(async (half) => {
      for (let i = half * 200; i < (half + 1) * 200; i++) await session.get(`http://h${i}.test/`);
    });
    expect(answered).toBe(400);
    expect(growth).toBeLessThan(2 * MB);
  });

  test('the nonce of a response replaces the last one, and is not kept if it is long', async () => {
    let next = 'a-next-nonce-of-the-server';
    const sent: (string | null)[] = [];
    const session = new Session({
      trustEnv: false,
      auth: new HTTPDigestAuth('user', 'password'),
      transport: new FunctionTransport(({ headers }) => {
        const authorization = headers.get('authorization');
        sent.push(/nonce="([^"]*)"/.exec(authorization ?? '')?.[1]?.slice(0, 40) ?? null);
        return authorization === null
          ? { status: 401, headers: { 'WWW-Authenticate': 'Digest realm="r", nonce="first", qop="auth"' } }
          : { headers: { 'Authentication-Info': `nextnonce="${next}"` } };
      }),
    });
    await session.get('http://h.test/');
    next = 'n'.repeat(10 * KB);
    await session.get('http://h.test/');
    await session.get('http://h.test/');
    expect(sent).toEqual([null, 'first', 'a-next-nonce-of-the-server', null, 'first']);
  });

  test.each([
    ['URL', { url: () => text('http://h.test/', 'u'.repeat(8 * MB)) }],
    ['header of a request', { headers: () => ({ 'X-Long': text('h'.repeat(8 * MB)) }) }],
  ])('one long %s is not kept after its request', async (_what, make: Making) => {
    const session = new Session({
      trustEnv: false,
      transport: new FunctionTransport(() => ({ body: 'ok' })),
    });
    const once = async (): Promise<void> => {
      const response = await session.get(make.url?.() ?? 'http://h.test/', { headers: make.headers?.() ?? {} });
      expect(response.text).toBe('ok');
    };
    await session.get('http://h.test/');
    const before = await heapInUse();
    await once();
    // V8 itself keeps the last text that a regular expression matched.
    expect(/x/.test('x')).toBe(true);
    expect((await heapInUse()) - before).toBeLessThan(4 * MB);
  });

  test('certificates from ever new files', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'req-certificates-'));
    try {
      const growth = await growthOfSecondHalf((half) => {
        for (let i = 0; i < 60; i++) {
          const path = join(folder, `${half}-${i}.pem`);
          writeFileSync(path, `-----BEGIN CERTIFICATE-----\n${'A'.repeat(100 * KB)}`);
          expect(tlsSettings(path, null).ca).toHaveLength(100 * KB + 28);
        }
      });
      expect(growth).toBeLessThan(2 * MB);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

interface Making {
  readonly url?: () => string;
  readonly headers?: () => Record<string, string>;
}
