import { describe, expect, test } from '@jest/globals';
import { PreparedRequest, Request, type ResponseHook } from '../../src/index.ts';
import { failure, pieces, played } from '../played.ts';

const prepare = (method = 'POST', options = {}): Promise<PreparedRequest> =>
  new Request(method, 'http://u:p@a.test/p?q=1#f', options).prepare();

describe('a prepared request is what is sent', () => {
  test('with visible method, URL, headers and body', async () => {
    const prepared = await prepare('post', { data: { a: '1' }, headers: { 'X-A': '1' }, params: { r: '2' } });
    expect(prepared).toBeInstanceOf(PreparedRequest);
    expect(prepared.method).toBe('POST');
    expect(prepared.url).toBe('http://u:p@a.test/p?q=1&r=2#f');
    expect(prepared.pathUrl).toBe('/p?q=1&r=2');
    expect(prepared.body).toBe('a=1');
    expect([...prepared.headers]).toEqual([
      ['X-A', '1'],
      ['Content-Length', '3'],
      ['Content-Type', 'application/x-www-form-urlencoded'],
      ['Authorization', 'Basic dTpw'],
    ]);
  });

  test('its pathUrl does not include an empty query', async () => {
    const prepared = await new Request('GET', 'http://a.test/p', { params: '#f' }).prepare();
    expect([prepared.url, prepared.pathUrl]).toEqual(['http://a.test/p?#f', '/p']);
  });

  test('without a session it has no default headers', async () => {
    const { session, sent } = played();
    await session.send(await new Request('GET', 'http://a.test/', { headers: { A: '1' } }).prepare());
    expect(sent[0]?.headers).toEqual({ A: '1' });
  });

  test('a session adds its default headers', async () => {
    const options = { headers: { X: '1' }, cookies: { c: '1' }, auth: ['u', 'p'] as const, params: { s: '1' } };
    const { session, lines } = played([], options);
    await session.send(await session.prepareRequest(new Request('GET', 'http://a.test/')));
    expect(lines()).toEqual(['GET http://a.test/?s=1 {X: 1, Cookie: c=1, Authorization: Basic dTpw}']);
  });

  test('preparing again has the same result', async () => {
    const { session } = played([], { params: { s: '1' } });
    const request = new Request('GET', 'http://a.test/?q=1');
    const [one, two] = [await session.prepareRequest(request), await session.prepareRequest(request)];
    expect([one.url, two.url]).toEqual(['http://a.test/?q=1&s=1', 'http://a.test/?q=1&s=1']);
  });

  test('the arguments of the caller are not changed', async () => {
    const given = {
      headers: { A: '1' },
      params: { q: ['1'] },
      cookies: { c: '1' },
      data: { d: '1' },
      hooks: { response: [] },
    };
    const before = structuredClone(given);
    const { session } = played([{ status: 302, headers: { Location: '/b', 'Set-Cookie': 'x=1' } }]);
    await session.post('http://a.test/', given);
    expect(given).toEqual(before);
  });
});

describe('methods', () => {
  test.each([
    ['get', 'GET'],
    ['PaTcH', 'PATCH'],
    ['mKcol', 'MKCOL'],
    ['M-SEARCH', 'M-SEARCH'],
  ])('%s is sent as %s', async (method, wire) => {
    const { session, sent } = played();
    await session.request(method, 'http://a.test/');
    expect(sent[0]?.method).toBe(wire);
  });

  test.each([['GE T'], ['GET / HTTP/1.1\r\nX: y'], ['GÉT'], [''], [null], [undefined], [5], ['connect']])(
    '%j is refused, and nothing is sent',
    async (method) => {
      const { session, sent } = played();
      expect(await failure(session.request(method as string, 'http://a.test/'))).toBeInstanceOf(TypeError);
      expect(sent).toEqual([]);
    },
  );
});

