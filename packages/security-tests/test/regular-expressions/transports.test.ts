import { afterAll, beforeAll, expect } from '@jest/globals';
import { Session } from '@req/core';
import { ScriptServer } from '@req/transport-conformance';
import fetch from 'node-fetch';
import { describeRow, expectVulnerable, overTransports } from '../support/describe-row.ts';
import { linear } from './support/linear.ts';

let server: ScriptServer;
beforeAll(async () => {
  server = await ScriptServer.start();
});
afterAll(() => server.close());

const padded = (size: number): string => `x${' '.repeat(size)}x`;

describeRow('RX-12', () => {
  overTransports(async ({ transport }) => {
    const session = new Session({ transport, trustEnv: false });
    await session.get(`${server.origins.A}/`);
    await linear(padded, async (value) => {
      server.play([]);
      await session.get(`${server.origins.A}/`, { headers: { 'X-Padded': value } });
      expect(server.requests[0]?.headers).toContainEqual(['X-Padded', value]);
    });
    await linear(padded, async (value) => {
      server.play([{ raw: `HTTP/1.1 200 OK\r\nX-Padded: ${value.slice(0, 12_000)}x\r\nContent-Length: 0\r\n\r\n` }]);
      expect((await session.get(`${server.origins.A}/`)).headers.get('X-Padded')).toHaveLength(
        Math.min(12_000, value.length) + 1,
      );
    });
  });
  expectVulnerable('normalises a value as undici did', () =>
    linear(padded, (value) => value.replace(/^[\r\n\t ]+|[\r\n\t ]+$/g, '')),
  );
});

/** The origin of the request is never sent. */
async function tellsNothing(get: (url: string) => Promise<unknown>): Promise<void> {
  await linear(
    (size) => `${server.origins.A}/${'a/'.repeat(size >> 3)}`,
    async (url) => {
      server.play([]);
      await get(url);
      expect(server.requests[0]?.headers.map(([name]) => name.toLowerCase())).not.toContain('referer');
    },
  );
}

describeRow('RX-11', () => {
  overTransports(({ transport }) => tellsNothing((url) => new Session({ transport, trustEnv: false }).get(url)));
  expectVulnerable('hands node-fetch a referrer', () =>
    tellsNothing((url) => fetch(url, { referrer: url, referrerPolicy: 'unsafe-url' })),
  );
});
