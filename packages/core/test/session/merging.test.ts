import { describe, expect, test } from '@jest/globals';
import { CookieJar, type Params, Request, type RequestOptions, type SessionOptions } from '../../src/index.ts';
import { pieces, played } from '../played.ts';

/** The request that a session sends for GET http://a.test/?u=0 with these options. */
async function line(session: Partial<SessionOptions>, options: RequestOptions): Promise<string> {
  const { session: over, lines } = played([], session);
  await over.get('http://a.test/?u=0', options);
  return (lines()[0] ?? '').replace('GET http://a.test', '');
}

describe("params: the query of the URL, then the session's, then the request's", () => {
  test.each<[string, unknown, unknown, string]>([
    ['records are merged', { a: 1 }, { b: 2 }, '/?u=0&a=1&b=2'],
    ["the request's value in the session's place", { a: 1, b: 2 }, { a: 3 }, '/?u=0&a=3&b=2'],
    ['null removes', { a: 1 }, { a: null }, '/?u=0'],
    ['with its case', { A: 1 }, { a: null }, '/?u=0&A=1'],
    ['none leave those of the session', { a: 1, b: 2 }, undefined, '/?u=0&a=1&b=2'],
    ['so does an empty record', { a: 1 }, {}, '/?u=0&a=1'],
    ['pairs replace them', { a: 1 }, [['b', 2]], '/?u=0&b=2'],
    ['text does', { a: 1 }, 'b=2', '/?u=0&b=2'],
    ['no pairs leave them', { a: 1 }, [], '/?u=0&a=1'],
    ['empty bytes do', { a: 1 }, new Uint8Array(), '/?u=0&a=1'],
    [
      'a record replaces pairs',
      [
        ['a', 1],
        ['a', 2],
      ],
      { b: 2 },
      '/?u=0&b=2',
    ],
    [
      'pairs of the session count by themselves',
      [
        ['a', 1],
        ['a', 2],
      ],
      undefined,
      '/?u=0&a=1&a=2',
    ],
    ['so does text', 's=1', undefined, '/?u=0&s=1'],
  ])('%s', async (_what, session, own, target) => {
    expect(await line({ params: session as Params }, { params: own as Params })).toBe(target);
  });
});

describe('auth: the request’s, else the session’s, else the URL’s; each overrides an Authorization header', () => {
  const auth = (name: string) => ({ auth: [name, 'p'] as const });
  const basic = (text: string): string => `Authorization: Basic ${Buffer.from(text).toString('base64')}`;

  test.each<[string, Partial<SessionOptions>, RequestOptions, string]>([
    ['of the request', auth('s'), auth('r'), basic('r:p')],
    ['of the session', auth('s'), {}, basic('s:p')],
    ['null defers to the session', auth('s'), { auth: null }, basic('s:p')],
    ['of the session over a header', auth('s'), { headers: { Authorization: 'x' } }, basic('s:p')],
    ['a header when there is no other', {}, { headers: { Authorization: 'x' } }, 'Authorization: x'],
  ])('%s', async (_what, session, options, header) => expect(await line(session, options)).toBe(`/?u=0 {${header}}`));

  test('of the URL', async () => {
    const { session, lines } = played();
    await session.get('http://u%40:p%3A@a.test/', { headers: { Authorization: 'x' } });
    await session.get('http://u@a.test/');
    expect(lines()).toEqual([`GET http://a.test/ {${basic('u@:p:')}}`, 'GET http://a.test/']);
  });
});

describe("cookies: the session's, overridden by the request's", () => {
  test.each<[string, Record<string, string>, Record<string, string> | undefined, string]>([
    ['both are sent', { a: '1' }, { b: '2' }, 'Cookie: a=1; b=2'],
    ['of one name, the request’s', { a: '1' }, { a: '2' }, 'Cookie: a=2'],
    ['none of the request', { a: '1' }, undefined, 'Cookie: a=1'],
  ])('%s', async (_what, session, own, header) => {
    expect(await line({ cookies: session }, own === undefined ? {} : { cookies: own })).toBe(`/?u=0 {${header}}`);
  });

  test('a Cookie header of the caller replaces all', async () => {
    expect(await line({ cookies: { a: '1' } }, { headers: { Cookie: 'x=y' } })).toBe('/?u=0 {Cookie: x=y}');
  });

  test('a jar may be shared: it receives what a response sets', async () => {
    const jar = new CookieJar();
    const { session } = played([{ headers: { 'Set-Cookie': 'a=1' } }], { cookies: jar });
    await session.get('http://a.test/');
    expect([jar.get('a'), session.cookies]).toEqual(['1', jar]);
    session.cookies = null;
    expect([session.cookies.size, jar.size]).toEqual([0, 1]);
  });

  test('those of a request are not kept', async () => {
    const { session } = played();
    await session.get('http://a.test/', { cookies: { a: '1' } });
    expect(session.cookies.size).toBe(0);
  });
});

