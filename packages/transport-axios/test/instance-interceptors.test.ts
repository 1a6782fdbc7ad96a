import http from 'node:http';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import {
  AbortError,
  ConnectionError,
  ConnectTimeout,
  ReadTimeout,
  RequestException,
  Session,
  Timeout,
  UnrewindableBodyError,
} from '@req/core';
import { fullBacklog, ScriptServer } from '@req/transport-conformance';
import axios, { type AxiosError, type AxiosInstance, type AxiosRequestConfig, type AxiosResponse } from 'axios';
import { AxiosTransport } from '../src/index.ts';

let server: ScriptServer;
let instance: AxiosInstance;
let session: Session;

beforeEach(async () => {
  server = await ScriptServer.start();
  use(axios.create());
});

afterEach(async () => {
  await session.close();
  await server.close();
});

function use(made: AxiosInstance): void {
  instance = made;
  session = new Session({ transport: new AxiosTransport(instance), trustEnv: false });
}

const url = (path = '/mine'): string => server.origins.A + path;
const answer = (status: number, body = '', headers = ''): { raw: string } => ({
  raw: `HTTP/1.1 ${status} Word\r\n${headers}Content-Length: ${body.length}\r\n\r\n${body}`,
});
const lines = (at = 0): Record<string, string> =>
  Object.fromEntries(server.requests[at]?.headers.map(([name, value]) => [name.toLowerCase(), value]) ?? []);
const heard = (): string[] => server.requests.map(({ line }) => line);
const failure = (promise: Promise<unknown>): Promise<Error & Record<string, unknown>> =>
  promise.then(
    () => {
      throw new Error('It did not fail.');
    },
    (error) => error,
  );

/** As many applications do. */
function refreshOn401(refresh: () => Promise<string>, again: (config: AxiosRequestConfig) => Promise<AxiosResponse>) {
  instance.interceptors.response.use(undefined, async (error: AxiosError) => {
    if (error.response?.status !== 401 || error.config === undefined) throw error;
    error.config.headers.set('Authorization', `Bearer ${await refresh()}`);
    return again(error.config);
  });
}

