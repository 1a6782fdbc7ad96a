import { deflateSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { ConnectionError, InvalidHeader, Session, UnsupportedByTransport } from '@req/core';
import { readBody, ScriptServer, transportRequest } from '@req/transport-conformance';
import nodeFetch from 'node-fetch';
import { FetchTransport } from '../src/index.ts';

let server: ScriptServer;

beforeEach(async () => {
  server = await ScriptServer.start();
});

afterEach(() => server.close());

const CORE_HEADERS = {
  'User-Agent': 'req',
  'Accept-Encoding': 'gzip, deflate, br, zstd',
  Accept: '*/*',
  Connection: 'keep-alive',
};

describe('FetchTransport', () => {
  test("is Node's http client without a fetch, else the fetch that it is given", async () => {
    expect(new FetchTransport().name).toBe('http');
    expect(new FetchTransport({}).name).toBe('http');
    expect(new FetchTransport(nodeFetch).name).toBe('node-fetch');
    expect(new FetchTransport(globalThis.fetch).name).toBe('fetch');
    expect(new FetchTransport({ fetch: globalThis.fetch }).name).toBe('fetch');
  });

  test('claims for a fetch no more than the Fetch standard promises', () => {
    expect([...new FetchTransport(globalThis.fetch).capabilities]).toEqual(['streaming-upload']);
  });
});

describe("FetchTransport over the platform's fetch", () => {
  test("sends core's headers, without those that a fetch sets itself", async () => {
    const transport = new FetchTransport(globalThis.fetch);
    const headers = { ...CORE_HEADERS, 'Content-Length': '4', 'X-Mine': '1' };
    const body = Buffer.from('body');
    await transport.send(transportRequest({ url: server.origins.A, method: 'PUT', headers, body }));
    const [seen] = server.requests;
    expect(seen).toMatchObject({ framing: 'length', body });
    const sent = new Map(seen?.headers.map(([name, value]) => [name.toLowerCase(), value]));
    expect(sent.get('user-agent')).toBe('req');
    expect(sent.get('x-mine')).toBe('1');
    expect(sent.get('content-length')).toBe('4');
  });

  test('sends Content-Length: 0 where the platform does: with POST, PUT and PATCH', async () => {
    const transport = new FetchTransport(globalThis.fetch);
    for (const method of ['POST', 'PUT', 'PATCH']) {
      await transport.send(transportRequest({ url: server.origins.A, method, headers: { 'Content-Length': '0' } }));
    }
    expect(server.requests.map(({ framing }) => framing)).toEqual(['length', 'length', 'length']);
  });

  test('accepts only codings that the platform decodes', async () => {
    const transport = new FetchTransport(globalThis.fetch);
    server.play([{ raw: latin1('HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n', gzipSync('plain')) }]);
    const response = await transport.send(transportRequest({ url: server.origins.A, headers: CORE_HEADERS }));
    expect((await readBody(response)).toString()).toBe('plain');
    expect(server.requests[0]?.headers).toContainEqual(['Accept-Encoding', 'gzip, deflate, br']);
    await transport.send(transportRequest({ url: server.origins.A, headers: { 'Accept-Encoding': 'zstd;q=1, x' } }));
    expect(server.requests[1]?.headers).toContainEqual(['Accept-Encoding', 'identity']);
  });

  test('a stream of known length goes out with that length, not in chunks', async () => {
    const transport = new FetchTransport(globalThis.fetch);
    async function* body(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('ab');
      yield Buffer.from('cd');
    }
    const init = { url: server.origins.A, method: 'POST', headers: { 'Content-Length': '4' }, body: body() };
    await transport.send(transportRequest(init));
    expect(server.requests).toMatchObject([{ framing: 'length', body: Buffer.from('abcd') }]);
  });

  test('calls the fetch it was given without a receiver, with an init that inherits nothing', async () => {
    const calls: { receiver: unknown; url: string; init: RequestInit }[] = [];
    const own = function (this: unknown, url: string, init: RequestInit): Promise<Response> {
      calls.push({ receiver: this, url, init });
      return Promise.resolve(
        new Response('mine', {
          status: 418,
          headers: [
            ['Set-Cookie', 'a=1'],
            ['Set-Cookie', 'b=2'],
          ],
        }),
      );
    };
    const transport = new FetchTransport({ fetch: own, credentials: 'omit' });
    const response = await transport.send(transportRequest({ url: 'http://nowhere.test/?q', method: 'DELETE' }));
    expect(response.status).toBe(418);
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect((await readBody(response)).toString()).toBe('mine');
    const [call] = calls;
    expect(call?.receiver).toBeUndefined();
    expect(call?.url).toBe('http://nowhere.test/?q');
    expect(Object.getPrototypeOf(call?.init)).toBeNull();
    expect(call?.init).toMatchObject({ method: 'DELETE', redirect: 'manual', credentials: 'omit' });
  });

  test('a body that is a Node stream is read as well', async () => {
    const wrapped = (url: string, init: RequestInit) => nodeFetch(url, init as never) as unknown as Promise<Response>;
    const transport = new FetchTransport(wrapped);
    server.play([{ raw: 'HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nnode' }]);
    const response = await transport.send(transportRequest({ url: server.origins.A, stream: true }));
    expect((await readBody(response)).toString()).toBe('node');
  });

  test('a response that a browser hides is an error that says so', async () => {
    const opaque = { status: 0, type: 'opaqueredirect', body: null, headers: new Headers(), statusText: '' };
    const transport = new FetchTransport(() => Promise.resolve(opaque as unknown as Response));
    const error = await transport.send(transportRequest({ url: 'http://h.test/' })).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ConnectionError);
    expect((error as Error).message).toContain('opaqueredirect');
  });

  test('a fetch that ignores its signal does not delay an abort or a timeout', async () => {
    const transport = new FetchTransport(() => new Promise(() => {}));
    const controller = new AbortController();
    const sent = transport.send(transportRequest({ url: 'http://h.test/', signal: controller.signal }));
    setTimeout(() => controller.abort(), 10);
    await expect(sent).rejects.toMatchObject({ code: 'ABORT_ERROR' });
    const timed = transport.send(transportRequest({ url: 'http://h.test/', timeout: { connect: 20, read: 20 } }));
    await expect(timed).rejects.toMatchObject({ code: 'READ_TIMEOUT' });
  });

  test.each([
    { connect: 1000, read: null },
    { connect: 1000, read: 1001 },
  ])('a connect timeout that it cannot keep is refused before it is called: %j', async (timeout) => {
    let called = false;
    const transport = new FetchTransport(async () => {
      called = true;
      return new Response('');
    });
    const error = await transport.send(transportRequest({ url: 'http://h.test/', timeout })).catch((reason) => reason);
    expect(error).toBeInstanceOf(UnsupportedByTransport);
    expect(error).toMatchObject({ transport: 'fetch', capability: 'connect-timeout' });
    expect(called).toBe(false);
    const session = new Session({ transport });
    await expect(session.get('http://h.test/', { timeout })).rejects.toBeInstanceOf(UnsupportedByTransport);
    await expect(session.get('http://h.test/', { timeout: { ...timeout, total: 500 } })).resolves.toMatchObject({
      statusCode: 200,
    });
  });

  test.each([500, [500, 500], { connect: 500, read: 20 }, { connect: 20, read: 20 }, { read: 20 }])(
    'a timeout of %j is kept: a number, a connect timeout no shorter than the read timeout, and one for reading',
    async (timeout) => {
      const transport = new FetchTransport(async () => new Response('ok'));
      const session = new Session({ transport });
      expect((await session.get('http://h.test/', { timeout: timeout as [number, number] })).text).toBe('ok');
    },
  );

  test('a fetch that throws synchronously rejects', async () => {
    const transport = new FetchTransport(() => {
      throw new TypeError('no such thing');
    });
    const error = await transport.send(transportRequest({ url: 'http://h.test/' })).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ConnectionError);
    expect((error as Error).cause).toBeInstanceOf(TypeError);
  });

  test('an upload of any size takes constant memory', async () => {
    let ahead = 0;
    let most = 0;
    const transport = new FetchTransport(async (_url, init) => {
      const reader = (init.body as ReadableStream<Uint8Array>).getReader();
      for (let step = await reader.read(); !step.done; step = await reader.read()) {
        ahead--;
        await new Promise((resolve) => setImmediate(resolve));
      }
      return new Response(null, { status: 204 });
    });
    async function* body(): AsyncGenerator<Uint8Array> {
      for (let i = 0; i < 200; i++) {
        most = Math.max(most, ++ahead);
        yield Buffer.alloc(1);
      }
    }
    const init = { url: 'http://h.test/', method: 'POST', headers: { 'Transfer-Encoding': 'chunked' }, body: body() };
    expect((await transport.send(transportRequest(init))).status).toBe(204);
    expect(most).toBeLessThanOrEqual(2);
  });

  test('exceptions of core that a fetch throws are passed on unchanged', async () => {
    const mine = new InvalidHeader('mine');
    const transport = new FetchTransport(() => Promise.reject(mine));
    await expect(transport.send(transportRequest({ url: 'http://h.test/' }))).rejects.toBe(mine);
  });
});

function latin1(head: string, body: Buffer): string {
  return `${head}Content-Length: ${body.length}\r\n\r\n${body.toString('latin1')}`;
}

test('on Deno, whose own fetch leaves deflate as it is, a deflate body is decoded', async () => {
  const { fetch } = globalThis;
  const own = globalThis as { Deno?: object };
  own.Deno = {};
  globalThis.fetch = async () => new Response(deflateSync('hello'), { headers: { 'Content-Encoding': 'deflate' } });
  try {
    const response = await new FetchTransport(globalThis.fetch).send(transportRequest({ url: 'http://a.test/' }));
    expect((await readBody(response)).toString()).toBe('hello');
  } finally {
    globalThis.fetch = fetch;
    delete own.Deno;
  }
});
