import { request } from 'node:http';
import { afterAll, beforeAll, expect } from '@jest/globals';
import { CookieJar, HTTPBasicAuth, Session, UnsupportedByTransport } from '@req/core';
import { describeRow, expectVulnerable, overTransports } from '../support/describe-row.ts';
import { Internet } from './support/internet.ts';

let net: Internet;
beforeAll(async () => {
  net = await Internet.start({ secure: true });
});
afterAll(() => net.close());

/** Sends a request with these headers to an https URL through the proxy. */
type Send = (url: string, headers: Readonly<Record<string, string>>) => Promise<unknown>;

/** What a proxy must know; everything else is between client and origin. */
const FOR_THE_PROXY = ['host', 'proxy-authorization', 'proxy-connection', 'connection', 'user-agent'];

function expectBareTunnels(secrets: readonly string[]): void {
  expect(net.tunnels.length).toBeGreaterThan(0);
  for (const { headers } of net.tunnels) {
    const names = headers.filter((_, i) => i % 2 === 0).map((name) => name.toLowerCase());
    expect(names.filter((name) => !FOR_THE_PROXY.includes(name))).toEqual([]);
    for (const secret of secrets) expect(headers.join('\n')).not.toContain(secret);
  }
}

function overTunnels(check: (send: Send) => Promise<void>): void {
  overTransports(async ({ name, transport }) => {
    const proxies = { https: net.proxy };
    const cookies = new CookieJar();
    cookies.set('sid', 'cookie-secret', { domain: 'a.test' });
    const session = new Session({ transport, proxies, verify: false, trustEnv: false, cookies });
    const send: Send = (url, headers) => session.get(url, { headers });
    if (name === 'built-in fetch') {
      net.play({});
      await expect(session.get('https://a.test/')).rejects.toThrow(UnsupportedByTransport);
      expect([net.visits, net.tunnels]).toEqual([[], []]);
      return;
    }
    await check(send);
    // The origin, inside the tunnel, receives its headers.
    expect(net.got('cookie', 'a.test')).toEqual(['sid=cookie-secret']);
    await session.get('https://b.test/', { auth: new HTTPBasicAuth('user', 'auth-secret') });
    expect(net.got('authorization', 'b.test')).toEqual([`Basic ${btoa('user:auth-secret')}`]);
    expectBareTunnels(['cookie-secret', btoa('user:auth-secret')]);
  });
}

/** Sends the origin's headers to the proxy. */
const vulnerableClient: Send = (_url, headers) =>
  new Promise((resolve, reject) => {
    const tunnel = request(net.proxy, { method: 'CONNECT', path: 'a.test:443', headers });
    tunnel.on('connect', (_response, socket) => resolve(socket.destroy()));
    tunnel.on('error', reject);
    tunnel.end();
  });

describeRow('CK-20', () => {
  const check = async (send: Send): Promise<void> => {
    net.play({});
    await send('https://a.test/', { Authorization: 'Bearer auth-secret', Cookie: 'sid=cookie-secret' });
    expectBareTunnels(['auth-secret', 'cookie-secret']);
  };
  overTunnels(check);
  expectVulnerable('sends the cookies with CONNECT', () => check(vulnerableClient));
});

describeRow('CK-21', () => {
  const check = async (send: Send): Promise<void> => {
    net.play({});
    await send('https://a.test/', { 'X-Api-Key': 'key-secret', 'X-Mine': 'own-secret', Accept: 'text/x-own-secret' });
    expectBareTunnels(['key-secret', 'own-secret']);
  };
  overTunnels(check);
  expectVulnerable("sends the request's headers with CONNECT", () => check(vulnerableClient));
});
