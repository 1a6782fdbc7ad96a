import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import * as core from '@req/core';
import requests, * as named from '@req/requests';
import { failure } from '@req/test-support/waiting';
import * as axiosTransport from '@req/transport-axios';
import { ScriptServer } from '@req/transport-conformance';
import * as fetchTransport from '@req/transport-fetch';
import * as undiciTransport from '@req/transport-undici';

let server: ScriptServer;
const before = process.env['no_proxy'];
beforeAll(async () => {
  process.env['no_proxy'] = '*';
  server = await ScriptServer.start();
});
afterEach(() => server.play([]));
afterAll(async () => {
  if (before === undefined) delete process.env['no_proxy'];
  else process.env['no_proxy'] = before;
  await server.close();
});
const url = (): string => `${server.origins.A}/`;
const VERBS = ['get', 'options', 'head', 'post', 'put', 'patch', 'delete'] as const;

describe('what the packages export', () => {
  test('requests: everything of core, functions by name and as the default export, its own Session', () => {
    const own = ['default', 'delete', 'get', 'head', 'options', 'patch', 'post', 'put', 'request', 'session'];
    expect(Object.keys(named).sort()).toEqual([...Object.keys(core), ...own].sort());
    const [ours, theirs]: Record<string, unknown>[] = [{ ...named }, { ...core }];
    const other = Object.keys(core).filter((name) => ours?.[name] !== theirs?.[name]);
    expect(other).toEqual(['Session']);
    expect(Object.keys(requests).sort()).toEqual([...VERBS, 'request', 'session'].sort());
  });

  test.each<[string, object, string[]]>([
    ['transport-undici', undiciTransport, ['UndiciTransport']],
    ['transport-fetch', fetchTransport, ['FetchTransport']],
    ['transport-axios', axiosTransport, ['AxiosTransport']],
  ])('%s: one transport', (_package, module, names) => expect(Object.keys(module)).toEqual(names));
});

describe('functions', () => {
  test('each send their method', async () => {
    for (const verb of VERBS) await named[verb](url());
    await named.request('MKCOL', url());
    const methods = server.requests.map(({ line }) => line.split(' ', 1)[0]);
    expect(methods).toEqual([...VERBS.map((verb) => verb.toUpperCase()), 'MKCOL']);
  });

  test('share connections and keep no cookies', async () => {
    server.play([{ raw: 'HTTP/1.1 200 OK\r\nSet-Cookie: a=1\r\nContent-Length: 0\r\n\r\n' }]);
    await requests.get(url());
    await requests.get(url());
    expect(server.requests.map(({ connection }) => connection === server.requests[0]?.connection)).toEqual([
      true,
      true,
    ]);
    expect(server.requests[1]?.headers.some(([name]) => name === 'Cookie')).toBe(false);
  });

  test('session() keeps cookies; closing it leaves the shared pool open', async () => {
    server.play([{ raw: 'HTTP/1.1 200 OK\r\nSet-Cookie: a=1\r\nContent-Length: 0\r\n\r\n' }]);
    {
      await using session = requests.session({ headers: { 'X-A': '1' } });
      await session.get(url());
      await session.get(url());
    }
    const sent = server.requests.map(({ headers }) => Object.fromEntries(headers));
    expect(sent.map((headers) => [headers['Cookie'], headers['X-A']])).toEqual([
      [undefined, '1'],
      ['a=1', '1'],
    ]);
    expect((await requests.get(url())).statusCode).toBe(200);
  });

  test('a streamed response stays readable after its call', async () => {
    server.play([{ parts: ['HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n', 'ab', 'cd'] }]);
    const r = await requests.get(url(), { stream: true });
    expect((await r.read()).toString()).toBe('abcd');
  });
});

describe('Session', () => {
  test('uses undici unless another transport is given', async () => {
    await using session = new named.Session();
    expect(session).toBeInstanceOf(core.Session);
    expect(session.transport.name).toBe('undici');
    const other = new core.FunctionTransport(() => ({ json: 1 }));
    expect((await new named.Session({ transport: other }).get('http://a.test/')).json()).toBe(1);
  });

  test('sends nothing more once closed', async () => {
    const session = new named.Session();
    await session.get(url());
    await session.close();
    await session.close();
    expect(await failure(session.get(url()))).toBeInstanceOf(core.ConnectionError);
  });
});

describe('on the wire', () => {
  test('a GET has exactly the header fields of Requests, in the same order', async () => {
    await using session = new named.Session();
    await session.get(url());
    const names = server.requests[0]?.headers.map(([name]) => name.toLowerCase());
    expect(names).toEqual(['host', 'user-agent', 'accept-encoding', 'accept', 'connection']);
  });

  test('so does a form with a cookie, credentials and a custom header', async () => {
    await using session = new named.Session();
    const options = { data: { a: '1' }, headers: { 'X-A': '1' }, cookies: { c: '1' }, auth: ['u', 'p'] as const };
    await session.post(url(), options);
    const [sent] = server.requests;
    expect(sent?.headers.slice(-5)).toEqual([
      ['X-A', '1'],
      ['Cookie', 'c=1'],
      ['Content-Length', '3'],
      ['Content-Type', 'application/x-www-form-urlencoded'],
      ['Authorization', 'Basic dTpw'],
    ]);
    expect([sent?.line, sent?.body.toString()]).toEqual(['POST / HTTP/1.1', 'a=1']);
  });

  test.each([
    ['/../a', '/a'],
    ['/%2e%2e/a', '/../a'],
    ['//x/y', '//x/y'],
    ['?q=1', '/?q=1'],
    ['/p?q#frag', '/p?q'],
    ['/a b?c d', '/a%20b?c%20d'],
    ['/[a]|b', '/%5Ba%5D%7Cb'],
  ])('%s is requested as %s', async (path, target) => {
    await using session = new named.Session();
    const r = await session.get(server.origins.A + path);
    expect(server.requests[0]?.line).toBe(`GET ${target} HTTP/1.1`);
    expect(r.statusCode).toBe(200);
  });

  test('userinfo becomes an Authorization header and is not part of the target', async () => {
    await using session = new named.Session();
    const r = await session.get(url().replace('//', '//u:p@'));
    const [sent] = server.requests;
    expect(sent?.line).toBe('GET / HTTP/1.1');
    expect(Object.fromEntries(sent?.headers ?? [])).toMatchObject({ Authorization: 'Basic dTpw' });
    expect(r.url).toBe(url().replace('//', '//u:p@'));
  });

  test('an iterable body is sent chunked', async () => {
    async function* chunks(): AsyncGenerator<string | Uint8Array> {
      yield Buffer.from('ab');
      yield 'cé';
      yield '';
    }
    await using session = new named.Session();
    await session.post(url(), { data: chunks() });
    expect([server.requests[0]?.framing, server.requests[0]?.body.toString()]).toEqual(['chunked', 'abcé']);
  });
});
