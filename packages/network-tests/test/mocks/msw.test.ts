import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { AbortError, ChunkedEncodingError, ConnectionError, HostNotAllowed, ReadTimeout, Session } from '@req/core';
import { delay, HttpResponse, http, passthrough } from 'msw';
import { setupServer } from 'msw/node';
import { MOCKED, ON_NODE_HTTP, OWN_CONNECTIONS } from './clients.ts';
import { type RealServer, realServer } from './real-server.ts';

interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly body: string;
}

const seen: Seen[] = [];
const pieces = (...texts: string[]): ReadableStream =>
  new ReadableStream({
    pull(controller) {
      const text = texts.shift();
      if (text === undefined) controller.close();
      else if (text === 'broken') controller.error(new Error('broken'));
      else controller.enqueue(Buffer.from(text));
    },
  });

const mock = setupServer(
  http.all('http://a.test/echo', async ({ request }) => {
    const { method, url, headers } = request;
    seen.push({ method, url, headers: Object.fromEntries(headers), body: await request.text() });
    return HttpResponse.json({ mocked: true }, { status: 201 });
  }),
  http.get('https://a.test:8443/', () => HttpResponse.text('over TLS')),
  http.get('http://a.test/redirect', () => new HttpResponse(null, { status: 302, headers: { Location: '/echo' } })),
  http.get('http://a.test/delayed', async () => {
    await delay(150);
    return HttpResponse.text('delayed');
  }),
  http.get('http://a.test/never', async () => {
    await delay('infinite');
  }),
  http.get('http://a.test/error', () => HttpResponse.error()),
  http.get('http://a.test/throws', () => {
    throw new Error('of the handler');
  }),
  http.get('http://a.test/cookies', () => {
    const headers = new Headers();
    headers.append('Set-Cookie', 'a=1');
    headers.append('Set-Cookie', 'b=2');
    return new HttpResponse('two', { headers });
  }),
  http.all('http://a.test/204', () => new HttpResponse(null, { status: 204 })),
  http.all('http://a.test/304', () => new HttpResponse(null, { status: 304 })),
  http.get('http://a.test/bytes', () => new HttpResponse(Uint8Array.of(0, 255, 13, 10, 128))),
  http.get(
    'http://a.test/gzip',
    () => new HttpResponse(new Uint8Array(gzipSync('zipped')), { headers: { 'Content-Encoding': 'gzip' } }),
  ),
  http.get('http://a.test/pieces', () => new HttpResponse(pieces('one', 'two', 'three'))),
  http.get('http://a.test/broken', () => new HttpResponse(pieces('one', 'broken'))),
  http.all(/\/\/127\.0\.0\.1:\d+\/let-through/, () => passthrough()),
);

let real: RealServer;
let session: Session;

beforeAll(async () => {
  jest.spyOn(console, 'error').mockImplementation(() => {});
  mock.listen({ onUnhandledRequest: 'bypass' });
  real = await realServer();
});
afterAll(async () => {
  mock.close();
  await real.close();
});
beforeEach(() => {
  seen.length = 0;
  real.received.length = 0;
});
afterEach(() => session.close());

async function* chunks(): AsyncGenerator<Uint8Array> {
  yield Buffer.from('ab');
  yield Buffer.from('cd');
}

