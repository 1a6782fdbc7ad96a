import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  AbortError,
  ConnectionError,
  ConnectTimeout,
  ReadTimeout,
  type RequestException,
  type RequestOptions,
  type Response,
  SSLError,
  Timeout,
} from '@req/core';
import { eventually, failure } from '@req/test-support/waiting';
import { type RunningServer, startHttpbin } from '@req/testserver';
import { type FullBacklog, fullBacklog, ScriptServer } from '@req/transport-conformance';
import { overEveryTransport } from './every-transport.ts';

let server: ScriptServer;
let httpbin: RunningServer;
let backlog: FullBacklog;
beforeAll(async () => {
  server = await ScriptServer.start();
  httpbin = await startHttpbin();
  backlog = await fullBacklog();
});
afterAll(async () => {
  await backlog.close();
  await httpbin.close();
  await server.close();
});
const url = (): string => `${server.origins.A}/`;
const HEAD = 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n';

/** A call that reads the body to its end, streamed or not. */
const MODES = [
  ['whole', false],
  ['streamed', true],
] as const;

overEveryTransport(({ session }) => {
  const read = async (stream: boolean, options: RequestOptions): Promise<Response> => {
    const r = await session().get(url(), { ...options, stream });
    await r.read();
    return r;
  };

  describe('no valid response', () => {
    test('from a port on which nothing listens: ConnectionError', async () => {
      const target = `${server.origins.Z.replace('//', '//user:hunter2@')}/?token=hunter2`;
      const error = await failure<RequestException>(session().get(target));
      expect(error).toBeInstanceOf(ConnectionError);
      expect(error).not.toBeInstanceOf(Timeout);
      expect([error.code, error.response, error.request?.url]).toEqual(['CONNECTION_ERROR', null, target]);
      expect(error.message).toContain(server.origins.Z.slice('http://'.length));
      for (let e: unknown = error; e instanceof Error; e = e.cause) {
        expect(`${e.message} ${inspect(e, { depth: 6 })}`).not.toContain('hunter2');
      }
    });

    test('its cause is the client’s own error, and none of it is enumerable', async () => {
      const error = await failure<RequestException>(session().get(server.origins.Z));
      expect(error.cause).toBeInstanceOf(Error);
      expect(Object.keys(error)).toEqual([]);
    });

    test.each([
      ['a connection closed without a byte', { close: true }],
      ['a connection reset', { reset: true }],
      ['something that is not HTTP', { raw: 'hello world\r\n\r\n', close: true }],
      ['an incomplete head', { raw: 'HTTP/1.1 200 OK\r\nContent-Le', close: true }],
    ])('from %s: ConnectionError', async (_what, reply) => {
      // A client may try once more on another connection.
      server.play([reply, reply, reply]);
      const error = await failure<RequestException>(session().get(url()));
      expect(error).toBeInstanceOf(ConnectionError);
      expect(error.request?.url).toBe(url());
    });

    test('over TLS from a plaintext server: SSLError', async () => {
      const error = await failure(session().get(url().replace('http:', 'https:')));
      expect(error).toBeInstanceOf(SSLError);
    });
  });

  describe('a timeout', () => {
    test.each<[string, RequestOptions]>([
      ['a number', { timeout: 150 }],
      ['[connect, read]', { timeout: [150, 150] }],
      ['timeout.connect alone', { timeout: { connect: 150 } }],
    ])('for the connection: %s', async (_what, options) => {
      const error = await failure<RequestException>(session().get(backlog.url, options));
      expect(error).toBeInstanceOf(ConnectTimeout);
      expect([error instanceof ConnectionError, error instanceof Timeout]).toEqual([true, true]);
      expect(error.request?.url).toBe(backlog.url);
    });

    test('for the head: ReadTimeout, which is no ConnectionError', async () => {
      server.play([{ delayMs: 2000 }]);
      const error = await failure<RequestException>(session().get(url(), { timeout: { read: 100 } }));
      expect(error).toBeInstanceOf(ReadTimeout);
      expect(error).not.toBeInstanceOf(ConnectionError);
      expect(error.request?.url).toBe(url());
    });

    test.each(MODES)('for the body, %s: ReadTimeout, which is a ConnectionError too', async (_mode, stream) => {
      server.play([{ parts: [HEAD, 'ab'], hang: 2000 }]);
      const error = await failure(read(stream, { timeout: { read: 100 } }));
      expect(error).toBeInstanceOf(ReadTimeout);
      expect(error).toBeInstanceOf(ConnectionError);
    });

    test('is for each wait, not for all of them', async () => {
      server.play([{ parts: [HEAD, 'aa', 'bb', 'cc', 'dd', 'ee'], gapMs: 60 }]);
      expect((await read(false, { timeout: { read: 250 } })).text).toBe('aabbccddee');
    });

    test.each(MODES)('in total counts while a body drips, %s', async (_mode, stream) => {
      server.play([{ parts: [HEAD, ...'abcdefghij'], gapMs: 60 }]);
      const error = await failure<RequestException>(read(stream, { timeout: { total: 200 } }));
      expect(error).toBeInstanceOf(Timeout);
      expect(error.message).toBe('The request took longer than 200 ms in total.');
    });

    test('in total counts while connecting', async () => {
      expect(await failure(session().get(backlog.url, { timeout: { total: 150 } }))).toBeInstanceOf(Timeout);
    });

    test('in total counts over redirects', async () => {
      const target = `${httpbin.origin}/redirect-to?url=/delay/3`;
      expect(await failure(session().get(target, { timeout: { total: 200 } }))).toBeInstanceOf(Timeout);
    });
  });

  describe('an abort', () => {
    test('while the head is awaited', async () => {
      server.play([{ delayMs: 2000 }]);
      const controller = new AbortController();
      const failed = failure<RequestException>(session().get(url(), { signal: controller.signal }));
      await server.arrived(1);
      controller.abort('enough');
      const error = await failed;
      expect(error).toBeInstanceOf(AbortError);
      expect([error.cause, error.request?.url]).toEqual(['enough', url()]);
    });

    test.each(MODES)('while the body is read, %s: its connection is dropped', async (_mode, stream) => {
      server.play([{ parts: [HEAD, 'ab'], hang: 3000 }]);
      const before = server.openConnections;
      const controller = new AbortController();
      const failed = failure(read(stream, { signal: controller.signal }));
      await server.arrived(1);
      setTimeout(() => controller.abort('enough'), 80);
      const error = await failed;
      expect(error).toBeInstanceOf(AbortError);
      expect(error.cause).toBe('enough');
      await eventually(() => server.openConnections <= before);
    });

    test('before the call sends nothing', async () => {
      server.play([]);
      expect(await failure(session().get(url(), { signal: AbortSignal.abort() }))).toBeInstanceOf(AbortError);
      await server.settled();
      expect(server.requests).toEqual([]);
    });

    test('leaves the session in order', async () => {
      const one = session();
      await failure(one.get(url(), { signal: AbortSignal.abort() }));
      expect((await one.get(`${httpbin.origin}/get`)).statusCode).toBe(200);
    });
  });

  test('nothing bad is sent: the server sees no request', async () => {
    server.play([]);
    const one = session();
    const bad: [string, RequestOptions][] = [
      [url(), { headers: { 'X-A': 'a\r\nX-B: b' } }],
      [url(), { json: Number.NaN }],
      [url(), { timeout: 0 }],
      [url(), { data: 5 as never }],
      [`${server.origins.A.replace('http:', 'ftp:')}/`, {}],
      [server.origins.A.replace('http://', ''), {}],
    ];
    for (const [target, options] of bad) expect(await failure(one.post(target, options))).toBeInstanceOf(Error);
    await server.settled();
    expect(server.requests).toEqual([]);
  });
});
