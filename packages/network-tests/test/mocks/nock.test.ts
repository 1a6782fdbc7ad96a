import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { AbortError, ConnectionError, Session, Timeout } from '@req/core';
import nock from 'nock';
import { MOCKED, ON_NODE_HTTP } from './clients.ts';
import { type RealServer, realServer } from './real-server.ts';

let real: RealServer;
let session: Session;

beforeAll(async () => {
  real = await realServer();
});
afterAll(async () => {
  nock.restore();
  await real.close();
});
beforeEach(() => {
  real.received.length = 0;
});
afterEach(async () => {
  nock.abortPendingRequests();
  nock.cleanAll();
  nock.enableNetConnect();
  await session.close();
});

async function* chunks(): AsyncGenerator<Uint8Array> {
  yield Buffer.from('ab');
  yield Buffer.from('cd');
}

const scope = (): nock.Scope => nock('http://a.test');

describe.each(MOCKED)('nock with %s', (_name, create) => {
  beforeEach(() => {
    session = new Session({ transport: create(), trustEnv: false });
  });

  test('matches query, headers and body', async () => {
    const read = scope().get('/j').query({ q: '1' }).matchHeader('x-mine', 'a').reply(200, { ok: 1 });
    const written = scope()
      .post('/p', { a: 1 })
      .reply(201, (_uri, body) => body);
    const streamed = scope().put('/p', 'abcd').reply(200, 'got');
    expect((await session.get('http://a.test/j', { params: { q: 1 }, headers: { 'X-Mine': 'a' } })).json()).toEqual({
      ok: 1,
    });
    expect((await session.post('http://a.test/p', { json: { a: 1 } })).json()).toEqual({ a: 1 });
    expect((await session.put('http://a.test/p', { data: chunks() })).text).toBe('got');
    for (const one of [read, written, streamed]) one.done();
  });

  test('mocks other methods and responses without a body', async () => {
    scope().delete('/p').reply(204).head('/p').reply(200, '', { 'X-A': '1' }).get('/p').reply(304);
    expect((await session.delete('http://a.test/p')).statusCode).toBe(204);
    expect((await session.head('http://a.test/p')).headers.get('x-a')).toBe('1');
    expect((await session.get('http://a.test/p')).statusCode).toBe(304);
  });

  test('mocks gzip, bytes and redirects', async () => {
    scope()
      .get('/gzip')
      .reply(200, gzipSync('zipped'), { 'Content-Encoding': 'gzip' })
      .get('/bytes')
      .reply(200, Buffer.from([0, 255, 13, 10, 128]))
      .get('/from')
      .reply(302, '', { Location: '/bytes' });
    expect((await session.get('http://a.test/gzip')).text).toBe('zipped');
    expect([...(await session.get('http://a.test/from')).content]).toEqual([0, 255, 13, 10, 128]);
  });

  test('mocks network errors', async () => {
    scope().get('/e').replyWithError('boom');
    await expect(session.get('http://a.test/e')).rejects.toBeInstanceOf(ConnectionError);
    scope()
      .get('/e')
      .replyWithError(Object.assign(new Error('reset'), { code: 'ECONNRESET' }));
    await expect(session.get('http://a.test/e')).rejects.toBeInstanceOf(ConnectionError);
  });

  test('respects timeouts with delayed responses', async () => {
    scope().get('/d').delay(100).reply(200, 'late');
    expect((await session.get('http://a.test/d', { timeout: 20_000 })).text).toBe('late');
    for (const delayed of [scope().get('/d').delay(60_000), scope().get('/d').delayConnection(60_000)]) {
      delayed.reply(200, 'too late');
      await expect(session.get('http://a.test/d', { timeout: 50 })).rejects.toBeInstanceOf(Timeout);
    }
    scope().get('/d').delay(60_000).reply(200, 'too late');
    const controller = new AbortController();
    const pending = session.get('http://a.test/d', { signal: controller.signal });
    setImmediate(() => controller.abort());
    await expect(pending).rejects.toBeInstanceOf(AbortError);
  });

  test('rejects unmatched requests, or sends them to the real server', async () => {
    scope().get('/known').reply(200);
    await expect(session.get('http://a.test/unknown')).rejects.toBeInstanceOf(ConnectionError);
    expect((await session.post(`${real.origin}/x`, { data: chunks() })).text).toBe('real');
    expect(real.received[0]).toMatch(/^POST \/x HTTP\/1\.1\r\n[\s\S]*2\r\nab\r\n2\r\ncd\r\n0\r\n/);
  });

  test('can disable the network, or allow it for some hosts only', async () => {
    nock.disableNetConnect();
    await expect(session.get(`${real.origin}/x`)).rejects.toBeInstanceOf(ConnectionError);
    expect(real.received).toEqual([]);
    nock.enableNetConnect('127.0.0.1');
    expect((await session.get(`${real.origin}/x`)).text).toBe('real');
  });
});

describe.each(ON_NODE_HTTP)('%s', (_name, create) => {
  test('sends normally after nock was restored, and is mocked again once it is active', async () => {
    session = new Session({ transport: create(), trustEnv: false });
    nock.restore();
    try {
      await session.get(`${real.origin}/x`, { headers: { 'x-Odd': '1' } });
      expect(real.received[0]).toContain('\r\nx-Odd: 1\r\n');
    } finally {
      nock.activate();
    }
    scope().get('/p').reply(200, 'again');
    expect((await session.get('http://a.test/p')).text).toBe('again');
  });
});
