import { getEventListeners } from 'node:events';
import http from 'node:http';
import { createRequire } from 'node:module';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { AbortError, ConnectionError, RequestException } from '@req/core';
import { readBody, ScriptServer, transportRequest } from '@req/transport-conformance';
import axios, { type AxiosAdapter, AxiosHeaders } from 'axios';
import { AxiosTransport } from '../src/index.ts';

let server: ScriptServer;
let transport: AxiosTransport;

beforeEach(async () => {
  server = await ScriptServer.start();
});

afterEach(async () => {
  await server.close();
  await transport.close();
});

const request = (more: Partial<Parameters<typeof transportRequest>[0]> = {}) =>
  transportRequest({ url: `${server.origins.A}/mine`, ...more });

describe("an instance's defaults", () => {
  test('other than headers do not change the request', async () => {
    const instance = axios.create({
      baseURL: 'http://127.0.0.1:9/evil',
      params: { evil: '1' },
      auth: { username: 'evil', password: 'evil' },
      data: 'evil',
      timeout: 1,
      maxContentLength: 1,
      socketPath: '/nowhere',
      proxy: { host: '127.0.0.1', port: 9 },
      responseType: 'json',
      maxRedirects: 5,
      validateStatus: () => false,
      transformRequest: () => 'evil',
      transformResponse: () => 'evil',
      signal: AbortSignal.abort(),
      beforeRedirect: () => {
        throw new Error('evil');
      },
    });
    for (const interceptor of [false, true]) {
      if (interceptor) instance.interceptors.request.use((config) => config);
      transport = new AxiosTransport(instance);
      server.play([{ raw: 'HTTP/1.1 302 Found\r\nLocation: /x\r\nContent-Length: 4\r\n\r\nbody', delayMs: 20 }]);
      const response = await transport.send(request({ headers: { 'X-Mine': '1' } }));
      expect(response.status).toBe(302);
      expect((await readBody(response)).toString()).toBe('body');
      expect(server.requests).toMatchObject([
        {
          line: 'GET /mine HTTP/1.1',
          headers: [
            ['Host', server.origins.A.slice(7)],
            ['X-Mine', '1'],
          ],
          framing: 'none',
        },
      ]);
      await transport.close();
    }
  });
});

