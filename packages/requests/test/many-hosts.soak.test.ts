import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { FunctionTransport, Session, type Transport } from '@req/core';
import { growthOfSecondHalf } from '@req/test-support/memory';
import { AxiosTransport } from '@req/transport-axios';
import { FetchTransport } from '@req/transport-fetch';
import { UndiciTransport } from '@req/transport-undici';
import nodeFetch from 'node-fetch';
import { askHosts, askProxies, type EveryHost, everyHost } from './many-hosts.ts';

const MB = 1024 * 1024;
const MINUTES = 60_000;

let every: EveryHost;
beforeAll(async () => {
  every = await everyHost();
});
afterAll(() => every.close());

test(
  'a million cookies of a hundred thousand hosts: the jar keeps 3000, and the heap does not grow',
  async () => {
    const session = new Session({
      trustEnv: false,
      transport: new FunctionTransport(({ url }) => {
        const host = new URL(url).hostname;
        const lines = Array.from({ length: 10 }, (_, i) => {
          const attributes = [
            '',
            '; Path=/',
            '; Max-Age=1',
            '; Secure',
            `; Domain=${host.slice(host.indexOf('.') + 1)}`,
          ];
          return ['Set-Cookie', `name-${i}-of-${host}=${'v'.repeat(100 * i)}${attributes[i % 5]}`] as const;
        });
        return { headers: lines, body: 'ok' };
      }),
    });
    const growth = await growthOfSecondHalf(async (half) => {
      for (let i = 0; i < 50_000; i++) await session.get(`https://www.a-host-${half * 50_000 + i}.test/a/path`);
    });
    expect(session.cookies.size).toBeLessThanOrEqual(3000);
    expect(growth).toBeLessThan(2 * MB);
    session.cookies.clear();
    await session.close();
  },
  20 * MINUTES,
);

const undici = (): Transport => new UndiciTransport();
const overNodeFetch = (): Transport => new FetchTransport(nodeFetch);
const axios = (): Transport => new AxiosTransport();

test.each([
  ['undici', 50_000, 'hosts', undici, askHosts],
  ['undici', 5_000, 'credentials for a proxy', undici, askProxies],
  ['node-fetch', 2_500, 'hosts', overNodeFetch, askHosts],
  ['node-fetch', 2_500, 'credentials for a proxy', overNodeFetch, askProxies],
  ['axios', 2_500, 'hosts', axios, askHosts],
  ['axios', 2_500, 'credentials for a proxy', axios, askProxies],
] as const)(
  'over %s, the heap does not grow over twice %i %s',
  async (_name, half, _what, make, ask) => {
    const transport = make();
    const session = new Session({ trustEnv: false, transport });
    const growth = await growthOfSecondHalf(async (which) => {
      await ask(session, every.port, [which * half, (which + 1) * half]);
      await every.disconnect();
      session.cookies.clear();
    });
    await transport.close();
    expect(growth).toBeLessThan(2 * MB);
  },
  30 * MINUTES,
);
