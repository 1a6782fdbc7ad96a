import { afterAll, afterEach, beforeAll, describe, expect } from '@jest/globals';
import { Session } from '@req/core';
import { authority, certify, LOOPBACK_NAMES } from '@req/test-support/certify';
import { OWNS_SOCKETS } from '@req/test-support/transports';
import { describeRow, expectVulnerable, overTransports } from '../support/describe-row.ts';
import { SecureOrigin } from '../tls/support/secure-origin.ts';
import { type Client, overProxies, through } from './support/client.ts';
import { proxyStarter } from './support/lab-proxy.ts';
import { LabSocks } from './support/lab-socks.ts';
import { vulnerableClient } from './support/vulnerable-client.ts';

const verify = authority().cert;
const good = certify({ name: 'localhost', names: LOOPBACK_NAMES });
const elsewhere = certify({ name: 'elsewhere.test', names: ['DNS:elsewhere.test'] });
const own = certify({ name: 'localhost', names: LOOPBACK_NAMES, issuer: null });
const clientIdentity = certify({ name: 'visitor' });
const TLS_HANDSHAKE = 22;
let origin: SecureOrigin;
let wrong: SecureOrigin;
let selfSigned: SecureOrigin;
let socks: LabSocks;

const start = proxyStarter();
beforeAll(async () => {
  origin = await SecureOrigin.start({ ...good, requestCert: true, ca: verify });
  wrong = await SecureOrigin.start(elsewhere);
  selfSigned = await SecureOrigin.start(own);
  socks = await LabSocks.start();
});
afterEach(() => {
  for (const each of [origin, wrong, selfSigned]) each.requests.length = 0;
});
afterAll(() => Promise.all([origin.close(), wrong.close(), selfSigned.close(), socks.close()]));

async function verifiesTheOriginBehindASecureProxy(client: Client): Promise<void> {
  const proxy = await start({ identity: good });
  const options = { ...through(proxy.url('', 'https')), verify };
  expect((await client(origin.at(), options)).text).toBe('origin');
  // More than once: from the second time on, TLS sessions can be resumed.
  for (const bad of [wrong, wrong, selfSigned, selfSigned]) {
    await expect(client(bad.at(), options)).rejects.toMatchObject({ name: 'SSLError' });
    expect(bad.requests).toEqual([]);
  }
}

async function verifiesTheProxy(client: Client): Promise<void> {
  for (const identity of [elsewhere, own]) {
    const proxy = await start({ identity });
    for (const url of ['http://origin.test/', origin.at()]) {
      const options = { ...through(proxy.url('user:secret', 'https')), verify };
      await expect(client(url, options)).rejects.toThrow();
    }
    expect(proxy.heads).toEqual([]);
    expect(Buffer.concat(proxy.bytes).length).toBe(0);
  }
  expect(origin.requests).toEqual([]);
}

async function verifiesTheOriginAndShowsTheProxyNothing(client: Client): Promise<void> {
  const proxy = await start();
  const options = { ...through(proxy.url()), verify, headers: { 'X-Secret': 'treasure' } };
  for (const bad of [wrong, selfSigned]) {
    await expect(client(bad.at(), options)).rejects.toThrow();
    expect(bad.requests).toEqual([]);
  }
  expect((await client(origin.at(), options)).text).toBe('origin');
  expect(proxy.heads.map((head) => head.split(' ', 1)[0])).toEqual(['CONNECT', 'CONNECT', 'CONNECT']);
  for (const bytes of proxy.bytes) {
    const head = bytes.indexOf('\r\n\r\n') + 4;
    expect(bytes[head]).toBe(TLS_HANDSHAKE);
    expect(bytes.includes('treasure')).toBe(false);
  }
}

async function handsTlsSettingsOn(client: Client, url: string): Promise<void> {
  await expect(client(origin.at(), through(url))).rejects.toThrow();
  await expect(client(wrong.at(), { ...through(url), verify })).rejects.toThrow();
  expect((await client(origin.at(), { ...through(url), verify })).text).toBe('origin');
  expect((await client(selfSigned.at(), { ...through(url), verify: false })).text).toBe('origin');
  expect(wrong.requests).toEqual([]);
}

async function speaksTlsToASecureProxy(client: Client): Promise<void> {
  const plainProxy = await start();
  for (const url of ['http://origin.test/', origin.at()]) {
    await expect(client(url, { ...through(plainProxy.url('user:secret', 'https')), verify })).rejects.toThrow();
  }
  expect(plainProxy.heads).toEqual([]);
  for (const bytes of plainProxy.bytes) {
    expect(bytes[0]).toBe(TLS_HANDSHAKE);
    expect(/CONNECT|GET|Proxy-Authorization/.test(bytes.toString('latin1'))).toBe(false);
  }
}

describeRow('PX-06', () => {
  overProxies(verifiesTheOriginBehindASecureProxy);
  expectVulnerable('trusts every certificate', () =>
    verifiesTheOriginBehindASecureProxy(vulnerableClient('trusts every certificate')),
  );
});

describeRow('PX-07', () => {
  overProxies(verifiesTheProxy);
  expectVulnerable('trusts every proxy', () => verifiesTheProxy(vulnerableClient('trusts every certificate')));
});

describeRow('PX-08', () => {
  overProxies(verifiesTheOriginAndShowsTheProxyNothing);
  expectVulnerable('does not verify the origin', () =>
    verifiesTheOriginAndShowsTheProxyNothing(vulnerableClient('trusts every certificate')),
  );
});

describeRow('PX-09', () => {
  const kinds = ['http', 'https', 'socks4', 'socks4a', 'socks5', 'socks5h'];
  const proxyOf = async (kind: string): Promise<string> => {
    if (kind.startsWith('socks')) return socks.url(kind);
    return (await start(kind === 'https' ? { identity: good } : {})).url('', kind);
  };
  describe.each(kinds.filter((kind) => kind !== 'https'))('a proxy of the kind %s', (kind) => {
    overProxies(async (client) => handsTlsSettingsOn(client, await proxyOf(kind)));
  });
  describe('an https proxy, to which the same settings apply', () => {
    overProxies(async (client) => {
      const url = await proxyOf('https');
      await expect(client(origin.at(), through(url))).rejects.toThrow();
      await expect(client(wrong.at(), { ...through(url), verify })).rejects.toThrow();
      expect((await client(origin.at(), { ...through(url), verify })).text).toBe('origin');
      expect((await client(selfSigned.at(), { ...through(url), verify: false })).text).toBe('origin');
    });
  });
  describe.each(kinds)('the client certificate reaches the origin through a proxy of the kind %s', (kind) => {
    overTransports(async ({ transport }) => {
      const session = new Session({
        transport,
        trustEnv: false,
        verify,
        cert: clientIdentity,
        ...through(await proxyOf(kind)),
      });
      expect((await session.get(origin.at())).text).toBe('origin');
      expect(origin.requests[0]?.client).toBe('visitor');
    }, OWNS_SOCKETS);
  });
  expectVulnerable('trusts every certificate behind a SOCKS proxy', () =>
    handsTlsSettingsOn(vulnerableClient('trusts every certificate'), socks.url('socks5')),
  );
});

describeRow('PX-14', () => {
  overProxies(speaksTlsToASecureProxy);
  expectVulnerable('sends in clear text', () =>
    speaksTlsToASecureProxy(vulnerableClient('speaks in clear with an https proxy')),
  );
});
