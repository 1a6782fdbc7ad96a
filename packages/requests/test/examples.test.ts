import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import { type RunningServer, startHttpbin } from '@req/testserver';

const folder = new URL('../../../examples/', import.meta.url);
type Main = (...args: unknown[]) => Promise<unknown>;

let server: RunningServer;
let lines: string[];
beforeAll(async () => {
  server = await startHttpbin();
});
afterAll(() => server.close());
beforeEach(() => {
  lines = [];
  jest.spyOn(console, 'log').mockImplementation((...args) => void lines.push(args.map(shown).join(' ').trim()));
});
afterEach(() => {
  jest.restoreAllMocks();
});

function shown(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

async function run(name: string, ...args: unknown[]): Promise<unknown> {
  const { main } = (await import(new URL(name, folder).href)) as { main: Main };
  return main(...args);
}

test('login.mjs', async () => {
  await run('login.mjs', server.origin);
  expect(lines).toEqual(['redirects: 1 cookies: {"token":"abc"}', 'account: user', 'after restart: {"token":"abc"}']);
});

test('download.mjs', async () => {
  const path = join(mkdtempSync(join(tmpdir(), 'req-example-')), 'download.bin');
  await run('download.mjs', `${server.origin}/bytes/100000`, path);
  expect(readFileSync(path)).toHaveLength(100_000);
  expect(lines.at(-2)).toBe('100 % and counting');
  expect(lines.at(-1)).toBe('saved 100000 bytes');
});

test('upload.mjs', async () => {
  await run('upload.mjs', server.origin);
  const { length } = readFileSync(new URL('upload.mjs', folder));
  expect(lines).toEqual([`sent ${length} bytes`, `PUT ${length}`, 'POST An example true']);
});

test('auth-and-retry.mjs', async () => {
  await run('auth-and-retry.mjs');
  expect(lines).toEqual(['200 {"hello":"world"}']);
});

test('own-transport.mjs', async () => {
  expect(await run('own-transport.mjs', `${server.origin}/redirect/1`, ['response head', 'abort'])).toBe(true);
  expect(lines.slice(0, 2)).toEqual([
    expect.stringMatching(/^GET \/redirect\/1 302 \d+ ms$/),
    expect.stringMatching(/^GET \/get 200 \d+ ms$/),
  ]);
});

test('unit-test.mjs', async () => {
  const tests: [title: string, body: () => Promise<void>][] = [];
  jest.unstable_mockModule('node:test', () => ({ test: (...each: (typeof tests)[number]) => tests.push(each) }));
  await import(new URL('unit-test.mjs', folder).href);
  expect(tests).toHaveLength(3);
  for (const [, body] of tests) await body();
});

test.each(['login', 'download', 'upload', 'auth-and-retry', 'own-transport', 'unit-test'])(
  '%s.mjs is short, and found from the README and examples/README.md',
  (name) => {
    expect(readFileSync(new URL(`${name}.mjs`, folder), 'utf8').split('\n').length).toBeLessThanOrEqual(60);
    for (const page of ['README.md', '../README.md']) {
      expect(readFileSync(new URL(page, folder), 'utf8')).toContain(`${name}.mjs`);
    }
  },
);
