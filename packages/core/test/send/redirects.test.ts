import { describe, expect, test } from '@jest/globals';
import { InvalidSchema, InvalidURL, TooManyRedirects } from '../../src/index.ts';
import { failure, pieces, played, REDIRECT } from '../played.ts';

describe('following a redirect', () => {
  test.each<[number, string, string]>([
    [301, 'GET', 'GET http://a.test/b {X-A: 1}'],
    [302, 'HEAD', 'HEAD http://a.test/b {X-A: 1}'],
    [303, 'DELETE', 'GET http://a.test/b {X-A: 1}'],
    [301, 'DELETE', 'DELETE http://a.test/b {X-A: 1, Content-Length: 0}'],
    [307, 'GET', 'GET http://a.test/b {X-A: 1}'],
    [308, 'HEAD', 'HEAD http://a.test/b {X-A: 1}'],
  ])('%i after %s: %s', async (status, method, next) => {
    const { session, lines } = played([REDIRECT('/b', status)]);
    const r = await session.request(method, 'http://a.test/a', { headers: { 'X-A': '1' } });
    expect(lines()[1]).toBe(next);
    expect([r.statusCode, r.url, r.history.map((h) => h.statusCode)]).toEqual([200, 'http://a.test/b', [status]]);
  });

  test.each<[number, string, string]>([
    [301, 'POST', 'GET http://a.test/b'],
    [302, 'POST', 'GET http://a.test/b'],
    [303, 'PUT', 'GET http://a.test/b'],
    [301, 'PUT', 'PUT http://a.test/b {Content-Length: 0}'],
    [301, 'PATCH', 'PATCH http://a.test/b {Content-Length: 0}'],
    [302, 'GET', 'GET http://a.test/b'],
    [307, 'POST', 'POST http://a.test/b {Content-Length: 7, Content-Type: application/json} \'{"a":1}\''],
    [308, 'PUT', 'PUT http://a.test/b {Content-Length: 7, Content-Type: application/json} \'{"a":1}\''],
  ])('%i after %s with a body: %s', async (status, method, next) => {
    const { session, lines } = played([REDIRECT('/b', status)]);
    await session.request(method, 'http://a.test/a', { json: { a: 1 } });
    expect(lines()[1]).toBe(next);
  });

  test('302 turns a POST into a GET without body and framing headers; other headers are kept', async () => {
    const { session, lines } = played([REDIRECT('/b')]);
    const headers = { 'Content-Type': 't/p', 'Content-Encoding': 'gzip', 'Content-Language': 'en' };
    await session.post('http://a.test/a', { data: 'x', headers });
    expect(lines()[1]).toBe('GET http://a.test/b {Content-Encoding: gzip, Content-Language: en}');
  });

  test('params, also those of the session, are added only once', async () => {
    const { session, sent } = played([REDIRECT('/b?q=2')], { params: { s: '1' } });
    await session.get('http://a.test/a', { params: { p: '1' } });
    expect(sent.map(({ url }) => url)).toEqual(['http://a.test/a?s=1&p=1', 'http://a.test/b?q=2']);
  });

  test('the fragment is kept in the URL and never sent', async () => {
    const { session, sent } = played([REDIRECT('/y#f2'), REDIRECT('/z')]);
    const r = await session.get('http://a.test/x#f1');
    expect(r.url).toBe('http://a.test/z#f2');
    expect(sent.map(({ url }) => url)).toEqual(['http://a.test/x', 'http://a.test/y', 'http://a.test/z']);
  });

  test('a redirect to the same URL is followed each time', async () => {
    const { session, lines } = played([REDIRECT('/x', 301), REDIRECT('/x', 301)]);
    await session.post('http://a.test/x', { data: 'd' });
    expect(lines()).toEqual([
      "POST http://a.test/x {Content-Length: 1} 'd'",
      'GET http://a.test/x',
      'GET http://a.test/x',
    ]);
  });
});

describe('a response is not a redirect', () => {
  test.each([300, 304, 305, 306, 309, 201])('with status %i, whatever its Location says', async (status) => {
    const { session, sent } = played([REDIRECT('/b', status)]);
    const r = await session.get('http://a.test/a');
    expect([r.statusCode, r.isRedirect, r.history, sent.length]).toEqual([status, false, [], 1]);
  });

  test('without a Location, or with an empty one', async () => {
    const { session, sent } = played([{ status: 302 }, REDIRECT('')]);
    const [none, empty] = [await session.get('http://a.test/a'), await session.get('http://a.test/a')];
    expect([none.statusCode, none.isRedirect]).toEqual([302, false]);
    expect([empty.statusCode, empty.isRedirect]).toEqual([302, true]);
    expect(sent).toHaveLength(2);
  });
});