describe.each(MOCKED)('msw with %s', (_name, create) => {
  beforeEach(() => {
    session = new Session({ transport: create(), trustEnv: false });
  });

  test.each(['GET', 'POST', 'DELETE', 'PATCH', 'OPTIONS'])('mocks %s with query and headers', async (method) => {
    const response = await session.request(method, 'http://a.test/echo', {
      params: { q: 'a b' },
      headers: { 'X-Mine': 'yes' },
    });
    expect(response.statusCode).toBe(201);
    expect(response.json()).toEqual({ mocked: true });
    expect(seen).toMatchObject([{ method, url: 'http://a.test/echo?q=a+b', headers: { 'x-mine': 'yes' } }]);
  });

  test('receives buffered and streamed bodies', async () => {
    await session.post('http://a.test/echo', { json: { a: 1 } });
    await session.put('http://a.test/echo', { data: chunks() });
    expect(seen.map(({ body }) => body)).toEqual(['{"a":1}', 'abcd']);
    expect(seen[0]?.headers['content-type']).toBe('application/json');
  });

  test('mocks HEAD and responses without a body', async () => {
    expect((await session.head('http://a.test/echo')).statusCode).toBe(201);
    expect((await session.post('http://a.test/204', { data: 'x' })).statusCode).toBe(204);
    expect((await session.get('http://a.test/304')).statusCode).toBe(304);
  });

  test('mocks bodies: bytes, gzip and streams', async () => {
    expect([...(await session.get('http://a.test/bytes')).content]).toEqual([0, 255, 13, 10, 128]);
    expect((await session.get('http://a.test/gzip')).text).toBe('zipped');
    const streamed = await session.get('http://a.test/pieces', { stream: true });
    let text = '';
    for await (const piece of streamed.iterContent()) text += Buffer.from(piece).toString();
    expect(text).toBe('onetwothree');
  });

  test('allows a streamed body to be closed early', async () => {
    const response = await session.get('http://a.test/pieces', { stream: true });
    await response.close();
    expect((await session.get('http://a.test/echo')).statusCode).toBe(201);
  });

  test('mocks redirects and cookies', async () => {
    const redirected = await session.get('http://a.test/redirect');
    expect([redirected.url, redirected.history.length]).toEqual(['http://a.test/echo', 1]);
    await session.get('http://a.test/cookies');
    expect(session.cookies.get('b')).toBe('2');
  });

  test('waits for a slow handler within the timeout', async () => {
    expect((await session.get('http://a.test/delayed', { timeout: [20_000, 20_000] })).text).toBe('delayed');
  });

  test('ends a request that is never answered by read timeout, total timeout or signal', async () => {
    await expect(session.get('http://a.test/never', { timeout: 50 })).rejects.toBeInstanceOf(ReadTimeout);
    await expect(session.get('http://a.test/never', { timeout: { total: 50 } })).rejects.toMatchObject({
      name: 'Timeout',
    });
    const controller = new AbortController();
    const pending = session.get('http://a.test/never', { signal: controller.signal });
    setImmediate(() => controller.abort());
    await expect(pending).rejects.toBeInstanceOf(AbortError);
  });

  test('turns a network error into a ConnectionError, and an error of the handler into a 500', async () => {
    await expect(session.get('http://a.test/error')).rejects.toBeInstanceOf(ConnectionError);
    expect((await session.get('http://a.test/throws')).statusCode).toBe(500);
  });

  test('turns an incomplete body into a ChunkedEncodingError', async () => {
    await expect(session.get('http://a.test/broken')).rejects.toBeInstanceOf(ChunkedEncodingError);
  });

  test('sends passthrough and unhandled requests to the server', async () => {
    expect((await session.get(`${real.origin}/let-through`, { headers: { 'X-Mine': 'yes' } })).text).toBe('real');
    expect((await session.post(`${real.origin}/unknown`, { data: chunks() })).text).toBe('real');
    expect(real.received[0]).toMatch(/^GET \/let-through HTTP\/1\.1\r\n[\s\S]*x-mine: yes\r\n/i);
    expect(real.received[1]).toMatch(/^POST \/unknown HTTP\/1\.1\r\n[\s\S]*2\r\nab\r\n2\r\ncd\r\n0\r\n/);
  });

  test('mocks concurrent requests', async () => {
    const all = await Promise.all(Array.from({ length: 20 }, () => session.get('http://a.test/echo')));
    expect(all.map(({ statusCode }) => statusCode)).toEqual(Array.from({ length: 20 }, () => 201));
  });
});

describe.each(OWN_CONNECTIONS)('%s under msw', (_name, create) => {
  beforeEach(() => {
    session = new Session({ transport: create(), trustEnv: false });
  });

  test('is mocked over TLS without a certificate', async () => {
    expect((await session.get('https://a.test:8443/', { verify: false })).text).toBe('over TLS');
  });

  test('applies denyPrivateNetworks to passthrough requests', async () => {
    session.denyPrivateNetworks = true;
    const url = `${real.origin.replace('127.0.0.1', 'localhost')}/let-through`;
    await expect(session.get(url)).rejects.toBeInstanceOf(HostNotAllowed);
    expect(real.received).toEqual([]);
  });

  test('turns a refused connection of a passthrough request into a ConnectionError', async () => {
    const closed = await realServer();
    await closed.close();
    await expect(session.get(`${closed.origin}/let-through`)).rejects.toBeInstanceOf(ConnectionError);
  });

  test('is mocked despite a proxy, and passthrough requests never bypass the proxy', async () => {
    const proxies = { http: real.origin };
    expect((await session.get('http://a.test/echo', { proxies })).statusCode).toBe(201);
    await expect(session.get('http://b.test/', { proxies })).rejects.toMatchObject({ name: 'ProxyError' });
    expect(real.received).toEqual([]);
  });
});

describe.each(ON_NODE_HTTP)('%s', (_name, create) => {
  test('sends normally while msw is closed, and is mocked again afterwards', async () => {
    session = new Session({ transport: create(), trustEnv: false });
    mock.close();
    try {
      await session.get(`${real.origin}/x`, { headers: { 'x-Odd': '1' } });
      expect(real.received[0]).toContain('\r\nx-Odd: 1\r\n');
    } finally {
      mock.listen({ onUnhandledRequest: 'bypass' });
    }
    expect((await session.get('http://a.test/echo')).statusCode).toBe(201);
  });

  test('raises a ConnectionError for requests that msw rejects', async () => {
    session = new Session({ transport: create(), trustEnv: false });
    mock.close();
    mock.listen({ onUnhandledRequest: 'error' });
    try {
      await expect(session.get(`${real.origin}/x`)).rejects.toBeInstanceOf(ConnectionError);
      expect(real.received).toEqual([]);
    } finally {
      mock.close();
      mock.listen({ onUnhandledRequest: 'bypass' });
    }
  });
});