describe('error interceptors', () => {
  const ways: [string, (config: AxiosRequestConfig) => Promise<AxiosResponse>][] = [
    ['request(config)', (config) => instance.request(config)],
    ['the instance itself', (config) => instance(config)],
    ['another instance', (config) => axios.create().request(config)],
  ];

  test.each(ways)('that refresh a token on 401 and send again by %s get the second response', async (_way, again) => {
    refreshOn401(async () => 'new', again);
    server.play([answer(401, 'who?'), answer(200, 'welcome')]);
    const response = await session.get(url(), { headers: { Authorization: 'Bearer old', 'x-Odd': '1' } });
    expect([response.statusCode, response.text]).toEqual([200, 'welcome']);
    expect([lines(0)['authorization'], lines(1)['authorization']]).toEqual(['Bearer old', 'Bearer new']);
    expect(server.requests[1]?.headers).toContainEqual(['x-Odd', '1']);
  });

  test('send a body in memory again, with the same framing', async () => {
    refreshOn401(async () => 'new', ways[0]?.[1] as never);
    server.play([answer(401, 'who?'), answer(200)]);
    await session.post(url(), { json: { a: 1 } });
    expect(server.requests.map(({ body }) => body.toString())).toEqual(['{"a":1}', '{"a":1}']);
    expect(lines(1)['content-type']).toBe('application/json');
  });

  test('cannot send a stream again: UnrewindableBodyError', async () => {
    refreshOn401(async () => 'new', ways[0]?.[1] as never);
    server.play([answer(401), answer(200)]);
    const error = await failure(session.post(url(), { data: Readable.from([Buffer.from('a')]) }));
    expect(error).toBeInstanceOf(UnrewindableBodyError);
    expect(heard()).toHaveLength(1);
  });

  test('run for statuses that validateStatus refuses; if they rethrow, the response is returned', async () => {
    const seen: (number | undefined)[] = [];
    instance.interceptors.response.use(undefined, (error: AxiosError) => {
      seen.push(error.response?.status);
      return Promise.reject(error);
    });
    server.play([answer(404, 'gone'), answer(503, 'busy'), answer(200, 'fine')]);
    const all = [await session.get(url()), await session.get(url()), await session.get(url())];
    expect(all.map((r) => [r.statusCode, r.text])).toEqual([
      [404, 'gone'],
      [503, 'busy'],
      [200, 'fine'],
    ]);
    expect(seen).toEqual([404, 503]);
  });

  test.each<[string, AxiosRequestConfig, number[]]>([
    ['of the instance', { validateStatus: (status) => status < 500 }, [503]],
    ['that is null', { validateStatus: null }, []],
    ['that refuses all', { validateStatus: () => false }, [200, 404, 503]],
  ])('are asked by a validateStatus %s', async (_what, config, refused) => {
    use(axios.create(config));
    const seen: (number | undefined)[] = [];
    instance.interceptors.response.use(undefined, (error: AxiosError) => {
      seen.push(error.response?.status);
      throw error;
    });
    server.play([answer(200), answer(404), answer(503)]);
    for (const status of [200, 404, 503]) expect((await session.get(url())).statusCode).toBe(status);
    expect(seen).toEqual(refused);
  });

  test('do not run for redirects, which core follows', async () => {
    instance.interceptors.response.use(undefined, () => Promise.reject(new Error('a failure')));
    server.play([answer(302, '', 'Location: /there\r\n'), answer(200, 'there')]);
    const response = await session.get(url());
    expect([response.text, response.history.length]).toEqual(['there', 1]);
  });

  test('may return a response of their own', async () => {
    instance.interceptors.response.use(undefined, (error: AxiosError) => ({
      ...error.response,
      status: 200,
      data: 'from the cache',
    }));
    server.play([answer(500, 'broken')]);
    const response = await session.get(url());
    expect([response.statusCode, response.text]).toEqual([200, 'from the cache']);
  });

  test("get axios' codes for broken connections, timeouts and aborts", async () => {
    const codes: (string | undefined)[] = [];
    instance.interceptors.response.use(undefined, (error: AxiosError) => {
      codes.push(error.code);
      expect(error.isAxiosError).toBe(true);
      expect(error.config?.url).toMatch(/^http:/);
      return Promise.reject(error);
    });
    const controller = new AbortController();
    server.play([{ delayMs: 60_000 }]);
    expect(await failure(session.get(url(), { timeout: 60 }))).toBeInstanceOf(ReadTimeout);
    server.play([{ delayMs: 60_000 }]);
    const aborted = failure(session.get(url(), { signal: controller.signal }));
    while (server.requests.length < 1) await new Promise(setImmediate);
    controller.abort();
    expect(await aborted).toBeInstanceOf(AbortError);
    expect(await failure(session.get('http://127.0.0.1:9/'))).toBeInstanceOf(ConnectionError);
    expect(codes[0]).toBe('ECONNABORTED');
    expect(codes).toHaveLength(3);
  });

  test('send again after a timeout, with new timers each time', async () => {
    let retries = 0;
    instance.interceptors.response.use(undefined, (error: AxiosError) =>
      error.code === 'ECONNABORTED' && retries++ < 2 ? instance.request(error.config ?? {}) : Promise.reject(error),
    );
    server.play([{ delayMs: 600_000 }, { delayMs: 600_000 }, answer(200, 'third')]);
    expect((await session.get(url(), { timeout: [60_000, 1_000] })).text).toBe('third');
  });

  test('may take longer than the read timeout, which limits the server', async () => {
    instance.interceptors.response.use(
      (response) => new Promise((resolve) => setTimeout(() => resolve(response), 1_200)),
    );
    server.play([answer(200, 'fine')]);
    expect((await session.get(url(), { timeout: [60_000, 1_000] })).text).toBe('fine');
  });

  test('the connect timeout applies to each request', async () => {
    const full = await fullBacklog();
    try {
      const error = await failure(session.get(full.url, { timeout: [60, 10_000] }));
      expect(error).toBeInstanceOf(ConnectTimeout);
    } finally {
      await full.close();
    }
  });

  test('leave no connection behind when they replace a response', async () => {
    refreshOn401(async () => 'new', ways[0]?.[1] as never);
    // A body that never ends.
    server.play([{ raw: 'HTTP/1.1 401 No\r\nContent-Length: 100\r\n\r\npart' }, answer(200, 'fine')]);
    await session.get(url());
    await session.close();
    while (server.openConnections > 0) await new Promise(setImmediate);
  });
});

