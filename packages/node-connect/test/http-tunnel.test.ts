import http from 'node:http';
import net from 'node:net';
import tls from 'node:tls';
import { describe, expect, test } from '@jest/globals';
import { ProxyError } from '@req/core';
import { connectProxy, type ProxyLog } from '@req/test-support/connect-proxy';
import { refusedPort } from '@req/test-support/ports';
import { eventually } from '@req/test-support/waiting';
import { authority, certify, localhost } from './support/certificates.ts';
import { DEFAULT_TLS, opened, proxyAt, readSome, refused } from './support/opened.ts';
import { connections, listen } from './support/servers.ts';

const trusting = { ...DEFAULT_TLS, ca: authority.cert };
const noLog = (): ProxyLog => ({ heads: [], tunnels: [] });

function origin(identity = localhost): tls.Server {
  return tls.createServer(identity, (socket) => {
    socket.on('error', () => {});
    socket.write(`hello ${socket.servername || ''}`);
  });
}

describe('a tunnel through an HTTP proxy', () => {
  test('is requested with the proxy headers only, and leads to the target under TLS', async () => {
    const log = noLog();
    const port = await listen(net.createServer(connectProxy({ to: await listen(origin()), log })));
    const proxy = proxyAt(`http://127.0.0.1:${port}`, { 'Proxy-Authorization': 'Basic dTpw' });
    const socket = await opened({ host: 'origin.test', port: 443, secure: true, tls: trusting, proxy });
    expect(await readSome(socket)).toBe('hello origin.test');
    socket.destroy();
    expect(log.heads).toEqual([
      'CONNECT origin.test:443 HTTP/1.1\r\nHost: origin.test:443\r\nProxy-Authorization: Basic dTpw\r\n\r\n',
    ]);
  });

  test('names an IPv6 target in brackets', async () => {
    const log = noLog();
    const port = await listen(net.createServer(connectProxy({ to: await listen(origin()), log })));
    const proxy = proxyAt(`http://127.0.0.1:${port}`);
    const socket = await opened({ host: '::1', port: 443, secure: true, tls: trusting, proxy });
    expect(await readSome(socket)).toBe('hello ');
    socket.destroy();
    expect(log.heads[0]).toBe('CONNECT [::1]:443 HTTP/1.1\r\nHost: [::1]:443\r\n\r\n');
  });

  test('goes through an https proxy: TLS inside TLS', async () => {
    const log = noLog();
    const port = await listen(tls.createServer(localhost, connectProxy({ to: await listen(origin()), log })));
    const proxy = proxyAt(`https://localhost:${port}`);
    const socket = await opened({ host: 'origin.test', port: 443, secure: true, tls: trusting, proxy });
    expect(await readSome(socket)).toBe('hello origin.test');
    socket.destroy();
    expect(log.heads).toHaveLength(1);
  });

  test('shows the client certificate to the target and not to the proxy', async () => {
    const me = certify({ name: 'me' });
    const seen: unknown[] = [];
    const asking = { ...localhost, requestCert: true, ca: authority.cert, rejectUnauthorized: false };
    const target = tls.createServer(asking, (socket) => {
      socket.on('error', () => {});
      seen.push(['target', socket.getPeerCertificate().subject?.CN]);
      socket.write('x');
    });
    const tunnel = connectProxy({ to: await listen(target) });
    const port = await listen(
      tls.createServer(asking, (socket) => {
        seen.push(['proxy', socket.getPeerCertificate().subject?.CN]);
        return tunnel(socket);
      }),
    );
    const proxy = proxyAt(`https://localhost:${port}`);
    const socket = await opened({
      host: 'origin.test',
      port: 443,
      secure: true,
      tls: { ...trusting, cert: me },
      proxy,
    });
    await readSome(socket);
    socket.destroy();
    expect(seen).toEqual([
      ['proxy', undefined],
      ['target', 'me'],
    ]);
  });

  test('keeps the bytes after the header block, and reads one in many packets', async () => {
    const answer = [...'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.0 200 OK\r\n', 'X: y\r\n\r\nfirst'];
    const echo = net.createServer((socket) => socket.pipe(socket));
    const port = await listen(net.createServer(connectProxy({ answer, to: await listen(echo) })));
    const socket = await opened({ host: 'a.test', port: 80, proxy: proxyAt(`http://127.0.0.1:${port}`) });
    expect(await readSome(socket)).toBe('first');
    socket.write('second');
    expect(await readSome(socket)).toBe('second');
    socket.destroy();
  });

  test('fails with SSLError when the certificate of the target is invalid', async () => {
    const port = await listen(net.createServer(connectProxy({ to: await listen(origin()) })));
    const proxy = proxyAt(`http://127.0.0.1:${port}`);
    const error = await refused({ host: 'wrong.test', port: 443, secure: true, tls: trusting, proxy });
    expect(error.name).toBe('SSLError');
    expect(error.message).toContain('wrong.test:443');
  });

  test('fails with SSLError when the tunnel ends before TLS starts', async () => {
    const port = await listen(net.createServer(connectProxy({})));
    const proxy = proxyAt(`http://127.0.0.1:${port}`);
    expect((await refused({ host: 'a.test', port: 443, secure: true, proxy })).name).toBe('SSLError');
  });
});

