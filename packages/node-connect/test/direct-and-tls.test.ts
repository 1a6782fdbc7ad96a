import { mkdtempSync, rmSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import tls from 'node:tls';
import { describe, expect, test } from '@jest/globals';
import { ConnectionError, RequestException, SSLError } from '@req/core';
import { refusedPort } from '@req/test-support/ports';
import { eventually } from '@req/test-support/waiting';
import { authority, certify, localhost, unknownAuthority } from './support/certificates.ts';
import { DEFAULT_TLS, opened, readSome, refused } from './support/opened.ts';
import { connections, listen } from './support/servers.ts';

const trusting = { ...DEFAULT_TLS, ca: authority.cert };

function greeter(options: tls.TlsOptions): tls.Server {
  return tls.createServer(options, (socket) => {
    socket.on('error', () => {});
    socket.write('hello');
  });
}

describe('a direct socket', () => {
  test('connects, and nothing is read from it', async () => {
    const port = await listen(net.createServer((socket) => socket.write('hello')));
    const socket = await opened({ port });
    expect(await readSome(socket)).toBe('hello');
    socket.destroy();
  });

  test('resolves names with the given lookup', async () => {
    const port = await listen(net.createServer((socket) => socket.write('hello')));
    const asked: string[] = [];
    const socket = await opened({
      host: 'nowhere.test',
      port,
      lookup: (host, options, callback) => {
        asked.push(host);
        if (options.all) callback(null, [{ address: '127.0.0.1', family: 4 }]);
        else callback(null, '127.0.0.1', 4);
      },
    });
    expect(await readSome(socket)).toBe('hello');
    expect(asked).toEqual(['nowhere.test']);
    socket.destroy();
  });

  test('reaches a Unix domain socket', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'node-connect-'));
    const path = join(directory, 'socket');
    const server = net.createServer((socket) => socket.end('hello'));
    await new Promise<void>((resolve) => server.listen(path, resolve));
    const socket = await opened({ port: 0, socketPath: path });
    expect(await readSome(socket)).toBe('hello');
    socket.destroy();
    server.close();
    rmSync(directory, { recursive: true });
  });

  test('fails with ConnectionError when the Unix domain socket is missing', async () => {
    const error = await refused({ port: 0, socketPath: '/nowhere/socket' });
    expect(error.name).toBe('ConnectionError');
    expect(error.message).toContain('/nowhere/socket');
  });

  test('fails with ConnectionError when refused, the original as cause', async () => {
    const port = await refusedPort();
    const error = await refused({ port });
    expect(error).toBeInstanceOf(ConnectionError);
    expect(error.name).toBe('ConnectionError');
    expect(error.message).toBe(`The connection to 127.0.0.1:${port} was refused (ECONNREFUSED).`);
    expect(error.cause).toMatchObject({ code: 'ECONNREFUSED' });
  });

  test('fails with ConnectionError when every address of a name is refused', async () => {
    const port = await refusedPort();
    const error = await refused({
      host: 'both.test',
      port,
      lookup: (_host, _options, callback) =>
        callback(null, [
          { address: '127.0.0.1', family: 4 },
          { address: '::1', family: 6 },
        ]),
    });
    expect(error.name).toBe('ConnectionError');
    expect(error.message).toBe(`The connection to both.test:${port} was refused (ECONNREFUSED).`);
  });

  test('fails with ConnectionError when the name cannot be resolved', async () => {
    const error = await refused({ host: 'nope.invalid', port: 80 });
    expect(error.name).toBe('ConnectionError');
    expect(error.message).toContain('could not be resolved');
  });

  test('fails, and does not throw, for an invalid port', async () => {
    expect(await refused({ port: 70_000 })).toBeInstanceOf(RequestException);
  });
});

