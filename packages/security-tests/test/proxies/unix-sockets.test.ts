import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { retry, Session, type Transport } from '@req/core';
import { AxiosTransport } from '@req/transport-axios';
import { FetchTransport } from '@req/transport-fetch';
import { HttpTransport } from '@req/transport-http';
import { UndiciTransport } from '@req/transport-undici';
import nodeFetch from 'node-fetch';

const directory = mkdtempSync(join(tmpdir(), 'req-'));
const socketPath = join(directory, 'socket');
let heads: string[] = [];
const server = net.createServer((socket) => {
  socket.on('error', () => {});
  socket.on('data', (bytes) => {
    heads.push(bytes.toString('latin1'));
    socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
  });
});

beforeAll(async () => {
  server.listen(socketPath);
  await once(server, 'listening');
});
afterAll(() => {
  server.close();
  rmSync(directory, { recursive: true });
});

const NAMES = ['http_proxy', 'HTTP_PROXY', 'https_proxy', 'all_proxy', 'no_proxy', 'NO_PROXY'];
const before = NAMES.map((name) => process.env[name]);
afterEach(() => {
  NAMES.forEach((name, i) => {
    if (before[i] === undefined) Reflect.deleteProperty(process.env, name);
    else process.env[name] = before[i];
  });
});

const TRANSPORTS: Readonly<Record<string, () => Transport>> = {
  undici: () => new UndiciTransport({ socketPath }),
  http: () => new HttpTransport({ socketPath }),
  'node-fetch': () => new FetchTransport({ socketPath, fetch: nodeFetch }),
  axios: () => new AxiosTransport({ socketPath }),
  'undici, with retries': () => retry(new UndiciTransport({ socketPath }), 1),
};

/** A wrapper that does not know of sockets. */
function wrapped(inner: Transport): Transport {
  const { name, capabilities } = inner;
  return { name, capabilities, send: (request) => inner.send(request), close: () => inner.close() };
}

describe.each(Object.entries(TRANSPORTS))('a Unix domain socket over %s uses no proxy', (_name, make) => {
  const check = async (transport: Transport, options: object = {}): Promise<void> => {
    heads = [];
    const session = new Session({ transport, ...options });
    const response = await session.get('http://docker/v1/info?x=1', { timeout: 5_000 });
    expect(response.text).toBe('ok');
    expect(heads).toHaveLength(1);
    expect(heads[0]).toMatch(/^GET \/v1\/info\?x=1 HTTP\/1\.1\r\nHost: docker\r\n/i);
    expect(heads[0]).not.toMatch(/proxy/i);
    await transport.close();
  };

  test.each([
    ['an HTTP proxy with credentials', { http_proxy: 'http://user:password@127.0.0.1:1' }],
    ['the variable in upper case', { HTTP_PROXY: 'http://user:password@127.0.0.1:1' }],
    ['one over TLS', { http_proxy: 'https://user:password@127.0.0.1:1' }],
    ['a SOCKS proxy for all', { all_proxy: 'socks5://user:password@127.0.0.1:1' }],
    ['what is no proxy', { http_proxy: 'socks9://:1' }],
  ])('of the environment: %s', async (_what, env) => {
    Object.assign(process.env, { no_proxy: '', NO_PROXY: '' }, env);
    await check(make());
  });

  test('nor one that is requested by name', () => check(make(), { proxies: { http: 'http://user:pass@127.0.0.1:1' } }));

  test('nor behind a wrapper', async () => {
    Object.assign(process.env, { http_proxy: 'http://user:password@127.0.0.1:1', no_proxy: '', NO_PROXY: '' });
    await check(wrapped(make()));
  });

  test('nor is the guard called for a host that is not connected to', () =>
    check(make(), { denyPrivateNetworks: true, proxies: { http: 'http://127.0.0.1:1' } }));
});
