import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import tls from 'node:tls';
import { afterEach, describe, expect, test } from '@jest/globals';
import { HeaderMap } from '@req/core';
import { connectProxy } from '@req/test-support/connect-proxy';
import { refusedPort } from '@req/test-support/ports';
import { socksProxy } from '@req/test-support/socks-proxy';
import { ClientExchange } from '../src/http/client-exchange.ts';
import { NodeAgents } from '../src/http/node-agents.ts';
import { authority, localhost } from './support/certificates.ts';
import { exchange, prepared } from './support/exchange.ts';
import { DEFAULT_TLS, proxyAt } from './support/opened.ts';
import { echo, listen } from './support/servers.ts';

let agents = new NodeAgents();
const trusting = { ...DEFAULT_TLS, ca: authority.cert };

afterEach(async () => {
  await agents.close();
  agents = new NodeAgents();
});

describe('on the wire', () => {
  /** The head that a request leads to, read by a server that takes any. */
  async function headOf(make: (port: number) => Parameters<typeof prepared>, client?: http.RequestOptions) {
    let head = '';
    const server = net.createServer((socket) =>
      socket.on('data', (chunk) => {
        head += chunk.toString('latin1');
        if (head.includes('\r\n\r\n')) socket.end('HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
      }),
    );
    const port = await listen(server);
    const request = prepared(...make(port));
    if (client === undefined) await exchange(agents, request);
    else {
      const agent = agents.agentFor(new ClientExchange(request));
      await new Promise((resolve, reject) => {
        const sent = http.request({ ...client, agent }, (response) => response.resume().on('end', resolve));
        sent.on('error', reject);
        sent.end(client.method === 'POST' ? 'body' : undefined);
      });
    }
    return head.replaceAll(String(port), 'PORT');
  }

  test.each([
    ['/a/../b/./%7e/%41;x?q=\'"'.replace('"', '%22'), "/a/../b/./%7e/%41;x?q='%22"],
    ['', '/'],
    ['?q', '/?q'],
    ['//x//y', '//x//y'],
    ['/a?b?c/d', '/a?b?c/d'],
  ])('the target of %j is exactly %s', async (path, target) => {
    expect(await headOf((port) => [`http://127.0.0.1:${port}${path}`])).toMatch(`GET ${target} HTTP/1.1\r\n`);
  });

  test('Host and connection follow the URL as written, whatever the client made of it', async () => {
    expect(await headOf((port) => [`http://127.1:${port}/`])).toMatch('Host: 127.1:PORT\r\n');
    expect(await headOf((port) => [`http://0x7f000001:${port}/`])).toMatch('Host: 0x7f000001:PORT\r\n');
  });

  test('a Host header of core is kept', async () => {
    const headers = new HeaderMap({ Host: 'other.test' });
    expect(await headOf((port) => [`http://127.0.0.1:${port}/`, { headers }])).toMatch('Host: other.test\r\n');
  });

  test('an HTTP proxy gets the absolute form, its own headers, and the target as Host', async () => {
    const head = await headOf((port) => [
      'http://a.test:80/x/../y?q',
      { proxy: proxyAt(`http://127.0.0.1:${port}`, { 'Proxy-Authorization': 'Basic dTpw' }) },
    ]);
    expect(head).toMatch(/^GET http:\/\/a\.test:80\/x\/\.\.\/y\?q HTTP\/1\.1\r\n/);
    expect(head).toMatch('Host: a.test:80\r\n');
    expect(head).toMatch('Proxy-Authorization: Basic dTpw\r\n');
  });

  test('an HTTP proxy gets an empty path as it is, as urllib3 writes it where dot segments leave none', async () => {
    const head = await headOf((port) => ['http://a.test?q', { proxy: proxyAt(`http://127.0.0.1:${port}`) }]);
    expect(head).toMatch(/^GET http:\/\/a\.test\?q HTTP\/1\.1\r\n/);
  });

  test('the proxy headers replace those of the same name', async () => {
    const head = await headOf((port) => [
      'http://[::1]:8080/',
      {
        headers: new HeaderMap({ 'proxy-authorization': 'mine' }),
        proxy: proxyAt(`http://127.0.0.1:${port}`, { 'Proxy-Authorization': 'url' }),
      },
    ]);
    expect(head).toMatch(/^GET http:\/\/\[::1\]:8080\/ HTTP\/1\.1\r\n/);
    expect(head).toMatch('Host: [::1]:8080\r\n');
    expect(head.match(/proxy-authorization: .*/gi)).toEqual(['Proxy-Authorization: url']);
  });

  test('a head that Node has already stored is replaced: with Expect, and headers as a list', async () => {
    const make = (port: number): Parameters<typeof prepared> => [
      'http://a.test/x/../y',
      {
        headers: new HeaderMap([
          ['A', '1'],
          ['B', '2'],
          ['A', '3'],
        ]),
        proxy: proxyAt(`http://127.0.0.1:${port}`, { 'X-Proxy': '1' }),
      },
    ];
    const written = [
      'GET http://a.test/x/../y HTTP/1.1',
      'Host: a.test',
      ...['A: 1', 'B: 2', 'A: 3'],
      'X-Proxy: 1',
      '',
      '',
    ].join('\r\n');
    const expecting = { method: 'POST', headers: { Expect: '100-continue', 'Content-Length': '4', C: '4' } };
    expect((await headOf(make, expecting)).replace(/body$/, '')).toBe(written);
    expect(await headOf(make, { headers: ['A', '0', 'C', '4', 'C', '5'] as never })).toBe(written);
  });

  test('white space and control characters in a URL are rejected', () => {
    for (const url of ['http://a.test/x y', 'http://a.test/\r\nX: y', 'http://a.test/é']) {
      expect(() => agents.agentFor(new ClientExchange(prepared(url)))).toThrow('must be encoded');
    }
  });
});

describe('through a proxy', () => {
  test("absolute-form requests to several hosts share a socket, and the proxy's response is the response", async () => {
    const server = http.createServer((request, response) => {
      response.statusCode = 407;
      echo(request, response);
    });
    const proxy = proxyAt(`http://127.0.0.1:${await listen(server)}`);
    const one = await exchange(agents, prepared('http://one.test/1', { proxy }));
    const two = await exchange(agents, prepared('http://two.test/2', { proxy }));
    expect([one.status, two.text]).toEqual([407, 'GET http://two.test/2 two.test']);
    expect(two.clientRequest.reusedSocket).toBe(true);
  });

  test('absolute-form requests go through an https proxy', async () => {
    const proxy = proxyAt(`https://localhost:${await listen(https.createServer(localhost, echo))}`);
    const { text } = await exchange(agents, prepared('http://one.test/1', { proxy, tls: trusting }));
    expect(text).toBe('GET http://one.test/1 one.test');
  });

  test('an unreachable proxy is ProxyError', async () => {
    const proxy = proxyAt(`http://127.0.0.1:${await refusedPort()}`);
    await expect(exchange(agents, prepared('http://a.test/', { proxy }))).rejects.toMatchObject({ name: 'ProxyError' });
    await expect(exchange(agents, prepared('https://a.test/', { proxy }))).rejects.toMatchObject({
      name: 'ProxyError',
    });
  });

  test('a refused tunnel is ProxyError with the status, not a response', async () => {
    const answer = 'HTTP/1.1 407 No\r\nContent-Length: 0\r\n\r\n';
    const proxy = proxyAt(`http://127.0.0.1:${await listen(net.createServer(connectProxy({ answer })))}`);
    await expect(exchange(agents, prepared('https://a.test/', { proxy }))).rejects.toMatchObject({
      name: 'ProxyError',
      proxyStatus: 407,
    });
  });

  test('the target in a tunnel gets origin-form, without the headers for the proxy', async () => {
    const heads: string[] = [];
    const to = await listen(
      https.createServer(localhost, (request, response) => {
        heads.push(request.rawHeaders.join('|'));
        echo(request, response);
      }),
    );
    const proxy = proxyAt(`http://127.0.0.1:${await listen(net.createServer(connectProxy({ to })))}`, {
      'X-Secret': 's',
    });
    const { text } = await exchange(agents, prepared('https://origin.test/x', { proxy, tls: trusting }));
    expect(text).toBe('GET /x origin.test');
    expect(heads[0]).not.toContain('Secret');
  });

  test('SOCKS carries http and https alike', async () => {
    const asked: string[] = [];
    const plain = await listen(http.createServer(echo));
    const socks = proxyAt(`socks5h://127.0.0.1:${await listen(net.createServer(socksProxy({ to: plain, asked })))}`);
    expect((await exchange(agents, prepared('http://a.test/x', { proxy: socks }))).text).toBe('GET /x a.test');
    const secure = await listen(https.createServer(localhost, echo));
    const other = proxyAt(`socks4a://127.0.0.1:${await listen(net.createServer(socksProxy({ to: secure, asked })))}`);
    const { text } = await exchange(agents, prepared('https://origin.test/y', { proxy: other, tls: trusting }));
    expect(text).toBe('GET /y origin.test');
  });
});

describe('TLS', () => {
  test('checks the host of the URL, not the Host header', async () => {
    const url = `https://127.0.0.1:${await listen(https.createServer(localhost, echo))}/`;
    const headers = new HeaderMap({ Host: 'wrong.test' });
    expect((await exchange(agents, prepared(url, { headers, tls: trusting }))).text).toBe('GET / wrong.test');
  });

  test('a missing client certificate is SSLError, although the alert comes after the handshake', async () => {
    const server = tls.createServer({ ...localhost, requestCert: true, ca: authority.cert, minVersion: 'TLSv1.3' });
    const url = `https://localhost:${await listen(server)}/`;
    const { fromSocketError } = await import('../src/net/socket-errors.ts');
    const error = await exchange(agents, prepared(url, { tls: trusting })).catch((failure) => failure);
    expect(fromSocketError(error, { host: 'localhost', phase: 'head' }).name).toBe('SSLError');
  });
});