describe('it may be changed before it is sent', () => {
  test('method, URL and headers', async () => {
    const { session, lines } = played();
    const prepared = await new Request('GET', 'http://a.test/').prepare();
    prepared.method = 'PUT';
    prepared.url = 'http://b.test/x';
    prepared.headers.set('X', '1');
    await session.send(prepared);
    expect(lines()).toEqual(['PUT http://b.test/x {X: 1}']);
  });

  test('Content-Length follows another body', async () => {
    const { session, lines } = played();
    const prepared = await new Request('POST', 'http://a.test/', { data: 'x' }).prepare();
    prepared.body = 'longer';
    await session.send(prepared);
    prepared.headers.delete('Content-Length');
    await session.send(prepared);
    prepared.body = pieces('ab');
    await session.send(prepared);
    expect(lines()).toEqual([
      "POST http://a.test/ {Content-Length: 6} 'longer'",
      "POST http://a.test/ {Transfer-Encoding: chunked} 'longer'",
      "POST http://a.test/ {Transfer-Encoding: chunked} 'ab'",
    ]);
  });

  test('the body may be text, bytes, a Blob, URLSearchParams or a stream, nothing else', async () => {
    const prepared = await prepare();
    for (const body of ['x', new Uint8Array(1), new Blob(['x']), new URLSearchParams('a=1'), pieces('x'), null]) {
      prepared.body = body;
      expect(prepared.body).toBe(body);
    }
    for (const body of [5, true, ['a'], () => 1]) {
      expect(() => {
        prepared.body = body;
      }).toThrow(TypeError);
    }
  });
});

describe('a copy', () => {
  test('has its own headers and shares body, hooks and cookies', async () => {
    const { session } = played([], { cookies: { c: '1' } });
    const hook: ResponseHook = () => {};
    const prepared = await session.prepareRequest(
      new Request('POST', 'http://a.test/', { data: 'x', hooks: { response: hook } }),
    );
    const copy = prepared.copy();
    copy.headers.set('X', '1');
    copy.method = 'PUT';
    expect(prepared.headers.has('X')).toBe(false);
    expect(prepared.method).toBe('POST');
    expect(copy.body).toBe('x');
    expect(copy.hooks).toBe(prepared.hooks);
    expect(copy.cookies).toBe(prepared.cookies);
  });
});

describe('auth may change everything, and the framing follows', () => {
  test('a function that changes the request in place', async () => {
    const { session, lines } = played();
    const auth = (request: PreparedRequest): void => {
      request.body = 'longer body';
      request.headers.set('X-Signed', 'yes');
    };
    await session.post('http://a.test/', { data: 'x', auth });
    expect(lines()).toEqual(["POST http://a.test/ {Content-Length: 11, X-Signed: yes} 'longer body'"]);
  });

  test('a function that returns another request asynchronously', async () => {
    const { session, lines } = played();
    const auth = async (request: PreparedRequest): Promise<PreparedRequest> => {
      const other = request.copy();
      other.url = 'http://a.test/signed';
      return other;
    };
    await session.get('http://a.test/', { auth });
    expect(lines()).toEqual(['GET http://a.test/signed']);
  });

  test.each<[string, unknown, string]>([
    ['three', ['u', 'p', 'q'], 'not a list of 3'],
    ['one', ['u'], 'not a list of 1'],
    ['a number', 5, 'auth must be'],
    ['an object', {}, 'auth must be'],
    ['a function of something else', () => 5, 'must return the request'],
  ])('%s is a TypeError, and nothing is sent', async (_what, auth, message) => {
    const { session, sent } = played();
    const error = await failure(session.get('http://a.test/', { auth: auth as never }));
    expect(error).toBeInstanceOf(TypeError);
    expect(error.message).toContain(message);
    expect(sent).toEqual([]);
  });
});

test('only a prepared request can be given to send()', async () => {
  const { session, sent } = played();
  await expect(session.send(new Request('GET', 'http://a.test/') as never)).rejects.toThrow(
    'You can only send PreparedRequests.',
  );
  expect(sent).toEqual([]);
});
