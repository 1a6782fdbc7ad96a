import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { HTTPProxyAuth, Session } from '@req/core';
import { authority, certify, LOOPBACK_NAMES } from '@req/test-support/certify';
import { UndiciTransport } from '@req/transport-undici';
import { describeRow, expectVulnerable } from '../support/describe-row.ts';
import { SecureOrigin } from '../tls/support/secure-origin.ts';
import { type Client, overProxies, through } from './support/client.ts';
import { type LabProxy, proxyStarter } from './support/lab-proxy.ts';
import { LabSocks } from './support/lab-socks.ts';
import { vulnerableClient } from './support/vulnerable-client.ts';

const PASSWORD = 'hunter2-hunter2';
const USER = 'proxy-user';
const SECRETS = [PASSWORD, btoa(`${USER}:${PASSWORD}`)];
const verify = authority().cert;
let socks: LabSocks;
let origin: SecureOrigin;

const start = proxyStarter();
beforeAll(async () => {
  socks = await LabSocks.start();
  origin = await SecureOrigin.start(certify({ name: 'elsewhere.test', names: ['DNS:elsewhere.test'] }));
});
afterAll(() => Promise.all([socks.close(), origin.close()]));

/** Everything that printing an error and its causes shows. */
function shownBy(error: unknown): string {
  const shown: string[] = [inspect(error, { depth: 12 }), asJson(error)];
  for (let at = error; at instanceof Error; at = at.cause) shown.push(String(at), at.stack ?? '', asJson(at));
  const { request } = error as { request?: object | null };
  shown.push(inspect(request, { depth: 12 }), asJson(request));
  return shown.join('\n');
}

/** Node's own errors may hold a certificate, which is circular. */
function asJson(value: unknown): string {
  const seen = new Set<unknown>();
  const once = (_key: string, each: unknown): unknown => {
    if (typeof each !== 'object' || each === null) return typeof each === 'bigint' ? String(each) : each;
    if (seen.has(each)) return undefined;
    seen.add(each);
    return each;
  };
  return JSON.stringify(value, once) ?? '';
}

type Failure = (credentials: string) => Promise<readonly [url: string, proxy: string]>;

const FAILURES: readonly [string, Failure][] = [
  ['nothing listens', async (credentials) => ['https://origin.test/', `http://${credentials}@127.0.0.1:1`]],
  ['nothing listens, plain http', async (credentials) => ['http://origin.test/', `http://${credentials}@127.0.0.1:1`]],
  ['407', async (credentials) => [origin.at(), (await start({ answer: REFUSED })).url(credentials)]],
  ['no HTTP', async (credentials) => [origin.at(), (await start({ answer: 'nonsense\r\n\r\n' })).url(credentials)]],
  [
    'no HTTP, plain',
    async (credentials) => ['http://o.test/', (await start({ plain: 'nonsense\r\n\r\n' })).url(credentials)],
  ],
  ['no TLS at an https proxy', async (credentials) => [origin.at(), (await start()).url(credentials, 'https')]],
  ['another host behind the proxy', async (credentials) => [origin.at(), (await start()).url(credentials)]],
  [
    'an https proxy not trusted',
    async (credentials) => [origin.at(), (await start({ identity: SELF })).url(credentials, 'https')],
  ],
  ['an unknown scheme', async (credentials) => [origin.at(), `ftp://${credentials}@127.0.0.1:1`]],
  ['an unknown version of SOCKS', async (credentials) => [origin.at(), `socks9://${credentials}@127.0.0.1:1`]],
  ['a URL that cannot be parsed', async (credentials) => [origin.at(), `http://${credentials}@[::1`]],
  ['a port that is none', async (credentials) => [origin.at(), `http://${credentials}@127.0.0.1:port`]],
  ['no host', async (credentials) => [origin.at(), `http://${credentials}@`]],
  ['SOCKS refused', async (credentials) => [origin.at(), behaving('refuses').url('socks5', credentials)]],
  ['SOCKS hung up', async (credentials) => [origin.at(), behaving('disconnects').url('socks5h', credentials)]],
];
const REFUSED = 'HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n';
const SELF = certify({ name: 'localhost', names: LOOPBACK_NAMES, issuer: null });

function behaving(behaviour: LabSocks['behaviour']): LabSocks {
  socks.behaviour = behaviour;
  return socks;
}

async function keepsThePasswordToItself(client: Client, failure: Failure): Promise<void> {
  const [url, proxy] = await failure(`${USER}:${PASSWORD}`);
  const error = await client(url, { ...through(proxy), verify }).then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).not.toBeNull();
  for (const secret of SECRETS) expect(shownBy(error)).not.toContain(secret);
}

describeRow('PX-13', () => {
  describe.each(FAILURES)('%s', (_what, failure) => {
    overProxies((client) => keepsThePasswordToItself(client, failure));
  });
  expectVulnerable('writes the URL of the proxy into its message', () =>
    keepsThePasswordToItself(vulnerableClient('shows the password'), (FAILURES[2] as [string, Failure])[1]),
  );
});

/** Sends such a password to a proxy. */
type WithPassword = (password: unknown, proxy: LabProxy) => Promise<unknown>;

async function takesTextOnly(send: WithPassword): Promise<void> {
  const proxy = await start();
  for (const password of [8, 1000, 0, null, undefined, {}, ['x']])
    await expect(send(password, proxy)).rejects.toThrow();
  expect(proxy.bytes).toEqual([]);
}

describeRow('PX-12', () => {
  const transport = new UndiciTransport();
  afterAll(() => transport.close());
  const session = new Session({ transport, trustEnv: false });

  test('HTTPProxyAuth takes text only, and nothing is sent', () =>
    takesTextOnly((password, proxy) => {
      const auth = new HTTPProxyAuth('user', password as never);
      return session.get('http://origin.test/', { ...through(proxy.url()), auth });
    }));

  test('the URL of a proxy is text only', async () => {
    for (const proxy of [8, {}, ['http://127.0.0.1:1'], true, Buffer.from('x')]) {
      const response = session.get('http://origin.test/', { proxies: { http: proxy as never } });
      await expect(response).rejects.toMatchObject({ name: 'InvalidProxyURL' });
    }
  });

  expectVulnerable('makes a buffer of that many bytes', () =>
    takesTextOnly(async (password, proxy) => {
      // biome-ignore lint/suspicious/noExplicitAny: what Buffer(n) did to whatever it was given.
      const bytes = Buffer.allocUnsafe(password as any);
      const headers = { 'Proxy-Authorization': `Basic ${bytes.toString('base64')}` };
      return session.get('http://origin.test/', { ...through(proxy.url()), headers });
    }),
  );
});