describe('an error that an interceptor throws', () => {
  class Mine extends Error {}

  test.each<[string, (mine: Error) => void]>([
    ['a request interceptor throws', (mine) => instance.interceptors.request.use(() => Promise.reject(mine))],
    [
      'a response interceptor throws',
      (mine) =>
        instance.interceptors.response.use(() => {
          throw mine;
        }),
    ],
    [
      'an error interceptor throws',
      (mine) => instance.interceptors.response.use(undefined, () => Promise.reject(mine)),
    ],
  ])('that %s is the cause of a RequestException, and no failure of the network', async (_what, install) => {
    const mine = new Mine('SECRET');
    install(mine);
    server.play([answer(_what.includes('an error') ? 500 : 200)]);
    const error = await failure(session.get(url()));
    expect(error.cause).toBe(mine);
    expect(error).toBeInstanceOf(RequestException);
    expect(error).not.toBeInstanceOf(ConnectionError);
    expect(error.message).not.toContain('SECRET');
    expect(error['request']).toBeDefined();
  });

  test('shows no secret of the axios error that is its cause', async () => {
    instance.interceptors.response.use(undefined, (error: AxiosError) =>
      Promise.reject(new Error('mine', { cause: error })),
    );
    server.play([answer(500)]);
    const error = await failure(session.get(url(), { headers: { Authorization: 'Bearer SECRET' } }));
    const { inspect } = await import('node:util');
    expect(inspect(error.cause, { depth: 20 })).not.toContain('SECRET');
  });

  test('that is a RequestException is passed on unchanged', async () => {
    const mine = new Timeout('mine');
    instance.interceptors.request.use(() => Promise.reject(mine));
    expect(await failure(session.get(url()))).toBe(mine);
  });

  test('a cancellation of axios is an AbortError', async () => {
    instance.interceptors.request.use((config) => {
      const controller = new AbortController();
      controller.abort();
      return { ...config, signal: controller.signal };
    });
    expect(await failure(session.get(url()))).toBeInstanceOf(AbortError);
    expect(heard()).toEqual([]);
  });
});

describe('a response interceptor that returns no axios response', () => {
  test.each<[string, (response: AxiosResponse) => unknown]>([
    ['the body', (response) => response.data],
    ['nothing', () => undefined],
    ['null', () => null],
    ['text', () => 'text'],
    ['a parsed body', () => ({ status: 'ok', data: [] })],
    ["another fetch's response", () => new Response('x')],
  ])('but %s, is a TypeError that says so, for a 200 and for a refused 401', async (_what, replaced) => {
    instance.interceptors.response.use(replaced as never);
    server.play([answer(200, 'fine'), answer(401, 'who?')]);
    const error = await failure(session.get(url()));
    expect(error).toBeInstanceOf(TypeError);
    expect(error.message).toMatch(/interceptor .*must return the response/);
    expect(error['request'] ?? null).not.toBe(undefined);
    // Only the error interceptor is called for this one.
    expect((await session.get(url())).statusCode).toBe(401);
  });

  test('and so is one of an error interceptor', async () => {
    instance.interceptors.response.use(undefined, (error: AxiosError) => error.response?.data);
    server.play([answer(401, 'who?')]);
    expect(await failure(session.get(url()))).toBeInstanceOf(TypeError);
  });
});

