import { createReadStream, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { HTTPDigestAuth, HTTPError, TooManyRedirects } from '@req/core';
import { failure } from '@req/test-support/waiting';
import { type RunningServer, startHttpbin } from '@req/testserver';
import { overEveryTransport } from './every-transport.ts';

let server: RunningServer;
beforeAll(async () => {
  server = await startHttpbin();
});
afterAll(() => server.close());
const url = (path: string): string => server.origin + path;

const file = join(mkdtempSync(join(tmpdir(), 'req-round-trip-')), 'report.csv');
writeFileSync(file, 'a,b\n1,2\n');
async function* pieces(): AsyncGenerator<Uint8Array> {
  yield Buffer.from('ab');
  yield Buffer.from('c');
}

overEveryTransport(({ session, transport }) => {
  describe('a GET', () => {
    test('sends its params and reads the answer', async () => {
      const r = await session().get(url('/get'), { params: { key1: 'value1', key2: ['value2', 'value3'] } });
      expect([r.statusCode, r.reason, r.ok, r.encoding]).toEqual([200, 'OK', true, 'utf-8']);
      expect(r.url).toBe(url('/get?key1=value1&key2=value2&key2=value3'));
      expect(r.headers.get('Content-Type')).toBe('application/json');
      expect(r.json().args).toEqual({ key1: 'value1', key2: ['value2', 'value3'] });
      expect(r.elapsed).toBeGreaterThan(0);
    });

    test('sends the headers it was given', async () => {
      const r = await session().get(url('/headers'), { headers: { 'user-agent': 'my-app/0.0.1', 'X-A': '1, 2' } });
      expect(r.json().headers).toMatchObject({ 'User-Agent': 'my-app/0.0.1', 'X-A': '1, 2' });
    });

    test.each(['/gzip', '/deflate', '/brotli'])('reads %s decoded', async (path) => {
      const r = await session().get(url(path));
      expect(r.json()).toHaveProperty('headers');
    });
  });

  describe('a body arrives as it was given', () => {
    test.each<[string, () => object, object]>([
      ['a form', () => ({ data: { key: ['value1', 'é&='] } }), { form: { key: ['value1', 'é&='] } }],
      ['JSON', () => ({ json: { a: [1, 'é'] } }), { json: { a: [1, 'é'] } }],
      ['text', () => ({ data: 'é' }), { data: 'é' }],
      ['bytes', () => ({ data: Buffer.from('abc') }), { data: 'abc' }],
      ['a Blob', () => ({ data: new Blob(['abc']) }), { data: 'abc' }],
      ['a generator', () => ({ data: pieces() }), { data: 'abc' }],
      ['a web stream', () => ({ data: new Blob(['abc']).stream() }), { data: 'abc' }],
      ['a Node stream', () => ({ data: Readable.from([Buffer.from('abc')]) }), { data: 'abc' }],
      ['a file', () => ({ data: createReadStream(file) }), { data: 'a,b\n1,2\n' }],
      [
        'files',
        () => ({ files: { report: createReadStream(file) }, data: { a: '1' } }),
        { files: { report: 'a,b\n1,2\n' }, form: { a: '1' } },
      ],
      ['files in memory', () => ({ files: { f: ['n.txt', 'x', 'text/plain'] } }), { files: { f: 'x' } }],
      ['nothing', () => ({}), { data: '', form: {}, json: null }],
    ])('%s', async (_what, options, echoed) => {
      expect((await session().post(url('/post'), options())).json()).toMatchObject(echoed);
    });

    test('of some megabytes, with its progress', async () => {
      const data = Buffer.alloc(3_000_000, 'x');
      let sent = 0;
      const onUploadProgress = ({ transferred }: { transferred: number }): void => {
        sent = transferred;
      };
      const r = await session().post(url('/post'), { data, onUploadProgress });
      expect([r.json().data.length, sent]).toEqual([3_000_000, 3_000_000]);
    });
  });

  describe('redirects and cookies', () => {
    test('are followed, with their history', async () => {
      const r = await session().get(url('/redirect/3'));
      expect([r.statusCode, r.url, r.history.map((h) => h.statusCode)]).toEqual([200, url('/get'), [302, 302, 302]]);
    });

    test('a POST becomes a GET after 302, and stays one after 307', async () => {
      const to = (status: number): string =>
        url(`/redirect-to?url=${status === 302 ? '/get' : '/post'}&status_code=${status}`);
      const get = await session().post(to(302), { data: 'x' });
      const post = await session().post(to(307), { data: 'x' });
      expect([get.request?.method, post.request?.method, post.json().data]).toEqual(['GET', 'POST', 'x']);
    });

    test('come to an end', async () => {
      expect(await failure(session({ maxRedirects: 2 }).get(url('/redirect/3')))).toBeInstanceOf(TooManyRedirects);
    });

    test('a session keeps cookies, across redirects and between calls', async () => {
      const one = session();
      const r = await one.get(url('/cookies/set/sessioncookie/123456789'));
      expect(r.json().cookies).toEqual({ sessioncookie: '123456789' });
      expect((await one.get(url('/cookies'))).json().cookies).toEqual({ sessioncookie: '123456789' });
      expect((await session().get(url('/cookies'))).json().cookies).toEqual({});
    });
  });

  describe('authentication', () => {
    test('basic, by option and by URL', async () => {
      const wanted = { authenticated: true, user: 'user' };
      expect((await session().get(url('/basic-auth/user/pass'), { auth: ['user', 'pass'] })).json()).toEqual(wanted);
      const inUrl = url('/basic-auth/user/pass').replace('//', '//user:pass@');
      expect((await session().get(inUrl)).json()).toEqual(wanted);
      expect((await session().get(url('/basic-auth/user/pass'))).statusCode).toBe(401);
    });

    test.each(['MD5', 'SHA-256', 'SHA-512'])('digest with %s', async (algorithm) => {
      const one = session({ auth: new HTTPDigestAuth('user', 'pass') });
      const r = await one.get(url(`/digest-auth/auth/user/pass/${algorithm}`));
      expect([r.statusCode, r.history.map((h) => h.statusCode)]).toEqual([200, [401]]);
    });
  });

  describe('every status is an answer', () => {
    test.each([200, 204, 304, 400, 404, 418, 500, 503])('%i', async (status) => {
      const r = await session().get(url(`/status/${status}`));
      expect(r.statusCode).toBe(status);
      if (status < 400) expect(r.raiseForStatus()).toBe(r);
      else expect(() => r.raiseForStatus()).toThrow(HTTPError);
    });

    test.each(['get', 'options', 'head', 'post', 'put', 'patch', 'delete'] as const)('to %s', async (verb) => {
      const r = await session()[verb](url(verb === 'head' || verb === 'options' ? '/get' : `/${verb}`));
      expect(r.statusCode).toBe(200);
      if (verb === 'head') expect([r.text, Number(r.headers.get('content-length')) > 0]).toEqual(['', true]);
    });
  });

  test('many calls at once do not mix', async () => {
    const one = session();
    const calls = Array.from({ length: 30 }, (_, n) => one.get(url('/get'), { params: { n } }));
    const args = (await Promise.all(calls)).map((r) => r.json().args.n);
    expect(args).toEqual(Array.from({ length: 30 }, (_, n) => String(n)));
  });

  test('as a fetch', async () => {
    const fetch = session({ auth: ['u', 'p'] }).asFetch();
    const r = await fetch(url('/post'), { method: 'POST', body: JSON.stringify({ a: 1 }) });
    expect(r).toBeInstanceOf(globalThis.Response);
    expect(await r.json()).toMatchObject({ json: { a: 1 }, headers: { Authorization: 'Basic dTpw' } });
    const gzip = await fetch(url('/gzip'));
    expect(await gzip.json()).toHaveProperty('gzipped', true);
    const error = await failure(fetch(url('/delay/5'), { signal: AbortSignal.timeout(30) }));
    expect(error.name).toBe('TimeoutError');
  });

  test('what the client cannot do is said before anything is sent', async () => {
    const call = session().get(url('/anything'), { data: 'x' });
    if (transport.capabilities.has('get-body')) expect((await call).json().data).toBe('x');
    else expect(await failure(call)).toMatchObject({ code: 'UNSUPPORTED_BY_TRANSPORT', capability: 'get-body' });
  });
});
