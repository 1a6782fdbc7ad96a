import type { IncomingMessage } from 'node:http';
import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { Readable } from 'node:stream';
import { createSecureContext } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  makeCertificates,
  type RunningServer,
  startHttpbin,
  startTlsHttpbin,
  type TestCertificates,
} from '../src/index.ts';
import { readBody } from '../src/request/read-body.ts';
import { fetchFrom } from './loopback-client.ts';

describe('a running server', () => {
  let server: RunningServer;
  beforeAll(async () => {
    server = await startHttpbin();
  });
  afterAll(() => server.close());

  test('keeps connections alive, even after errors', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    let opened = 0;
    const createConnection = agent.createConnection.bind(agent) as (...args: unknown[]) => unknown;
    Object.assign(agent, {
      createConnection: (...args: unknown[]) => {
        opened += 1;
        return createConnection(...args);
      },
    });
    for (const path of ['/get', '/status/500', '/nowhere', '/stream-bytes/10', '/status/204', '/image/png']) {
      await fetchFrom(server.origin + path, { agent });
    }
    await fetchFrom(`${server.origin}/get`, { agent, method: 'POST', body: 'unwanted' });
    await fetchFrom(`${server.origin}/get`, { agent, method: 'HEAD' });
    expect(opened).toBe(1);
    agent.destroy();
  });

  test('answers Expect: 100-continue', async () => {
    const body = await new Promise<string>((resolve, reject) => {
      const sent = request(`${server.origin}/post`, { method: 'POST', headers: { Expect: '100-continue' } });
      sent.on('continue', () => sent.end('now'));
      sent.on('error', reject);
      sent.on('response', (response) => response.setEncoding('utf8').on('data', resolve));
      sent.flushHeaders();
    });
    expect(JSON.parse(body).data).toBe('now');
  });

  test('allows pages of other origins to read it (CORS)', async () => {
    expect((await fetchFrom(`${server.origin}/get`)).headers).toMatchObject({
      'access-control-allow-origin': '*',
      'access-control-allow-credentials': 'true',
    });
    const headers = { Origin: 'http://page.example', 'Access-Control-Request-Headers': 'x-a' };
    expect((await fetchFrom(`${server.origin}/get`, { method: 'OPTIONS', headers })).headers).toMatchObject({
      'access-control-allow-origin': 'http://page.example',
      'access-control-allow-methods': 'GET, POST, PUT, DELETE, PATCH, OPTIONS',
      'access-control-allow-headers': 'x-a',
      'access-control-max-age': '3600',
    });
  });

  test('survives clients that disconnect during a request or a response', async () => {
    for (const text of [
      'GET /delay/9 HTTP/1.1\r\nHost: a\r\n\r\n',
      'POST /post HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nx',
    ]) {
      await new Promise<void>((resolve) => {
        const socket = connect(server.port, '127.0.0.1', () => {
          socket.write(text);
          setTimeout(() => socket.destroy(), 30);
        });
        socket.on('close', () => resolve());
      });
    }
    expect((await fetchFrom(`${server.origin}/get`)).status).toBe(200);
  });

  test('rejects when the port is taken', async () => {
    await expect(startHttpbin({ port: server.port })).rejects.toThrow(/EADDRINUSE/);
  });

  test('stops reading a body at its limit', async () => {
    const message = Readable.from([Buffer.alloc(6), Buffer.alloc(6)]) as IncomingMessage;
    expect(await readBody(message, 10)).toBeNull();
    expect(message.destroyed).toBe(false);
    expect(await readBody(Readable.from([Buffer.alloc(6)]) as IncomingMessage, 10)).toHaveLength(6);
  });
});

test('close() ends immediately, even during a reply', async () => {
  const server = await startHttpbin();
  const broken = new Promise<Error>((resolve, reject) => {
    const sent = request(`${server.origin}/drip?duration=60`, { agent: false }, (response) => {
      response.on('error', resolve).resume();
      server.close().catch(reject);
    });
    sent.on('error', reject).end();
  });
  expect(await broken).toHaveProperty('code', 'ECONNRESET');
  await expect(fetchFrom(`${server.origin}/get`)).rejects.toHaveProperty('code', 'ECONNREFUSED');
});

describe('over TLS', () => {
  let certificates: TestCertificates;
  beforeAll(async () => {
    certificates = await makeCertificates();
  });

  test.each(['localhost', '127.0.0.1', '::1'])('has a certificate for %s', async (host) => {
    const server = await startTlsHttpbin({ host, certificates });
    try {
      const { json } = await fetchFrom(`${server.origin}/get`, { tls: { ca: certificates.ca } });
      expect(json.url).toBe(`${server.origin}/get`);
      const cookie = await fetchFrom(`${server.origin}/cookies/set/k/v`, { tls: { ca: certificates.ca } });
      expect(cookie.headers['set-cookie']).toEqual(['k=v; Secure; Path=/']);
    } finally {
      await server.close();
    }
  });

  test.each([
    ['server', undefined, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
    ['expired', 'ca', 'CERT_HAS_EXPIRED'],
    ['wrongHost', 'ca', 'ERR_TLS_CERT_ALTNAME_INVALID'],
    ['selfSigned', 'ca', 'DEPTH_ZERO_SELF_SIGNED_CERT'],
  ] as const)('the %s certificate is rejected when the client trusts %s: %s', async (which, trusted, code) => {
    const server = await startHttpbin({ tls: certificates[which] });
    const tls = trusted === undefined ? {} : { ca: certificates[trusted] };
    try {
      await expect(fetchFrom(`${server.origin}/get`, { tls })).rejects.toHaveProperty('code', code);
    } finally {
      await server.close();
    }
  });

  test('can require a client certificate, whose key may be encrypted', async () => {
    const { ca, client } = certificates;
    const server = await startTlsHttpbin({ certificates, requestCert: true });
    try {
      const { cert, encryptedKey: key, passphrase } = client;
      expect((await fetchFrom(`${server.origin}/get`, { tls: { ca, cert, key, passphrase } })).status).toBe(200);
      await expect(fetchFrom(`${server.origin}/get`, { tls: { ca } })).rejects.toThrow();
    } finally {
      await server.close();
    }
    expect(() => createSecureContext({ cert: client.cert, key: client.encryptedKey, passphrase: 'wrong' })).toThrow();
  });

  test('generates certificates if none are given', async () => {
    const server = await startTlsHttpbin();
    try {
      expect((await fetchFrom(`${server.origin}/ip`, { tls: { ca: server.certificates.ca } })).status).toBe(200);
    } finally {
      await server.close();
    }
  });
});
