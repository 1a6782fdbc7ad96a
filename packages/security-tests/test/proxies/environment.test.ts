import { readFileSync } from 'node:fs';
import http from 'node:http';
import type { LookupFunction } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { Request, Session } from '@req/core';
import { ScriptServer } from '@req/transport-conformance';
import { UndiciTransport } from '@req/transport-undici';
import { describeRow, expectVulnerable } from '../support/describe-row.ts';
import { withEnvironment } from './support/environment.ts';

/** Requests a URL with the proxies of the environment. */
type Client = (url: string) => Promise<unknown>;

/** Every name resolves to loopback. */
const lookup: LookupFunction = (_name, options, callback) => {
  if (options.all) callback(null, [{ address: '127.0.0.1', family: 4 }]);
  else callback(null, '127.0.0.1', 4);
};
const transport = new UndiciTransport({ lookup });
const session = new Session({ transport });
const ours: Client = (url) => session.get(url);
let server: ScriptServer;
let port: string;

beforeAll(async () => {
  server = await ScriptServer.start();
  port = new URL(server.origins.A).port;
});
beforeEach(() => server.play([]));
afterAll(async () => {
  await transport.close();
  await server.close();
});

/** How many clients read the environment: as text. */
const byText: Client = (url) =>
  new Promise((resolve, reject) => {
    const { hostname } = new URL(url);
    const proxy = process.env['http_proxy'] ?? process.env['HTTP_PROXY'];
    const bypasses = (process.env['no_proxy'] ?? '')
      .split(',')
      .some((entry) => entry !== '' && hostname.endsWith(entry));
    const direct = { host: '127.0.0.1', port, path: '/', agent: false };
    const through = { ...direct, port: new URL(proxy ?? url).port, path: url };
    const request = http.get(proxy === undefined || bypasses ? direct : through, (response) => {
      response.resume();
      response.on('end', resolve);
    });
    request.on('error', reject);
  });

/** Which route the request took. */
async function way(client: Client, host: string, noProxy: string): Promise<'direct' | 'proxy'> {
  server.play([]);
  const variables = { http_proxy: server.origins.B, no_proxy: noProxy };
  await withEnvironment(variables, () => client(`http://${host}:${port}/`));
  expect(server.requests).toHaveLength(1);
  return server.requests[0]?.at === 'B' ? 'proxy' : 'direct';
}

type Line = readonly [noProxy: string, host: string, way: 'direct' | 'proxy'];

async function reads(client: Client, table: readonly Line[]): Promise<void> {
  const taken: unknown[] = [];
  for (const [noProxy, host] of table) taken.push([noProxy, host, await way(client, host, noProxy)]);
  expect(taken).toEqual(table);
}

function describeTable(id: string, table: readonly Line[]): void {
  describeRow(id, () => {
    test.each(table)('NO_PROXY=%s and the host %s: %s', async (...line) => reads(ours, [line]));
    expectVulnerable('compares the end of the text', () => reads(byText, table));
  });
}