describe('request interceptors change', () => {
  const change = (how: (config: AxiosRequestConfig) => void): void => {
    instance.interceptors.request.use(async (config) => {
      how(config);
      return config;
    });
  };

  test('params, on top of those of the URL', async () => {
    change((config) => {
      config.params = { key: 'k y' };
    });
    await session.get(url('/p?a=1'));
    expect(heard()).toEqual(['GET /p?a=1&key=k+y HTTP/1.1']);
  });

  test('the URL, the base URL and the method', async () => {
    change((config) => {
      config.url = '/else';
      config.baseURL = `${server.origins.B}/base`;
      config.method = 'put';
    });
    await session.get(url());
    expect(heard()).toEqual(['PUT /base/else HTTP/1.1']);
    expect(lines()['host']).toBe(server.origins.B.slice(7));
  });

  test('the credentials', async () => {
    change((config) => {
      config.auth = { username: 'u', password: 'p' };
    });
    await session.get(url());
    expect(lines()['authorization']).toBe(`Basic ${Buffer.from('u:p').toString('base64')}`);
  });

  test('the body: an object, text, a stream, none', async () => {
    const bodies: unknown[] = [{ a: 1 }, 'text', Readable.from([Buffer.from('pie'), Buffer.from('ces')]), undefined];
    change((config) => {
      config.data = bodies.shift();
    });
    for (let i = 0; i < 4; i++) await session.post(url(), { data: Buffer.from('original') });
    expect(server.requests.map(({ body, framing }) => [framing, body.toString()])).toEqual([
      ['length', '{"a":1}'],
      ['length', 'text'],
      ['chunked', 'pieces'],
      ['length', ''],
    ]);
    expect(lines(0)['content-type']).toBe('application/json');
  });

  test('the headers as a whole, to a plain object', async () => {
    instance.interceptors.request.use(
      (config) => ({ ...config, headers: { ...config.headers, 'X-New': 'n' } as never }) as never,
    );
    await session.get(url(), { headers: { 'x-Odd': '1' } });
    expect(server.requests[0]?.headers).toEqual(
      expect.arrayContaining([
        ['x-Odd', '1'],
        ['X-New', 'n'],
      ]),
    );
  });

  test('the timeout, the signal and the agent', async () => {
    const agent = new http.Agent();
    const controller = new AbortController();
    const changes: AxiosRequestConfig[] = [{ timeout: 60 }, { signal: controller.signal }, { httpAgent: agent }];
    change((config) => Object.assign(config, changes.shift()));
    server.play([{ delayMs: 60_000 }]);
    expect(await failure(session.get(url()))).toBeInstanceOf(Timeout);
    server.play([{ delayMs: 60_000 }]);
    const aborted = failure(session.get(url()));
    while (server.requests.length < 1) await new Promise(setImmediate);
    controller.abort();
    expect(await aborted).toBeInstanceOf(AbortError);
    let asked = 0;
    const { createConnection } = agent as unknown as { createConnection: (...all: unknown[]) => unknown };
    Object.assign(agent, {
      createConnection(...all: unknown[]) {
        asked++;
        return createConnection.apply(agent, all);
      },
    });
    expect((await session.get(url())).statusCode).toBe(200);
    expect(asked).toBe(1);
  });

  test('the adapter, which then responds', async () => {
    change((config) => {
      config.adapter = async (final) => ({
        data: 'adapted',
        status: 200,
        statusText: 'OK',
        headers: {},
        config: final,
      });
    });
    expect((await session.get(url())).text).toBe('adapted');
    expect(heard()).toEqual([]);
  });

  test('the transformation of the body', async () => {
    change((config) => {
      config.responseType = 'json';
      config.decompress = true;
    });
    server.play([answer(200, '{"a":1}', 'Content-Type: application/json\r\n')]);
    expect((await session.get(url())).json()).toEqual({ a: 1 });
  });

  test('the responseType, so that axios reads the body: one that breaks off is an error, not an empty response', async () => {
    change((config) => {
      config.responseType = 'text';
    });
    server.play([{ raw: 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\npart', close: true }]);
    expect(await failure(session.get(url()))).toBeInstanceOf(ConnectionError);
    server.play([{ raw: 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\npart', hang: 60_000 }]);
    expect(await failure(session.get(url(), { timeout: 100 }))).toBeInstanceOf(ReadTimeout);
  });

  test('the proxy, which axios then uses', async () => {
    change((config) => {
      config.proxy = { protocol: 'http', host: '127.0.0.1', port: Number(new URL(server.origins.B).port) };
    });
    await session.get(url());
    expect(heard()).toEqual([`GET ${url()} HTTP/1.1`]);
  });

  test('the connection: refused where the request needs one of our own', async () => {
    change((config) => {
      config.httpAgent = new http.Agent();
    });
    session.proxies = { http: server.origins.B };
    expect(await failure(session.get(url()))).toMatchObject({ code: 'UNSUPPORTED_BY_TRANSPORT' });
    session.proxies = {};
    session.denyPrivateNetworks = true;

    expect((await failure(session.get('http://a.test/'))).message).toContain("'address-guard'");
    expect(heard()).toEqual([]);
  });

  test('nothing that makes axios follow a redirect: core does', async () => {
    change((config) => {
      config.maxRedirects = 5;
    });
    server.play([answer(302, '', 'Location: /there\r\n'), answer(200)]);
    const response = await session.get(url(), { allowRedirects: false });
    expect([response.statusCode, heard().length]).toEqual([302, 1]);
  });
});

describe("an instance's default headers", () => {
  test('are used where session and request have none, for all methods and for one', async () => {
    use(
      axios.create({
        headers: {
          'X-Default': 'd',
          'x-Mine': 'default',
          'User-Agent': 'default',
          common: { 'X-Common': 'c' },
          get: { 'X-Get': 'g' },
          post: { 'X-Post': 'p' },
        } as never,
      }),
    );
    instance.defaults.headers.common['X-Late'] = 'l';
    session.headers.set('X-Session', 's');
    await session.get(url(), { headers: { 'X-Mine': 'mine' } });
    await session.post(url(), { data: 'x' });
    expect(lines(0)).toMatchObject({
      'x-default': 'd',
      'x-common': 'c',
      'x-get': 'g',
      'x-late': 'l',
      'x-mine': 'mine',
      'x-session': 's',
      'user-agent': session.headers.get('user-agent'),
    });
    expect(lines(0)['x-post']).toBeUndefined();
    expect(lines(1)).toMatchObject({ 'x-post': 'p', 'x-mine': 'default' });
    expect(lines(1)['x-get']).toBeUndefined();
  });

  test("do not include axios' own Accept and Content-Type", async () => {
    session.headers.delete('Accept');
    session.headers.delete('User-Agent');
    session.headers.delete('Accept-Encoding');
    await session.post(url(), { data: Buffer.from('x') });
    expect(Object.keys(lines()).sort()).toEqual(['connection', 'content-length', 'host']);
  });

  test('include an Accept that was set', async () => {
    instance.defaults.headers.common['Accept'] = 'application/vnd.mine';
    session.headers.delete('Accept');
    await session.get(url());
    expect(lines()['accept']).toBe('application/vnd.mine');
  });

  test('are seen by interceptors, which may remove them', async () => {
    use(axios.create({ headers: { 'X-Default': 'd', 'X-Other': 'o' } }));
    instance.interceptors.request.use((config) => {
      expect(config.headers.get('X-Default')).toBe('d');
      config.headers.delete('X-Default');
      return config;
    });
    await session.get(url());
    expect(lines()).toMatchObject({ 'x-other': 'o' });
    expect(lines()['x-default']).toBeUndefined();
  });

  test('cannot set framing and Host', async () => {
    use(axios.create({ headers: { 'Content-Length': '5', 'Transfer-Encoding': 'chunked', Host: 'evil' } }));
    await session.get(url());
    expect(server.requests[0]?.framing).toBe('none');
    expect(lines()['host']).toBe(server.origins.A.slice(7));
  });

  test.each([
    ['defaults', 'Authorization'],
    ['defaults', 'Cookie'],
    ['defaults', 'X-Api-Key'],
    ['interceptors', 'Authorization'],
    ['interceptors', 'Cookie'],
    ['interceptors', 'X-Api-Key'],
    ['auth', 'Authorization'],
  ])('credentials of its %s (%s) do not follow a redirect to another origin', async (source, name) => {
    use(axios.create(source === 'defaults' ? { headers: { [name]: 'SECRET' } } : {}));
    instance.interceptors.request.use((config) => {
      if (source === 'interceptors') config.headers.set(name, 'SECRET');
      if (source === 'auth') config.auth = { username: 'SECRET', password: 'SECRET' };
      config.headers.set('X-Harmless', '1');
      return config;
    });
    server.play([
      answer(302, '', 'Location: /same\r\n'),
      answer(302, '', `Location: ${server.origins.B}/other\r\n`),
      answer(302, '', 'Location: /still\r\n'),
      answer(200),
    ]);
    await session.get(url());
    expect(server.requests.map((_, at) => name.toLowerCase() in lines(at))).toEqual([true, true, false, false]);
    expect(server.requests.map((_, at) => lines(at)['x-harmless'])).toEqual(['1', '1', '1', '1']);
  });
});

describe('adapters', () => {
  test("that wrap axios' own adapter send with it", async () => {
    const around: string[] = [];
    const inner = axios.getAdapter('http');
    instance.defaults.adapter = async (config) => {
      around.push(String(config.method));
      return inner(config);
    };
    server.play([answer(200, 'fine')]);
    expect((await session.get(url())).text).toBe('fine');
    expect(around).toEqual(['get']);
  });

  test('that respond by themselves, as mocks do: statuses, errors, timeouts', async () => {
    const replies = new Map<string, (config: AxiosRequestConfig) => Promise<AxiosResponse>>([
      ['/ok', async (config) => ({ status: 200, data: { a: 1 }, headers: undefined, config }) as never],
      [
        '/no',
        (config) =>
          Promise.reject(
            new axios.AxiosError('no', 'ERR_BAD_REQUEST', config as never, null, {
              status: 404,
              data: 'no',
              headers: {},
              config,
            } as never),
          ),
      ],
      ['/net', (config) => Promise.reject(new axios.AxiosError('Network Error', 'ERR_NETWORK', config as never))],
      ['/slow', (config) => Promise.reject(new axios.AxiosError('timeout', 'ECONNABORTED', config as never))],
      ['/plain', () => Promise.reject(new Error('plain'))],
      ['/never', () => new Promise(() => {})],
    ]);
    instance.defaults.adapter = (config) =>
      replies.get(new URL(config.url as string).pathname)?.(config) ?? Promise.reject(new Error('no such path'));
    expect((await session.get(url('/ok'))).json()).toEqual({ a: 1 });
    expect((await session.get(url('/no'))).statusCode).toBe(404);
    expect(await failure(session.get(url('/net')))).toBeInstanceOf(ConnectionError);
    expect(await failure(session.get(url('/slow')))).toBeInstanceOf(Timeout);
    expect(await failure(session.get(url('/plain')))).toBeInstanceOf(ConnectionError);
    expect(await failure(session.get(url('/never'), { timeout: 60 }))).toBeInstanceOf(Timeout);
  });

  test('as of axios-retry: the transformation is replaced, and the same configuration sent again', async () => {
    instance.interceptors.response.use(undefined, (error: AxiosError) => {
      const config = error.config as AxiosRequestConfig & { count?: number };
      config.count = (config.count ?? 0) + 1;
      if (config.count > 2) return Promise.reject(error);
      config.transformRequest = [(data) => data];
      return instance(config);
    });
    server.play([answer(503), answer(503), answer(200, 'third')]);
    const response = await session.put(url(), { data: 'body' });
    expect(response.text).toBe('third');
    expect(server.requests.map(({ body }) => body.toString())).toEqual(['body', 'body', 'body']);
  });
});