describe('over an instance', () => {
  const head = 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n';

  test.each([true, false])('an abort in the middle of the body is an AbortError (stream: %s)', async (stream) => {
    transport = new AxiosTransport(axios.create());
    server.play([{ raw: `${head}half`, hang: 3_000 }]);
    const controller = new AbortController();
    setTimeout(() => controller.abort(new Error('enough')), 50);
    const received = transport.send(request({ stream, signal: controller.signal })).then(readBody);
    await expect(received).rejects.toThrow(AbortError);
  });

  test('no listener stays on the signal when a streamed body has been read', async () => {
    transport = new AxiosTransport(axios.create());
    server.play([{ raw: `${head}0123456789` }]);
    const { signal } = new AbortController();
    await readBody(await transport.send(request({ stream: true, signal })));
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  test('of another copy of axios, as its CommonJS build is, adds no header either', async () => {
    const { default: copy } = createRequire(import.meta.url)('axios') as typeof import('axios');
    for (const each of [axios, copy]) {
      transport = new AxiosTransport(each.create());
      await transport.send(request({ method: 'POST', headers: { 'Content-Length': '1' }, body: Buffer.from('a') }));
      expect(server.requests.at(-1)?.headers.map(([name]) => name)).toEqual(['Host', 'Content-Length']);
      await transport.close();
    }
  });

  test("axios' adapter for Node is used, even where there is an XMLHttpRequest, as in jsdom", async () => {
    const page = globalThis as { XMLHttpRequest?: unknown };
    page.XMLHttpRequest = class {};
    const adapters: unknown[] = [];
    const instance = axios.create();
    instance.interceptors.request.use((config) => {
      adapters.push(config.adapter);
      return config;
    });
    try {
      transport = new AxiosTransport(instance);
      await transport.send(request());
      expect(transport.capabilities).toContain('tls');
      expect(adapters).toEqual(['http']);
    } finally {
      delete page.XMLHttpRequest;
    }
  });

  test('an unrequested 101 is a ConnectionError', async () => {
    transport = new AxiosTransport(axios.create());
    server.play([{ raw: 'HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n' }]);
    await expect(transport.send(request())).rejects.toThrow(ConnectionError);
  });
});

describe("an instance's interceptors", () => {
  test('change, add and remove request headers; other lines stay exactly as they were', async () => {
    const instance = axios.create();
    instance.interceptors.request.use(async (config) => {
      expect(config.headers.get('x-change')).toBe('old');
      config.headers.set('X-Change', 'new');
      config.headers.set('X-Added', 'yes');
      config.headers.delete('X-Removed');
      return config;
    });
    transport = new AxiosTransport({ instance });
    const headers: [string, string][] = [
      ['x-tWice', '1'],
      ['X-Change', 'old'],
      ['X-Removed', 'r'],
      ['Expect', '100-continue'],
      ['X-TWICE', '2'],
      ['X-Space', 'a  b '],
    ];
    await transport.send(request({ headers }));
    expect(server.requests[0]?.headers.slice(1)).toEqual([
      ['x-tWice', '1'],
      ['X-Change', 'new'],
      ['Expect', '100-continue'],
      ['X-TWICE', '2'],
      ['X-Space', 'a  b'],
      ['X-Added', 'yes'],
    ]);
  });

  test('replace the body, which gets new framing', async () => {
    const instance = axios.create();
    instance.interceptors.request.use((config) => {
      config.data = { replaced: true };
      return config;
    });
    transport = new AxiosTransport(instance);
    const body = Buffer.from('original');
    await transport.send(request({ method: 'POST', headers: { 'Content-Length': '8' }, body }));
    expect(server.requests).toMatchObject([{ framing: 'length', body: Buffer.from('{"replaced":true}') }]);
  });

  test('leave a streamed body unchanged', async () => {
    const instance = axios.create();
    instance.interceptors.request.use((config) => config);
    transport = new AxiosTransport(instance);
    const headers = { 'Transfer-Encoding': 'chunked' };
    await transport.send(
      request({ method: 'POST', headers, body: Readable.from([Buffer.from('a'), Buffer.from('b')]) }),
    );
    expect(server.requests).toMatchObject([{ framing: 'chunked', body: Buffer.from('ab') }]);
  });

  test('see the response and may change it', async () => {
    const instance = axios.create();
    instance.interceptors.response.use((response) => {
      response.status = 299;
      response.headers['x-a'] = 'changed';
      response.headers['x-new'] = 'n';
      response.data = { own: 'body' };
      return response;
    });
    transport = new AxiosTransport(instance);
    server.play([{ raw: 'HTTP/1.1 200 OK\r\nX-A: 1\r\nX-b: 2\r\nX-B: 3\r\nContent-Length: 2\r\n\r\nok' }]);
    const response = await transport.send(request());
    expect(response.status).toBe(299);
    expect([...response.headers]).toEqual([
      ['X-A', 'changed'],
      ['X-b', '2'],
      ['X-B', '3'],
      ['Content-Length', '2'],
      ['x-new', 'n'],
    ]);
    expect((await readBody(response)).toString()).toBe('{"own":"body"}');
  });

  test('that reject make the request fail with their error as the cause', async () => {
    const mine = new Error('not on my watch');
    const instance = axios.create();
    instance.interceptors.request.use(() => Promise.reject(mine));
    transport = new AxiosTransport(instance);
    const error = await transport.send(request()).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(RequestException);
    expect((error as Error).cause).toBe(mine);
    expect(server.requests).toEqual([]);
  });

  test('that never settle do not delay an abort', async () => {
    const instance = axios.create();
    instance.interceptors.request.use(() => new Promise(() => {}));
    transport = new AxiosTransport(instance);
    const controller = new AbortController();
    const sent = transport.send(request({ signal: controller.signal }));
    setTimeout(() => controller.abort(), 20);
    await expect(sent).rejects.toMatchObject({ code: 'ABORT_ERROR' });
  });
});

describe("an instance's agents", () => {
  test('are used, and capabilities that they decide are not claimed', async () => {
    const httpAgent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    transport = new AxiosTransport(axios.create({ httpAgent }));
    for (const capability of ['tls', 'client-cert', 'proxy', 'connect', 'socks', 'raw-target'] as const) {
      expect(transport.capabilities.has(capability)).toBe(false);
    }
    expect(transport.capabilities.has('header-case')).toBe(true);
    const headers = { 'x-Odd': '1', Accept: 'a/b' };
    await transport.send(request({ headers, method: 'm-search', timeout: { connect: 60_000, read: 60_000 } }));
    expect(server.requests).toMatchObject([
      {
        line: 'm-search /mine HTTP/1.1',
        headers: [
          ['Host', expect.any(String)],
          ['x-Odd', '1'],
          ['Accept', 'a/b'],
        ],
      },
    ]);
    expect(Object.keys(httpAgent.freeSockets)).toHaveLength(1);
    httpAgent.destroy();
  });

  test('keep the timeouts of the request', async () => {
    const httpAgent = new http.Agent();
    transport = new AxiosTransport(axios.create({ httpAgent }));
    server.play([{ delayMs: 3_000 }]);
    const sent = transport.send(request({ timeout: { read: 60 } }));
    await expect(sent).rejects.toMatchObject({ code: 'READ_TIMEOUT' });
  });
});

describe("an instance's adapter", () => {
  test("responds in place of the network, with core's headers and body", async () => {
    const adapter: AxiosAdapter = async (config) => {
      expect(config.headers.get('X-Mine')).toBe('1');
      expect(Buffer.from(config.data as Buffer).toString()).toBe('sent');
      const headers = new AxiosHeaders({ 'X-Seen': String(config.url), 'Set-Cookie': ['a=1', 'b=2'] });
      return { data: 'from the adapter', status: 201, statusText: 'Made', headers, config };
    };
    transport = new AxiosTransport(axios.create({ adapter }));
    expect(transport.capabilities.size).toBe(0);
    const body = Buffer.from('sent');
    const response = await transport.send(request({ method: 'POST', headers: { 'X-Mine': '1' }, body }));
    expect(response).toMatchObject({ status: 201, reason: 'Made' });
    expect(response.headers.get('x-seen')).toBe(`${server.origins.A}/mine`);
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect((await readBody(response)).toString()).toBe('from the adapter');
  });

  test("axios' own fetch adapter sends the request", async () => {
    transport = new AxiosTransport(axios.create({ adapter: 'fetch' }));
    server.play([{ raw: 'HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\ngone' }]);
    const body = Buffer.from('{}');
    const response = await transport.send(request({ method: 'POST', headers: { 'Content-Type': 'a/b' }, body }));
    expect(response.status).toBe(404);
    expect((await readBody(response)).toString()).toBe('gone');
    expect(server.requests).toMatchObject([{ line: 'POST /mine HTTP/1.1', body }]);
  });

  test('that is set after the transport was made is used too', async () => {
    const instance = axios.create();
    transport = new AxiosTransport(instance);
    instance.defaults.adapter = async (config) => {
      return { data: Readable.from([Buffer.from('late')]), status: 200, statusText: '', headers: {}, config };
    };
    const response = await transport.send(request({ stream: true }));
    expect((await readBody(response)).toString()).toBe('late');
  });
});