describe('stream, verify, cert and proxies: only null and undefined defer to the session', () => {
  test('stream', async () => {
    const { session } = played([{ body: pieces('a') }, { body: pieces('a') }], { stream: true });
    const streamed = await session.get('http://a.test/');
    expect(() => streamed.content).toThrow('was not read yet');
    expect((await session.get('http://a.test/', { stream: false })).text).toBe('a');
  });

  const pem = '-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n';
  test.each<[string, Partial<SessionOptions>, RequestOptions, { verify: boolean; ca: string | null }]>([
    ['nothing verifies', {}, {}, { verify: true, ca: null }],
    ['false of the session', { verify: false }, {}, { verify: false, ca: null }],
    ['true of the request', { verify: false }, { verify: true }, { verify: true, ca: null }],
    ['null defers', { verify: false }, { verify: null }, { verify: false, ca: null }],
    ['a bundle', {}, { verify: pem }, { verify: true, ca: pem }],
    ['"" is no setting', {}, { verify: '' }, { verify: true, ca: null }],
  ])('verify: %s', async (_what, session, options, tls) => {
    const { session: over, sent } = played([], session);
    await over.get('https://a.test/', options);
    expect(sent[0]?.request.tls).toMatchObject(tls);
  });

  test('verify of a session reads true until it is set', () => {
    const { session } = played();
    expect(session.verify).toBe(true);
    session.verify = false;
    expect(session.verify).toBe(false);
    session.verify = null;
    expect(session.verify).toBe(true);
  });

  test('cert in all its forms', async () => {
    const { session, sent } = played([], { cert: pem });
    await session.get('https://a.test/');
    await session.get('https://a.test/', { cert: [pem, 'k-----BEGIN '] });
    await session.get('https://a.test/', { cert: { cert: pem, key: 'k-----BEGIN ', passphrase: 'p' } });
    expect(sent.map(({ request }) => request.tls.cert)).toEqual([
      { cert: pem, key: pem },
      { cert: pem, key: 'k-----BEGIN ' },
      { cert: pem, key: 'k-----BEGIN ', passphrase: 'p' },
    ]);
  });

  test('proxies', async () => {
    const { session, sent } = played([], { proxies: { http: 'http://s.test:1' } });
    await session.get('http://a.test/');
    await session.get('http://a.test/', { proxies: { http: 'http://r.test:2' } });
    await session.get('http://a.test/', { proxies: { http: null } });
    expect(sent.map(({ request }) => request.proxy?.url ?? null)).toEqual(['http://s.test:1', 'http://r.test:2', null]);
  });
});

describe('the environment is used unless trustEnv is false', () => {
  const { env } = process;
  async function proxyOf(trustEnv: boolean): Promise<string | null> {
    const before = { ...env };
    try {
      Object.assign(env, { http_proxy: 'http://env.test:3', no_proxy: '' });
      const { session, sent } = played([], { trustEnv });
      await session.get('http://a.test/');
      return sent[0]?.request.proxy?.url ?? null;
    } finally {
      for (const name of ['http_proxy', 'no_proxy']) {
        if (before[name] === undefined) delete env[name];
        else env[name] = before[name];
      }
    }
  }

  test('its proxy', async () =>
    expect([await proxyOf(true), await proxyOf(false)]).toEqual(['http://env.test:3', null]));
});

test('the settings of a session can be changed at any time', async () => {
  const { session, lines } = played();
  Object.assign(session, { params: { p: 1 }, auth: ['u', 'p'], headers: { X: '1' }, cookies: { c: '1' } });
  await session.get('http://a.test/');
  expect(lines()).toEqual(['GET http://a.test/?p=1 {X: 1, Cookie: c=1, Authorization: Basic dTpw}']);
  expect([session.stream, session.maxRedirects, session.timeout, session.maxBodySize]).toEqual([false, 30, null, null]);
});

test('each verb sends its method', async () => {
  const { session, sent } = played();
  const url = 'http://a.test/';
  for (const verb of ['get', 'options', 'head', 'post', 'put', 'patch', 'delete'] as const) await session[verb](url);
  expect(sent.map(({ method }) => method)).toEqual(['GET', 'OPTIONS', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']);
});

test('a Request can have everything that a call can', async () => {
  const { session, lines } = played([], { headers: { S: '1' } });
  const options = {
    params: { p: '1' },
    json: [1],
    headers: { X: '1' },
    cookies: { c: '1' },
    auth: ['u', 'p'] as const,
  };
  await session.request('POST', 'http://a.test/', options);
  await session.send(await session.prepareRequest(new Request('POST', 'http://a.test/', options)));
  expect(lines()[1]).toBe(lines()[0]);
  expect(lines()[0]).toContain('S: 1, X: 1, Cookie: c=1');
});