describe('a TLS socket', () => {
  test('is opened when the certificate is valid', async () => {
    const port = await listen(greeter(localhost));
    const socket = (await opened({ host: 'localhost', port, secure: true, tls: trusting })) as tls.TLSSocket;
    expect(socket.authorized).toBe(true);
    expect(await readSome(socket)).toBe('hello');
    socket.destroy();
  });

  test('sends the host name (SNI), but not an address', async () => {
    const names: unknown[] = [];
    const server = tls.createServer(localhost, (socket) => {
      names.push(socket.servername);
      socket.on('error', () => {});
      socket.end('x');
    });
    const port = await listen(server);
    for (const host of ['localhost', '127.0.0.1', '127.1']) {
      const socket = await opened({ host, port, secure: true, tls: trusting });
      await readSome(socket);
      socket.destroy();
    }
    expect(names).toEqual(['localhost', false, false]);
  });

  test('checks IPv6 addresses', async () => {
    const port = await listen(greeter(localhost), '::1');
    const socket = await opened({ host: '::1', port, secure: true, tls: trusting });
    socket.destroy();
    const other = await listen(greeter(certify({ name: 'x', names: ['IP:::2', 'IP:127.0.0.1'] })), '::1');
    const error = await refused({ host: '::1', port: other, secure: true, tls: trusting });
    expect([error.name, error.message.includes('for another host')]).toEqual(['SSLError', true]);
  });

  test('ignores properties of Object.prototype', async () => {
    const port = await listen(greeter(localhost));
    const polluted = Object.prototype as Record<string, unknown>;
    const evil = {
      rejectUnauthorized: false,
      path: '/nowhere',
      servername: 'evil.test',
      ca: authority.cert,
      host: 'x.invalid',
      socketPath: '/nowhere',
    };
    Object.assign(polluted, evil);
    try {
      expect((await refused({ host: 'localhost', port, secure: true })).name).toBe('SSLError');
      const socket = await opened({ host: 'localhost', port, secure: true, tls: trusting });
      socket.destroy();
    } finally {
      for (const name of Object.keys(evil)) delete polluted[name];
    }
  });

  test('offers ALPN protocols', async () => {
    const port = await listen(greeter({ ...localhost, ALPNProtocols: ['h2', 'http/1.1'] }));
    const target = { host: 'localhost', port, secure: true, tls: trusting, alpn: ['h2', 'http/1.1'] };
    const socket = (await opened(target)) as tls.TLSSocket;
    expect(socket.alpnProtocol).toBe('h2');
    socket.destroy();
  });

  test.each([
    ['the issuer is unknown', localhost, DEFAULT_TLS, 'localhost'],
    ['only another authority is trusted', localhost, { ...DEFAULT_TLS, ca: unknownAuthority().cert }, 'localhost'],
    [
      'it is self-signed',
      certify({ name: 'localhost', names: ['DNS:localhost'], issuer: null }),
      DEFAULT_TLS,
      'localhost',
    ],
    ['it has expired', certify({ name: 'localhost', names: ['DNS:localhost'], days: -1 }), trusting, 'localhost'],
    ['it is for another host', certify({ name: 'other', names: ['DNS:other.test'] }), trusting, 'localhost'],
    ['it does not name the address', certify({ name: 'localhost', names: ['DNS:localhost'] }), trusting, '127.0.0.1'],
  ])('fails with SSLError when %s', async (_why, identity, settings, host) => {
    const port = await listen(greeter(identity));
    const error = await refused({ host, port, secure: true, tls: settings });
    expect(error).toBeInstanceOf(SSLError);
    expect(error.name).toBe('SSLError');
    expect(error.message).toContain(`${host}:${port} failed in TLS`);
  });

  test('does not check the certificate when verify is false', async () => {
    const port = await listen(greeter(certify({ name: 'other', days: -1, issuer: null })));
    const socket = await opened({ host: 'localhost', port, secure: true, tls: { ...DEFAULT_TLS, verify: false } });
    expect(await readSome(socket)).toBe('hello');
    socket.destroy();
  });

  test('fails with SSLError when the server speaks plain HTTP', async () => {
    const port = await listen(http.createServer());
    expect((await refused({ host: 'localhost', port, secure: true })).name).toBe('SSLError');
  });

  test('fails with SSLError when the server ends in the middle of the handshake', async () => {
    const port = await listen(net.createServer((socket) => socket.once('data', () => socket.end())));
    expect((await refused({ host: 'localhost', port, secure: true })).name).toBe('SSLError');
  });

  test('fails with ConnectionError when the port is closed', async () => {
    expect((await refused({ host: 'localhost', port: await refusedPort(), secure: true })).name).toBe(
      'ConnectionError',
    );
  });

  test('presents the client certificate', async () => {
    const me = certify({ name: 'me' });
    const server = tls.createServer({ ...localhost, requestCert: true, ca: authority.cert }, (socket) => {
      socket.on('error', () => {});
      socket.end(socket.getPeerCertificate().subject.CN as string);
    });
    const port = await listen(server);
    const cert = { cert: Buffer.from(me.cert), key: me.key };
    const socket = await opened({ host: 'localhost', port, secure: true, tls: { ...trusting, cert } });
    expect(await readSome(socket)).toBe('me');
    socket.destroy();
  });

  test('leaves nothing behind after a failed handshake', async () => {
    const server = greeter(localhost);
    const port = await listen(server);
    await refused({ host: 'localhost', port, secure: true });
    await eventually(() => connections(server).length === 0);
  });

  test.each([
    ['is no PEM', { cert: 'nonsense', key: 'nonsense' }],
    ['has the key of another', { cert: localhost.cert, key: authority.key }],
  ])('fails with SSLError when the client certificate %s', async (_why, cert) => {
    const port = await listen(greeter(localhost));
    const error = await refused({ host: 'localhost', port, secure: true, tls: { ...trusting, cert } });
    expect(error.name).toBe('SSLError');
  });
});