/** The table in the documentation; its rows are the tests. */
const documented: Line[] = readFileSync(new URL('../../../../docs/security.md', import.meta.url), 'utf8')
  .split('\n')
  .map((line) => /^\| `([^`]+)` \| `http:\/\/([^`/]+)\/` \| (direct|proxy) \|$/.exec(line))
  .filter((match) => match !== null)
  .map(([, noProxy = '', host = '', taken]) => [noProxy, host, taken as 'direct' | 'proxy']);

test('the documentation has a table of what NO_PROXY covers', () => expect(documented.length).toBeGreaterThan(10));

async function closesTheHttpoxyDoor(client: Client): Promise<void> {
  const answeredBy = async (variables: Record<string, string>): Promise<string | undefined> => {
    server.play([]);
    await withEnvironment(variables, () => client(`http://127.0.0.1:${port}/`));
    return server.requests[0]?.at;
  };
  const { B } = server.origins;
  expect(await answeredBy({ HTTP_PROXY: B })).toBe('B');
  expect(await answeredBy({ HTTP_PROXY: B, REQUEST_METHOD: 'GET' })).toBe('A');
  expect(await answeredBy({ HTTP_PROXY: B, REQUEST_METHOD: '' })).toBe('A');
  expect(await answeredBy({ http_proxy: B, REQUEST_METHOD: 'GET' })).toBe('B');
}

describeRow('PX-15', () => {
  test('holds', () => closesTheHttpoxyDoor(ours));
  expectVulnerable('takes HTTP_PROXY from wherever it comes', () => closesTheHttpoxyDoor(byText));
});

describeTable('PX-16', [
  ['localhost', 'localhost.', 'direct'],
  ['localhost.', 'localhost', 'direct'],
  ['LOCALHOST', 'localhost', 'direct'],
  ['localhost', 'LocalHost', 'direct'],
  ['[::1]', '[::1]', 'direct'],
  ['::1', '[::1]', 'direct'],
  ['bücher.test', 'xn--bcher-kva.test', 'direct'],
  ['xn--bcher-kva.test', 'BÜCHER.test', 'direct'],
]);

describeTable('PX-17', documented);

describeTable('PX-18', [
  ['127.0.0.0/8', '127.0.0.1', 'direct'],
  ['127.0.0.0/8', '127.1', 'direct'],
  ['127.0.0.0/8', '2130706433', 'direct'],
  ['127.0.0.0/8', '128.0.0.1', 'proxy'],
]);

describeTable('PX-19', [
  ['127.0.0.1', '[::ffff:127.0.0.1]', 'direct'],
  ['127.0.0.1', '[::ffff:7f00:1]', 'direct'],
  ['127.0.0.0/8', '[::ffff:7f00:1]', 'direct'],
  ['::ffff:127.0.0.1', '127.0.0.1', 'direct'],
  ['127.0.0.1', '[::ffff:127.0.0.2]', 'proxy'],
]);

describeTable('PX-20', [
  ['0.0.0.0', '0.0.0.0', 'direct'],
  ['0.0.0.0', '0', 'direct'],
  ['0.0.0.0', '0x0', 'direct'],
  ['::', '[::]', 'direct'],
  ['::', '[0:0:0:0:0:0:0:0]', 'direct'],
  ['127.0.0.0/8', '0.0.0.0', 'proxy'],
  ['::1', '[::]', 'proxy'],
]);

describeTable('PX-21', [
  ['example.com', '[::1%25.example.com]', 'proxy'],
  ['.example.com', '[fe80::1%25.example.com]', 'proxy'],
  ['0.0.1', '127.0.0.1', 'proxy'],
  ['.1', '127.0.0.1', 'proxy'],
]);

describeTable('PX-22', [
  ['example.com', 'badexample.com', 'proxy'],
  ['example.com', 'a.example.com', 'direct'],
  ['example.com', 'example.com', 'direct'],
  ['example.com', 'example.com.evil.test', 'proxy'],
]);

describeTable('PX-23', [
  ['::1', '[::1]', 'direct'],
  ['[::1]', '[::1]', 'direct'],
  ['0:0:0:0:0:0:0:1', '[::1]', 'direct'],
  ['::1', '[0:0:0:0:0:0:0:1]', 'direct'],
  ['::1', '[0::0:1]', 'direct'],
  ['2001:db8::1', '[::1]', 'proxy'],
]);

describeRow('PX-23', () => {
  test('an entry with brackets and a port matches that port alone', async () => {
    expect(await way(ours, '[::1]', `[::1]:${port}`)).toBe('direct');
    expect(await way(ours, '[::1]', '[::1]:1')).toBe('proxy');
  });
});

/** Which route a request would take, for addresses that no test can listen on. */
async function choice(host: string, noProxy: string): Promise<'direct' | 'proxy'> {
  const prepared = await session.prepareRequest(new Request('GET', `http://${host}/`));
  const variables = { http_proxy: 'http://proxy.test', no_proxy: noProxy };
  const proxies = await withEnvironment(variables, async () => session.rebuildProxies(prepared, null));
  return Object.keys(proxies).length === 0 ? 'direct' : 'proxy';
}

describeRow('PX-18', () => {
  test('127.1.2.3 is covered by the network of loopback', async () => {
    expect(await choice('127.1.2.3', '127.0.0.0/8')).toBe('direct');
    expect(await choice('127.1.2.3', '127.0.0.1')).toBe('proxy');
  });
});

describeRow('PX-21', () => {
  test('a zone is no part of the address', async () => {
    expect(await choice('[fe80::1%25eth0]', 'fe80::1')).toBe('direct');
    expect(await choice('[fe80::1%25eth0]', 'fe80::/10')).toBe('direct');
    expect(await choice('[fe80::1%25eth0]', 'eth0')).toBe('proxy');
  });
});
