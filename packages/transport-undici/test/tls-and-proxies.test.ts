import http2 from 'node:http2';
import tls from 'node:tls';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { HeaderMap, type TlsSettings } from '@req/core';
import { connectProxy, type ProxyLog } from '@req/test-support/connect-proxy';
import { startTcpServer } from '@req/test-support/tcp-server';
import { makeCertificates, type TestCertificates } from '@req/testserver';
import type { Received } from './raw-server.ts';
import { closeAfterEach, keep, serve, transport } from './setup.ts';
import { chunks, errorOf, request, settled, textOf } from './transport-request.ts';

closeAfterEach();

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

let certificates: TestCertificates;
beforeAll(async () => {
  certificates = await makeCertificates();
});

const trust = (given: Partial<TlsSettings> = {}): TlsSettings => ({
  verify: true,
  ca: certificates.ca,
  cert: null,
  ...given,
});

async function serveTls(
  options: tls.TlsOptions = {},
): Promise<{ origin: string; received: Received[]; sockets: unknown[] }> {
  const server = await serve(OK, tls.createServer({ ...certificates.server, ...options }));
  return { origin: `https://127.0.0.1:${server.port}`, received: server.received, sockets: server.sockets };
}

describe('https', () => {
  test('is checked against the given authorities, and different settings share no connection', async () => {
    const server = await serveTls();
    const client = transport();
    expect((await client.send(request(server.origin, { tls: trust({ verify: false, ca: null }) }))).status).toBe(200);
    expect((await errorOf(client.send(request(server.origin)))).name).toBe('SSLError');
    for (let i = 0; i < 3; i++) {
      expect(await textOf(await client.send(request(server.origin, { tls: trust() })))).toBe('ok');
    }
    expect(server.received.map((each) => each.connection)).toEqual([0, 1, 1, 1]);
  });

  test('uses the host of the URL as server name, whatever the Host header says', async () => {
    const names: unknown[] = [];
    const server = await serveTls({
      SNICallback: (name, callback) => {
        names.push(name);
        callback(null);
      },
    });
    const client = transport();
    const url = server.origin.replace('127.0.0.1', 'localhost');
    for (const host of ['a.test', 'b.test']) {
      const headers = new HeaderMap([['Host', host]]);
      expect((await client.send(request(url, { tls: trust(), headers }))).status).toBe(200);
    }
    expect(names).toEqual(['localhost']);
    expect(server.received.map((each) => each.lines[1])).toEqual(['Host: a.test', 'Host: b.test']);
  });

  test('presents the client certificate', async () => {
    const seen: string[] = [];
    const server = tls.createServer({
      ...certificates.server,
      ca: certificates.ca,
      requestCert: true,
      rejectUnauthorized: false,
    });
    server.on('secureConnection', (socket) => seen.push(String(socket.authorized)));
    const started = await serve(OK, server);
    const client = transport();
    const { cert, encryptedKey: key, passphrase } = certificates.client;
    const url = `https://127.0.0.1:${started.port}`;
    await client.send(request(url, { tls: trust({ cert: { cert, key, passphrase } }) }));
    await client.send(request(url, { tls: trust() }));
    expect(seen).toEqual(['true', 'false']);
  });

  test('goes through a tunnel; the headers for the proxy are not sent to the server', async () => {
    const server = await serveTls();
    const log: ProxyLog = { heads: [], tunnels: [] };
    const proxy = keep(await startTcpServer(connectProxy({ to: Number(new URL(server.origin).port), log })));
    const client = transport();
    const headers = new HeaderMap([['Proxy-Authorization', 'Basic x']]);
    for (let i = 0; i < 2; i++) {
      const response = await client.send(
        request(server.origin, { tls: trust(), proxy: { url: proxy.origin, headers } }),
      );
      expect(await textOf(response)).toBe('ok');
    }
    expect(log.heads).toHaveLength(1);
    expect(log.heads[0]).toMatch(/^CONNECT 127\.0\.0\.1:\d+ HTTP\/1\.1\r\n[\s\S]*Proxy-Authorization: Basic x\r\n/);
    expect(server.received[0]?.lines.join()).not.toContain('Proxy');
  });

  test('through a proxy that refuses connections is a ProxyError', async () => {
    const server = await serve(OK);
    const dead = `http://127.0.0.1:${server.port}`;
    await server.stop();
    server.server.listen(0);
    const proxy = { url: dead, headers: new HeaderMap() };
    for (const url of ['https://target.test/', 'http://target.test/']) {
      expect((await errorOf(transport().send(request(url, { proxy })))).name).toBe('ProxyError');
    }
  });
});

