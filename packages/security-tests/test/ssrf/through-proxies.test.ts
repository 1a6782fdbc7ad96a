import http from 'node:http';
import type { LookupFunction } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { AbortError, ConnectTimeout, InvalidURL, Session } from '@req/core';
import { startTcpServer, type TcpServer } from '@req/test-support/tcp-server';
import { OWNS_SOCKETS } from '@req/test-support/transports';
import { AxiosTransport } from '@req/transport-axios';
import { ScriptServer } from '@req/transport-conformance';
import { FetchTransport } from '@req/transport-fetch';
import { HttpTransport } from '@req/transport-http';
import { UndiciTransport } from '@req/transport-undici';
import axios from 'axios';
import nodeFetch from 'node-fetch';
import { Agent } from 'undici';
import { overTransports } from '../support/describe-row.ts';
import { guarded } from './support/client.ts';
import { names } from './support/names.ts';

const REFUSED = { code: 'HOST_NOT_ALLOWED' };
let server: ScriptServer;
let socks: TcpServer;
let asked: Buffer[] = [];

/** A SOCKS5 proxy that refuses every request and records it. */
const startSocks = (): Promise<TcpServer> =>
  startTcpServer((socket) => {
    socket.once('data', () => {
      socket.write(Buffer.from([5, 0]));
      socket.once('data', (request) => {
        asked.push(request);
        socket.end(Buffer.from([5, 2, 0, 1, 0, 0, 0, 0, 0, 0]));
      });
    });
  });

beforeAll(async () => {
  server = await ScriptServer.start();
  socks = await startSocks();
  names.install();
});
afterAll(async () => {
  names.restore();
  await socks.close();
  await server.close();
});

const redirectTo = (url: string) => ({ raw: `HTTP/1.1 302 Found\r\nLocation: ${url}\r\nContent-Length: 0\r\n\r\n` });

/** What reached the HTTP proxy. */
const lines = (): string[] => server.requests.map(({ line }) => line);

describe('an HTTP proxy gets a request only if its host, resolved locally, is permitted; the address of the proxy is not checked', () => {
  overTransports(async ({ transport }) => {
    const client = guarded(transport, { allowHosts: null, proxies: { all: server.origins.A } });
    server.play([]);
    names.set('public.test', ['1.1.1.1', '2606:4700::1111']);
    names.set('private.test', ['127.0.0.2']);
    names.set('mixed.test', ['1.1.1.1', '10.0.0.1']);
    names.set('mapped.test', ['::ffff:10.0.0.1']);
    names.set('nat64.test', ['64:ff9b::a00:1']);
    names.set('carrier.test', ['100.64.0.1']);
    names.set('empty.test', []);
    await client('http://public.test/');
    expect(lines()).toEqual(['GET http://public.test/ HTTP/1.1']);
    for (const name of ['private', 'mixed', 'mapped', 'nat64', 'carrier', 'empty', 'nobody-knows-this']) {
      await expect(client(`http://${name}.test/`)).rejects.toMatchObject(REFUSED);
      await expect(client(`https://${name}.test/`)).rejects.toMatchObject(REFUSED);
    }
    expect(lines()).toHaveLength(1);
    await expect(client('https://public.test/')).rejects.toThrow();
    expect(lines()[1]).toBe('CONNECT public.test:443');
  }, OWNS_SOCKETS);
});

/** Addresses in notations that are not public addresses, and well-known names. */
const PRIVATE_HOSTS = [
  ...['127.0.0.2', '127.1', '2130706433', '0x7f.1', '0177.0.0.1', '127.0.0.1.', '0', '169.254.169.254', '10.0.0.1'],
  ...['100.64.0.1', '198.18.0.1', '192.0.2.1', '203.0.113.7', '224.0.0.1', '255.255.255.255', '240.0.0.1'],
  ...['[::1]', '[::]', '[::ffff:127.0.0.1]', '[::ffff:7f00:1]', '[0:0:0:0:0:0:0:1]', '[fe80::1%25lo]', '[fd00::1]'],
  ...['[64:ff9b::7f00:1]', '[2002:7f00:1::]', '[ff02::1]', '[2001:db8::1]', '[::127.0.0.1]'],
  ...['localhost', 'LOCALHOST', 'localhost.', 'a.localhost', '①②⑦.0.0.1', '%31%32%37.0.0.1'],
];

