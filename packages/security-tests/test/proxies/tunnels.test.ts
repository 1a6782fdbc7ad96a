import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { authority, certify, LOOPBACK_NAMES } from '@req/test-support/certify';
import { RawServer } from '@req/transport-conformance';
import { describeRow, expectVulnerable } from '../support/describe-row.ts';
import { SecureOrigin } from '../tls/support/secure-origin.ts';
import { type Client, overProxies, through } from './support/client.ts';
import { proxyStarter } from './support/lab-proxy.ts';
import { LabSocks } from './support/lab-socks.ts';
import { vulnerableClient } from './support/vulnerable-client.ts';

const verify = authority().cert;
let first: SecureOrigin;
let second: SecureOrigin;
let plain: RawServer;
let socks: LabSocks;

const start = proxyStarter();
beforeAll(async () => {
  const identity = certify({ name: 'localhost', names: LOOPBACK_NAMES });
  first = await SecureOrigin.start(identity);
  second = await SecureOrigin.start(identity);
  socks = await LabSocks.start();
  plain = await RawServer.start(async ({ socket, source }) => {
    while ((await source.line()) !== null) socket.write('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nplain');
  });
});
afterAll(() => Promise.all([first.close(), second.close(), socks.close(), plain.close()]));

async function reachesEachOrigin(client: Client, proxy: string): Promise<void> {
  for (const origin of [first, second, first]) {
    const { length } = origin.requests;
    expect((await client(origin.at(), { ...through(proxy), verify })).text).toBe('origin');
    expect(origin.requests).toHaveLength(length + 1);
  }
}

const REFUSALS: readonly [string, string][] = [
  ['407', 'HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n'],
  ['502 with a body', 'HTTP/1.1 502 Bad Gateway\r\nContent-Length: 3\r\n\r\nbad'],
  ['a redirect', 'HTTP/1.1 302 Found\r\nLocation: https://elsewhere.test/\r\nContent-Length: 0\r\n\r\n'],
  ['a switch of protocols', 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n'],
  ['something that is not HTTP', 'SSH-2.0-OpenSSH_9.9\r\n\r\n'],
  ['an answer without a version', 'HTTP 200 OK\r\n\r\n'],
];

async function staysSilentWhenRefused(client: Client, answer: string): Promise<void> {
  const proxy = await start({ answer });
  const options = { ...through(proxy.url()), verify, headers: { 'X-Secret': 'treasure' } };
  await expect(client(first.at(), options)).rejects.toMatchObject({ name: 'ProxyError' });
  expect(proxy.heads.map((head) => head.split(' ', 1)[0])).toEqual(['CONNECT']);
  expect(proxy.bytes.map((bytes) => bytes.toString('latin1'))).toEqual(proxy.heads);
}

async function letsNothingEndALine(client: Client): Promise<void> {
  const proxy = await start();
  const options = { ...through(proxy.url()), verify };
  for (const host of ['a\r\nX-Injected: 1\r\n', 'a\nX-Injected:1', 'a%0d%0aX-Injected:1', 'a b', 'a\tb', 'a\0b']) {
    await expect(client(`https://${host}/`, options)).rejects.toMatchObject({ name: 'InvalidURL' });
  }
  for (const value of ['1\r\nX-Injected: 1', '1\n', '1\r', '1\0']) {
    const headers = { 'X-Mine': value };
    await expect(client(first.at(), { ...options, headers })).rejects.toMatchObject({ name: 'InvalidHeader' });
  }
  for (const injected of ['a\r\nX-Injected: 1', 'a%0d%0ab']) {
    const broken = proxy.url().replace('127.0.0.1', injected);
    await expect(client(first.at(), { ...through(broken), verify })).rejects.toMatchObject({
      name: expect.stringMatching(/^Invalid/),
    });
  }
  expect(proxy.bytes).toEqual([]);
}

describeRow('PX-10', () => {
  describe.each(['socks4', 'socks4a', 'socks5', 'socks5h'])('a proxy of the kind %s', (kind) => {
    overProxies((client) => reachesEachOrigin(client, socks.url(kind)));
  });
  describe('https and http, one after the other', () => {
    overProxies(async (client) => {
      const options = { ...through(socks.url('socks5')), verify };
      expect((await client(plain.url, options)).text).toBe('plain');
      expect((await client(first.at(), options)).text).toBe('origin');
      expect((await client(plain.url, options)).text).toBe('plain');
    });
  });
  expectVulnerable('keeps one connection for each proxy', () =>
    reachesEachOrigin(vulnerableClient('shares connections'), socks.url('socks5')),
  );
});

describeRow('PX-11', () => {
  describe.each(REFUSALS)('CONNECT answered with %s', (_what, answer) => {
    overProxies((client) => staysSilentWhenRefused(client, answer));
  });
  expectVulnerable('continues after a refusal', () =>
    staysSilentWhenRefused(vulnerableClient('takes any answer to CONNECT'), (REFUSALS[0] as [string, string])[1]),
  );
});

describeRow('PX-24', () => {
  overProxies(letsNothingEndALine);
  expectVulnerable('writes everything unchecked', () =>
    letsNothingEndALine(vulnerableClient('writes everything unchecked')),
  );
});
