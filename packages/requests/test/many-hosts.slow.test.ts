import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { growthOfSecondHalf } from '@req/test-support/memory';
import { overEveryTransport } from './every-transport.ts';
import { address, askHosts, askProxies, type EveryHost, everyHost } from './many-hosts.ts';

const MB = 1024 * 1024;
const HALF = 400;

let every: EveryHost;
beforeAll(async () => {
  every = await everyHost();
});
afterAll(() => every.close());

/** Growth with the built-in `fetch` alone, which keeps a pool for each origin forever. */
async function ofBareFetch(): Promise<number> {
  return growthOfSecondHalf(async (half) => {
    for (let i = half * HALF; i < (half + 1) * HALF; i++) {
      const response = await fetch(`http://${address(2 ** 20 + i)}:${every.port}/${i % 2 === 0 ? 'moved' : 'digest'}`);
      await response.text();
    }
    await every.disconnect();
  });
}

overEveryTransport(({ session, transport }) => {
  test('memory does not grow with the number of hosts', async () => {
    const over = session();
    const allowed = transport.name === 'fetch' ? 1.5 * (await ofBareFetch()) : 0;
    const growth = await growthOfSecondHalf(async (half) => {
      await askHosts(over, every.port, [half * HALF, (half + 1) * HALF]);
      await every.disconnect();
      over.cookies.clear();
    });
    expect(growth).toBeLessThan(Math.max(0, allowed) + MB);
  });

  test('memory does not grow with the number of proxy credentials', async () => {
    if (!transport.capabilities.has('proxy')) return;
    const over = session();
    const growth = await growthOfSecondHalf(async (half) => {
      await askProxies(over, every.port, [half * HALF, (half + 1) * HALF]);
      await every.disconnect();
      over.cookies.clear();
    });
    expect(growth).toBeLessThan(MB);
  });
});