describe('an address in any notation is checked before a proxy of any kind is used', () => {
  overTransports(async ({ transport }) => {
    server.play([]);
    asked = [];
    for (const proxy of [
      server.origins.A,
      ...['socks4', 'socks4a', 'socks5', 'socks5h'].map((s) => `${s}://127.0.0.1:${socks.port}`),
    ]) {
      const client = guarded(transport, { allowHosts: null, proxies: { all: proxy } });
      for (const host of PRIVATE_HOSTS) {
        await expect(client(`http://${host}/`)).rejects.toBeInstanceOf(InvalidURL);
        await expect(client(`https://${host}/`)).rejects.toBeInstanceOf(InvalidURL);
      }
    }
    expect([server.requests.length, asked.length]).toEqual([0, 0]);
  }, OWNS_SOCKETS);
});

describe('for a SOCKS proxy with names resolved locally, a permitted address is sent', () => {
  overTransports(async ({ transport }) => {
    const client = guarded(transport, { allowHosts: null, proxies: { all: `socks5://127.0.0.1:${socks.port}` } });
    names.set('here.test', ['127.0.0.2'], ['127.0.0.2', '1.1.1.1']);
    asked = [];
    await expect(client('http://here.test/')).rejects.toMatchObject(REFUSED);
    expect(asked).toEqual([]);
    await expect(client('http://here.test/')).rejects.toMatchObject({ code: 'PROXY_ERROR' });
    expect(asked[0]?.subarray(4, 8)).toEqual(Buffer.from([1, 1, 1, 1]));
  }, OWNS_SOCKETS);
});

describe('for a SOCKS proxy that resolves names, they are resolved and checked locally too', () => {
  overTransports(async ({ transport }) => {
    const client = guarded(transport, { allowHosts: null, proxies: { all: `socks5h://127.0.0.1:${socks.port}` } });
    asked = [];
    names.set('there.test', ['1.1.1.1']);
    names.set('inside.test', ['10.0.0.1']);
    await expect(client('http://there.test/')).rejects.toMatchObject({ code: 'PROXY_ERROR' });
    expect(asked[0]?.toString('latin1')).toContain('there.test');
    for (const host of ['10.0.0.1', 'inside.test', 'nobody-knows-this.test']) {
      await expect(client(`http://${host}/`)).rejects.toMatchObject(REFUSED);
      await expect(client(`https://${host}/`)).rejects.toMatchObject(REFUSED);
    }
    expect(asked).toHaveLength(1);
  }, OWNS_SOCKETS);
});

describe('each redirect is checked again', () => {
  overTransports(async ({ transport }) => {
    const client = guarded(transport, { allowHosts: null, proxies: { all: server.origins.A } });
    names.set('first.test', ['1.1.1.1']);
    names.set('second.test', ['1.1.1.1']);
    names.set('third.test', ['10.0.0.1']);
    server.play([redirectTo('http://second.test/'), redirectTo('http://third.test/')]);
    await expect(client('http://first.test/')).rejects.toMatchObject(REFUSED);
    expect(lines()).toEqual(['GET http://first.test/ HTTP/1.1', 'GET http://second.test/ HTTP/1.1']);
    server.play([redirectTo('http://127.1/')]);
    await expect(client('http://first.test/')).rejects.toMatchObject(REFUSED);
    expect(lines()).toEqual(['GET http://first.test/ HTTP/1.1']);
  }, OWNS_SOCKETS);
});