describe('the history', () => {
  test('lists the redirects, oldest first, each with its own history and body', async () => {
    const { session } = played([{ ...REDIRECT('/1'), body: 'some' }, REDIRECT('/2', 301), REDIRECT('/3', 307)]);
    const r = await session.get('http://a.test/0');
    expect(r.history.map((h) => [h.statusCode, h.url, h.history.length, h.text])).toEqual([
      [302, 'http://a.test/0', 0, 'some'],
      [301, 'http://a.test/1', 1, ''],
      [307, 'http://a.test/2', 2, ''],
    ]);
    expect(r.history.map((h) => h.isPermanentRedirect)).toEqual([false, true, false]);
    expect([...r.history, r].every((h) => h.elapsed >= 0 && h.request?.url === h.url)).toBe(true);
  });

  test('contains a redirect with a broken body, which is followed nevertheless', async () => {
    const { session } = played([
      { status: 302, headers: { Location: '/1', 'Content-Encoding': 'gzip' }, body: 'no gzip' },
    ]);
    const r = await session.get('http://a.test/0');
    expect([r.statusCode, r.history[0]?.statusCode]).toEqual([200, 302]);
  });

  test('an error that is not about framing or decoding ends the call', async () => {
    const error = new Error('of the network');
    const { session, sent } = played([{ status: 302, headers: { Location: '/1' }, body: pieces('ab', error) }]);
    expect(await failure(session.get('http://a.test/0'))).toBe(error);
    expect(sent).toHaveLength(1);
  });
});

describe('the number of redirects is limited', () => {
  const loop = (): ReturnType<typeof REDIRECT>[] => Array.from({ length: 40 }, (_, i) => REDIRECT(`/${i + 1}`));

  test('exactly maxRedirects redirects are followed', async () => {
    const { session } = played([REDIRECT('/1'), REDIRECT('/2')], { maxRedirects: 2 });
    expect((await session.get('http://a.test/0')).url).toBe('http://a.test/2');
  });

  test.each([0, 2, 30])('one more than %i raises TooManyRedirects with the last response', async (maxRedirects) => {
    const { session, sent } = played(loop(), maxRedirects === 30 ? {} : { maxRedirects });
    const error = await failure<TooManyRedirects>(session.get('http://a.test/0'));
    expect(error).toBeInstanceOf(TooManyRedirects);
    expect(error.message).toBe(`Exceeded ${maxRedirects} redirects.`);
    expect(error.response?.url).toBe(`http://a.test/${maxRedirects}`);
    expect(error.response?.history).toHaveLength(maxRedirects);
    expect(error.request).toBe(error.response?.request);
    expect(sent).toHaveLength(maxRedirects + 1);
  });

  test.each([
    ['mailto:x@y', InvalidSchema],
    ['file:///etc/passwd', InvalidSchema],
    ['http://[::1', InvalidURL],
    ['http://:1', InvalidURL],
  ])('at %s', async (location, kind) => {
    const { session, sent } = played([REDIRECT(location)]);
    expect(await failure(session.get('http://a.test/0'))).toBeInstanceOf(kind);
    expect(sent).toHaveLength(1);
  });
});

describe('a redirect is not followed', () => {
  test.each([[false], [null]])('with allowRedirects: %p', async (allowRedirects) => {
    const { session, sent } = played([REDIRECT('/y')]);
    const r = await session.get('http://a.test/x', { allowRedirects });
    expect([r.statusCode, r.isRedirect, r.url, sent.length]).toEqual([302, true, 'http://a.test/x', 1]);
  });

  test('by head(), unless allowRedirects is true; request() follows with any method', async () => {
    const { session, lines } = played([REDIRECT('/y'), REDIRECT('/y'), {}, REDIRECT('/y')]);
    expect((await session.head('http://a.test/x')).statusCode).toBe(302);
    expect((await session.head('http://a.test/x', { allowRedirects: true })).statusCode).toBe(200);
    expect((await session.request('HEAD', 'http://a.test/x')).statusCode).toBe(200);
    expect(lines().filter((line) => line.endsWith('/y'))).toHaveLength(2);
  });

  test('`next` is the request that would follow, ready to send', async () => {
    const { session, lines } = played([{ status: 301, headers: { Location: '/y', 'Set-Cookie': 'a=1' } }]);
    const r = await session.post('http://a.test/x', { data: 'd', allowRedirects: false });
    const { next } = r;
    expect([next?.method, next?.url, next?.body, next?.headers.get('Cookie')]).toEqual([
      'GET',
      'http://a.test/y',
      null,
      'a=1',
    ]);
    if (next === null) throw new Error('there is a next request');
    await session.send(next);
    expect(lines()).toEqual(["POST http://a.test/x {Content-Length: 1} 'd'", 'GET http://a.test/y {Cookie: a=1}']);
  });

  test('`next` is null without a redirect, and after a redirect that was followed', async () => {
    const { session } = played([{}, REDIRECT('/y')]);
    expect((await session.get('http://a.test/', { allowRedirects: false })).next).toBeNull();
    expect((await session.get('http://a.test/')).next).toBeNull();
  });

  test.each(['http://:1', 'http://[::1', 'http://b.test:99999/'])(
    '`next` is null when the redirect leads nowhere: %s',
    async (location) => {
      const { session } = played([REDIRECT(location)]);
      const r = await session.get('http://a.test/x', { allowRedirects: false });
      expect([r.statusCode, r.headers.get('location'), r.next]).toEqual([302, location, null]);
    },
  );

  test('maxRedirects does not apply then', async () => {
    const { session } = played([REDIRECT('/y')], { maxRedirects: 0 });
    expect((await session.get('http://a.test/x', { allowRedirects: false })).statusCode).toBe(302);
  });

  test('a streamed redirect keeps its body to be read', async () => {
    const { session } = played([{ ...REDIRECT('/y'), body: pieces('RB') }]);
    const r = await session.get('http://a.test/x', { allowRedirects: false, stream: true });
    expect((await r.read()).toString()).toBe('RB');
  });
});