describe('a tunnel is refused', () => {
  test.each([
    [
      407,
      'HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 2\r\n\r\nno',
      '407 Proxy Authentication Required',
    ],
    [502, 'HTTP/1.1 502\r\n\r\n', '502'],
    [302, 'HTTP/1.1 302 Found\r\nLocation: http://b.test/\r\n\r\n', '302 Found'],
    [101, 'HTTP/1.1 101 Switching Protocols\r\n\r\n', '101 Switching Protocols'],
  ])('when the proxy responds %d, which the error names', async (status, answer, words) => {
    const server = net.createServer(connectProxy({ answer }));
    const port = await listen(server);
    const proxy = proxyAt(`http://user:secret@127.0.0.1:${port}`, { 'Proxy-Authorization': 'Basic dTpw' });
    const error = await refused({ host: 'a.test', port: 443, secure: true, proxy });
    expect(error).toBeInstanceOf(ProxyError);
    expect(error.name).toBe('ProxyError');
    expect(error.message).toBe(`The proxy 127.0.0.1:${port} answered CONNECT with ${words}.`);
    expect((error as unknown as { proxyStatus: number }).proxyStatus).toBe(status);
  });

  test.each([
    ['garbage', 'SSH-2.0-OpenSSH_9\r\n\r\n', 'ProxyError'],
    ['an invalid status', 'HTTP/1.1 20 OK\r\n\r\n', 'ProxyError'],
    ['another version', 'HTTP/9.9 200 OK\r\n\r\n', 'ProxyError'],
    ['a head that never ends', `HTTP/1.1 200 OK\r\n${'X: y\r\n'.repeat(12_000)}`, 'ProxyError'],
    ['a head that is too large', `HTTP/1.1 200 OK\r\n${'X: y\r\n'.repeat(12_000)}\r\n`, 'ProxyError'],
    ['half a head', 'HTTP/1.1 200 OK\r\nX', 'ConnectionError'],
    ['nothing', '', 'ConnectionError'],
  ])('when the proxy responds with %s', async (_what, answer, name) => {
    const server = net.createServer(connectProxy({ answer }));
    const port = await listen(server);
    const error = await refused({
      host: 'a.test',
      port: 443,
      secure: true,
      proxy: proxyAt(`http://127.0.0.1:${port}`),
    });
    // The connection broke, nothing was refused: Requests calls this one ConnectionError.
    expect(error.name).toBe(name);
    await eventually(() => connections(server).length === 0);
  });

  test('when the proxy resets the connection', async () => {
    const port = await listen(net.createServer((socket) => socket.once('data', () => socket.resetAndDestroy())));
    const error = await refused({
      host: 'a.test',
      port: 443,
      secure: true,
      proxy: proxyAt(`http://127.0.0.1:${port}`),
    });
    expect(error.name).toBe('ProxyError');
  });

  test('when nothing listens, or the name of the proxy cannot be resolved', async () => {
    const target = { host: 'a.test', port: 443, secure: true };
    const nowhere = await refused({ ...target, proxy: proxyAt(`http://127.0.0.1:${await refusedPort()}`) });
    expect(nowhere.name).toBe('ProxyError');
    expect(nowhere.message).toContain('The connection to the proxy 127.0.0.1');
    expect((await refused({ ...target, proxy: proxyAt('http://nope.invalid:1') })).name).toBe('ProxyError');
  });

  test('when the certificate of an https proxy is invalid, or it speaks plain HTTP', async () => {
    const target = { host: 'a.test', port: 443, secure: true };
    const bad = await listen(tls.createServer(localhost));
    expect((await refused({ ...target, proxy: proxyAt(`https://localhost:${bad}`) })).name).toBe('ProxyError');
    const plain = await listen(http.createServer());
    const error = await refused({ ...target, proxy: proxyAt(`https://localhost:${plain}`) });
    expect(error.name).toBe('ProxyError');
  });

  test('by a malformed proxy URL: InvalidProxyURL, without the credentials', async () => {
    const error = await refused({ port: 80, proxy: proxyAt('http://user:secret@:1:2') });
    expect(error.name).toBe('InvalidProxyURL');
    expect(error.message).not.toContain('secret');
  });

  test('for a host that would end the line, which is not sent', async () => {
    const log = noLog();
    const port = await listen(net.createServer(connectProxy({ log })));
    const host = 'a.test\r\nX: y';
    expect((await refused({ host, port: 80, proxy: proxyAt(`http://127.0.0.1:${port}`) })).name).toBe('InvalidURL');
    expect(log.heads).toEqual([]);
  });
});