describe('http through a proxy', () => {
  test('requests the whole URL, with the headers for the proxy, over one connection for all servers', async () => {
    const proxy = await serve(OK);
    const client = transport();
    const given = { url: `${proxy.origin}/`, headers: new HeaderMap([['Proxy-Authorization', 'Basic x']]) };
    const headers = new HeaderMap([['X-Mine', '1']]);
    for (const url of ['http://a.test/x/../y?z', 'http://b.test:81']) {
      expect((await client.send(request(url, { proxy: given, headers }))).status).toBe(200);
    }
    expect(proxy.received.map((each) => each.lines)).toEqual([
      ['GET http://a.test/x/../y?z HTTP/1.1', 'Host: a.test', 'X-Mine: 1', 'Proxy-Authorization: Basic x'],
      ['GET http://b.test:81 HTTP/1.1', 'Host: b.test:81', 'X-Mine: 1', 'Proxy-Authorization: Basic x'],
    ]);
    expect(proxy.sockets).toHaveLength(1);
  });

  test('with a malformed URL is an InvalidProxyURL', async () => {
    const proxy = { url: 'http://:0x', headers: new HeaderMap() };
    expect((await errorOf(transport().send(request('http://a.test/', { proxy })))).name).toBe('InvalidProxyURL');
  });
});