describe("the environment's proxy is one too", () => {
  overTransports(async ({ transport }) => {
    names.set('public.test', ['1.1.1.1']);
    names.set('private.test', ['127.0.0.2']);
    server.play([]);
    const before = { ...process.env };
    Object.assign(process.env, { http_proxy: server.origins.A, https_proxy: server.origins.A, no_proxy: '' });
    try {
      const client = guarded(transport, { allowHosts: null, trustEnv: true });
      await client('http://public.test/');
      await expect(client('http://private.test/')).rejects.toMatchObject(REFUSED);
      await expect(client('https://private.test/')).rejects.toMatchObject(REFUSED);
    } finally {
      for (const name of ['http_proxy', 'https_proxy', 'no_proxy']) {
        if (before[name] === undefined) Reflect.deleteProperty(process.env, name);
        else process.env[name] = before[name];
      }
    }
    expect(lines()).toEqual(['GET http://public.test/ HTTP/1.1']);
  }, OWNS_SOCKETS);
});

describe('a network that allowHosts exempts is reached through a proxy, another is not', () => {
  overTransports(async ({ transport }) => {
    const client = guarded(transport, { allowHosts: ['*', '10.1.0.0/16'], proxies: { all: server.origins.A } });
    names.set('exempt.test', ['10.1.2.3']);
    names.set('other.test', ['10.2.2.3']);
    server.play([]);
    await client('http://exempt.test/');
    await expect(client('http://other.test/')).rejects.toMatchObject(REFUSED);
    expect(lines()).toEqual(['GET http://exempt.test/ HTTP/1.1']);
  }, OWNS_SOCKETS);
});

describe("a transport's own lookup is the one that is asked, and can be waited for no longer than the request", () => {
  const makers = {
    undici: (lookup: LookupFunction) => new UndiciTransport({ lookup }),
    http: (lookup: LookupFunction) => new HttpTransport({ lookup }),
    'node-fetch': (lookup: LookupFunction) => new FetchTransport({ lookup, fetch: nodeFetch }),
    axios: (lookup: LookupFunction) => new AxiosTransport({ lookup }),
  };
  test.each(Object.entries(makers))('%s', async (_name, make) => {
    const found: Record<string, string> = { 'public.test': '1.1.1.1', 'private.test': '10.0.0.1' };
    const transport = make((host, _options, callback) => {
      if (host !== 'slow.test') callback(null, found[host] ?? '', 4);
    });
    const session = new Session({
      transport,
      denyPrivateNetworks: true,
      trustEnv: false,
      proxies: { all: server.origins.A },
    });
    server.play([]);
    expect((await session.get('http://public.test/')).statusCode).toBe(200);
    await expect(session.get('http://private.test/')).rejects.toMatchObject(REFUSED);
    await expect(session.get('http://unknown.test/')).rejects.toMatchObject(REFUSED);
    await expect(session.get('http://slow.test/', { timeout: { connect: 20 } })).rejects.toBeInstanceOf(ConnectTimeout);
    const controller = new AbortController();
    const call = session.get('http://slow.test/', { signal: controller.signal });
    controller.abort(new Error('enough'));
    await expect(call).rejects.toBeInstanceOf(AbortError);
    expect(server.requests).toHaveLength(1);
    await transport.close();
  });
});

describe('where the transport does not make the connections, nothing is sent', () => {
  test.each([
    ['a dispatcher of one’s own', () => new UndiciTransport({ dispatcher: new Agent() })],
    [
      'an axios instance with agents of its own',
      () => new AxiosTransport({ instance: axios.create({ httpAgent: new http.Agent() }) as never }),
    ],
  ])('%s', async (_who, make) => {
    const transport = make();
    server.play([]);
    await expect(guarded(transport)(server.origins.A)).rejects.toMatchObject({ capability: 'address-guard' });
    expect(server.requests).toEqual([]);
    await transport.close();
  });
});
