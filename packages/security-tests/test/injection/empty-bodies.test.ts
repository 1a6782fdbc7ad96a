import { createReadStream, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { type Data, Session } from '@req/core';
import { ScriptServer } from '@req/transport-conformance';
import { overTransports } from '../support/describe-row.ts';

let server: ScriptServer;
const directory = mkdtempSync(join(tmpdir(), 'req-'));
const empty = join(directory, 'empty');
writeFileSync(empty, '');

beforeAll(async () => {
  server = await ScriptServer.start();
});
afterAll(async () => {
  await server.close();
  rmSync(directory, { recursive: true });
});

/** Empty, and known to be so in advance. */
const nothing = (): Data =>
  ({
    size: 0,
    async *[Symbol.asyncIterator]() {},
  }) as unknown as Data;

const BODIES: readonly (readonly [what: string, make: () => Data])[] = [
  ['an empty Blob', () => new Blob([])],
  ['an empty File', () => new File([], 'empty.txt', { type: 'text/plain' })],
  ['a stream of an empty file', () => createReadStream(empty)],
  ['an iterable of length 0', nothing],
];

describe.each(BODIES)('%s has a length, which is 0', (_what, make) => {
  overTransports(async ({ transport }) => {
    server.play([]);
    const session = new Session({ transport, trustEnv: false, timeout: 10_000 });
    for (const method of ['POST', 'PUT', 'POST']) await session.request(method, server.origins.A, { data: make() });
    expect(server.requests).toHaveLength(3);
    for (const { headers, body } of server.requests) {
      const fields = headers.map(([name, value]) => [name.toLowerCase(), value]);
      expect(fields).toContainEqual(['content-length', '0']);
      expect(fields.map(([name]) => name)).not.toContain('transfer-encoding');
      expect(body.length).toBe(0);
    }
  });
});

const PROC = '/proc/self/status';

(existsSync(PROC) ? describe : describe.skip)(
  'a file that is not empty, though its size is said to be 0, is sent in chunks',
  () => {
    overTransports(async ({ transport }) => {
      server.play([]);
      const session = new Session({ transport, trustEnv: false, timeout: 10_000 });
      await session.post(server.origins.A, { data: createReadStream(PROC) });
      expect(Buffer.from(server.requests[0]?.body ?? []).toString()).toMatch(/^Name:/);
    });
  },
);