describe('HTTP/2', () => {
  async function serveHttp2(
    handler: (stream: http2.ServerHttp2Stream, headers: http2.IncomingHttpHeaders) => void,
    allowHTTP1 = false,
  ): Promise<{ origin: string; sessions: number[] }> {
    const server = http2.createSecureServer(
      { ...certificates.server, allowHTTP1 },
      allowHTTP1
        ? (req, res) => {
            if (req.httpVersion === '1.1') {
              res.end('ok');
            }
          }
        : undefined,
    );
    const sessions: number[] = [];
    const open = new Set<http2.ServerHttp2Session>();
    server.on('session', (session) => {
      sessions.push(1);
      open.add(session);
    });
    server.on('stream', handler);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    keep({
      close: () =>
        new Promise<void>((resolve) => {
          for (const session of open) session.destroy();
          server.close(() => resolve());
        }),
    });
    return { origin: `https://127.0.0.1:${(server.address() as { port: number }).port}`, sessions };
  }

  const echo = (stream: http2.ServerHttp2Stream, headers: http2.IncomingHttpHeaders): void => {
    stream.on('error', () => {});
    let body = '';
    stream.on('data', (chunk) => {
      body += chunk;
    });
    stream.on('end', () => {
      stream.respond({ ':status': 200, 'x-latin': 'caf\u00e9', 'set-cookie': ['a=1', 'b=2'] });
      stream.end(JSON.stringify({ ...headers, body }));
    });
  };

  test('is used with http2: true when the server supports it, all requests over one connection', async () => {
    const server = await serveHttp2(echo);
    const client = transport({ http2: true });
    const given = {
      tls: trust(),
      headers: new HeaderMap([
        ['Connection', 'keep-alive'],
        ['X-A', '1'],
      ]),
    };
    const responses = await Promise.all(
      Array.from({ length: 20 }, (_, i) => client.send(request(`${server.origin}/p?${i}`, given))),
    );
    expect(responses.map((response) => response.httpVersion)).toEqual(new Array(20).fill('2'));
    const first = responses[3];
    if (first === undefined) throw new Error('No response.');
    expect(JSON.parse(await textOf(first))).toMatchObject({ ':path': '/p?3', ':method': 'GET', 'x-a': '1', body: '' });
    expect(first.headers.getAll('set-cookie')).toEqual(['a=1', 'b=2']);
    expect(first.headers.get('x-latin')).toBe('caf\u00e9');
    expect(server.sessions).toHaveLength(1);
  });

  test('carries bodies, and aborts one stream without the others', async () => {
    const server = await serveHttp2((stream, headers) => {
      if (headers[':path'] === '/hang') stream.on('error', () => {});
      else echo(stream, headers);
    });
    const client = transport({ http2: true });
    const send = (path: string, given: object): Promise<string> =>
      client.send(request(server.origin + path, { tls: trust(), ...given })).then(textOf);
    let over = false;
    const controller = new AbortController();
    const hang = errorOf(send('/hang', { signal: controller.signal })).finally(() => {
      over = true;
    });
    expect(JSON.parse(await send('/', { method: 'POST', body: Buffer.from('bytes') })).body).toBe('bytes');
    expect(JSON.parse(await send('/', { method: 'PUT', body: chunks('a', 'b') })).body).toBe('ab');
    expect(over).toBe(false);
    controller.abort();
    expect((await hang).name).toBe('AbortError');
    expect(JSON.parse(await send('/', { method: 'PUT', body: chunks('a', 'b') })).body).toBe('ab');
    // A streamed upload does not share a connection with other requests.
    expect(server.sessions).toHaveLength(2);
  });

  test('streams bodies with back pressure, and a reader may leave early', async () => {
    const server = await serveHttp2((stream) => {
      stream.on('error', () => {});
      stream.respond({ ':status': 200 });
      stream.end(Buffer.alloc(2_000_000, 'x'));
    });
    const client = transport({ http2: true });
    const response = await client.send(request(server.origin, { tls: trust(), stream: true }));
    // Time for bytes to arrive that nobody reads yet.
    await settled(100);
    expect(await textOf(response)).toHaveLength(2_000_000);
    const left = await client.send(request(server.origin, { tls: trust(), stream: true }));
    for await (const _chunk of left.body as AsyncIterable<Uint8Array>) break;
    expect((await client.send(request(server.origin, { tls: trust() }))).status).toBe(200);
    expect(server.sessions).toHaveLength(1);
  });

  test('times an upload out that the server does not take', async () => {
    const server = await serveHttp2((stream) => void stream.on('error', () => {}));
    const body = chunks(...new Array<string>(50).fill('x'.repeat(100_000)));
    const timeout = { connect: null, read: 200 };
    const options = { tls: trust(), method: 'POST', body, timeout };
    expect((await errorOf(transport({ http2: true }).send(request(server.origin, options)))).name).toBe('ReadTimeout');
  });

  test('loses its requests with the connection: none is sent again', async () => {
    let seen = 0;
    const server = await serveHttp2((stream, headers) => {
      stream.on('error', () => {});
      if (headers[':path'] === '/ok') {
        stream.respond({ ':status': 200 });
        stream.end('ok');
        return;
      }
      if (++seen === 3) stream.session?.destroy(undefined, http2.constants.NGHTTP2_INTERNAL_ERROR);
    });
    const client = transport({ http2: true });
    const all = Array.from({ length: 3 }, (_, i) =>
      errorOf(client.send(request(`${server.origin}/hang${i}`, { tls: trust() }))),
    );
    expect((await Promise.all(all)).map((error) => error.name)).toEqual(new Array(3).fill('ConnectionError'));
    expect(await textOf(await client.send(request(`${server.origin}/ok`, { tls: trust() })))).toBe('ok');
    expect(seen).toBe(3);
  });

  test('is replaced by HTTP/1.1 when the server chooses it, or the request needs it', async () => {
    const server = await serveTls();
    const client = transport({ http2: true });
    const plain = await Promise.all(
      Array.from({ length: 4 }, () => client.send(request(server.origin, { tls: trust() }))),
    );
    expect(plain.map((response) => response.httpVersion)).toEqual(['1.1', '1.1', '1.1', '1.1']);
    const both = await serveHttp2(echo, true);
    const withBody = await client.send(request(both.origin, { tls: trust(), body: Buffer.from('x') }));
    expect(withBody.httpVersion).toBe('1.1');
    expect((await client.send(request(both.origin, { tls: trust() }))).httpVersion).toBe('2');
  });

  test('is not used by default', async () => {
    const server = await serveHttp2(echo, true);
    expect((await transport().send(request(server.origin, { tls: trust() }))).httpVersion).toBe('1.1');
  });
});
