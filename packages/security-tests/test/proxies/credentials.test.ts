import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { HTTPProxyAuth, Session } from '@req/core';
import { authority, certify, LOOPBACK_NAMES } from '@req/test-support/certify';
import { UndiciTransport } from '@req/transport-undici';
import { describeRow, expectVulnerable } from '../support/describe-row.ts';
import { SecureOrigin } from '../tls/support/secure-origin.ts';
import { type Client, clientOf, overProxies, through } from './support/client.ts';
import { proxyStarter } from './support/lab-proxy.ts';
import { vulnerableClient } from './support/vulnerable-client.ts';

const basic = (credentials: string): string => `Basic ${btoa(credentials)}`;
const verify = authority().cert;
let origin: SecureOrigin;

const start = proxyStarter();
beforeAll(async () => {
  origin = await SecureOrigin.start(certify({ name: 'localhost', names: LOOPBACK_NAMES }));
});
afterEach(() => {
  origin.requests.length = 0;
});
afterAll(() => origin.close());

async function keepsCredentialsFromTheOrigin(client: Client): Promise<void> {
  const proxy = await start();
  const headers = { 'Proxy-Authorization': basic('by:hand') };
  expect((await client(origin.at(), { ...through(proxy.url('user:secret')), verify })).text).toBe('origin');
  await client(origin.at(), { ...through(proxy.url()), verify, headers });
  expect(proxy.field('proxy-authorization')[0]).toBe(basic('user:secret'));
  expect(origin.requests).toHaveLength(2);
  for (const { headers: seen } of origin.requests) expect(seen['proxy-authorization']).toBeUndefined();
}

async function forgetsCredentials(client: Client): Promise<void> {
  const proxy = await start();
  for (const url of ['http://origin.test/', origin.at()]) {
    await client(url, { ...through(proxy.url('user:secret')), verify });
    await client(url, { ...through(proxy.url()), verify });
  }
  expect(proxy.field('proxy-authorization')).toEqual([basic('user:secret'), null, basic('user:secret'), null]);
}

async function keepsCredentialsOfOneProxyFromAnother(client: Client): Promise<void> {
  const [first, second] = [await start(), await start()];
  await client('http://origin.test/', through(first.url('user:secret')));
  await client('http://origin.test/', through(second.url()));
  await client(origin.at(), { ...through(second.url()), verify });
  expect(first.field('proxy-authorization')).toEqual([basic('user:secret')]);
  expect(second.field('proxy-authorization')).toEqual([null, null]);
}

async function keepsThemAtRedirects(client: Client): Promise<void> {
  const plain = `HTTP/1.1 302 Found\r\nLocation: ${origin.at()}\r\nContent-Length: 0\r\n\r\n`;
  const [first, second] = [await start({ plain }), await start()];
  const both = { http: first.url('user:secret'), https: second.url() };
  expect((await client('http://origin.test/', { proxies: both, verify })).text).toBe('origin');
  expect(first.field('proxy-authorization')).toEqual([basic('user:secret')]);
  expect(second.field('proxy-authorization')).toEqual([null]);
  expect(origin.requests[0]?.headers['proxy-authorization']).toBeUndefined();
}

async function opensTunnelsApart(client: Client): Promise<void> {
  const proxy = await start();
  for (const credentials of ['one:1', 'two:2', 'one:1']) {
    await client(origin.at(), { ...through(proxy.url(credentials)), verify });
  }
  expect(proxy.field('proxy-authorization').slice(0, 2)).toEqual([basic('one:1'), basic('two:2')]);
  expect(proxy.bytes.length).toBeGreaterThanOrEqual(2);
  expect(new Set(origin.requests.map(({ connection }) => connection)).size).toBeGreaterThanOrEqual(2);
}

describeRow('PX-01', () => {
  overProxies(keepsCredentialsFromTheOrigin);
  expectVulnerable('sends Proxy-Authorization inside the tunnel', () =>
    keepsCredentialsFromTheOrigin(vulnerableClient('tells the origin')),
  );

  test('those of HTTPProxyAuth neither', async () => {
    const proxy = await start();
    await using session = new Session({ transport: new UndiciTransport(), trustEnv: false, verify });
    const auth = new HTTPProxyAuth('user', 'secret');
    await session.get(origin.at(), { ...through(proxy.url()), auth });
    expect(origin.requests[0]?.headers['proxy-authorization']).toBeUndefined();
  });
});

describeRow('PX-02', () => {
  overProxies(forgetsCredentials);
  expectVulnerable('continues with the old credentials', () =>
    forgetsCredentials(vulnerableClient('remembers credentials')),
  );

  test('holds for what is set on the session', async () => {
    const proxy = await start();
    await using session = new Session({ transport: new UndiciTransport(), trustEnv: false });
    for (const url of [proxy.url('user:secret'), proxy.url()]) {
      session.proxies = { http: url };
      await session.get('http://origin.test/');
    }
    expect(proxy.field('proxy-authorization')).toEqual([basic('user:secret'), null]);
  });
});

describeRow('PX-03', () => {
  overProxies(keepsCredentialsOfOneProxyFromAnother);
  expectVulnerable('sends them to the next proxy', () =>
    keepsCredentialsOfOneProxyFromAnother(vulnerableClient('remembers credentials')),
  );

  describe('when the environment names another proxy', () => {
    test('holds', async () => {
      const [first, second] = [await start(), await start()];
      const before = process.env['http_proxy'];
      await using transport = new UndiciTransport();
      const client = clientOf(transport, { trustEnv: true });
      try {
        for (const url of [first.url('user:secret'), second.url()]) {
          process.env['http_proxy'] = url;
          await client('http://origin.test/', { proxies: {} });
        }
      } finally {
        if (before === undefined) delete process.env['http_proxy'];
        else process.env['http_proxy'] = before;
      }
      expect(first.field('proxy-authorization')).toEqual([basic('user:secret')]);
      expect(second.field('proxy-authorization')).toEqual([null]);
    });
  });
});

describeRow('PX-04', () => {
  overProxies(keepsThemAtRedirects);
  expectVulnerable('keeps them at a redirect', () => keepsThemAtRedirects(vulnerableClient('remembers credentials')));
});

describeRow('PX-05', () => {
  overProxies(opensTunnelsApart);
  expectVulnerable('uses a tunnel of other credentials', () =>
    opensTunnelsApart(vulnerableClient('shares connections')),
  );
});
