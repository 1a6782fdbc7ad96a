import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { HTTPDigestAuth, type RequestOptions, type Response, type SessionOptions } from '../../src/index.ts';
import { played, REDIRECT } from '../played.ts';

/** The second request, after a redirect from http://a.test/x to `location`. */
async function second(
  location: string,
  options: RequestOptions,
  session: Partial<SessionOptions> = {},
): Promise<string> {
  const { session: over, lines } = played([REDIRECT(location)], session);
  await over.get('http://a.test/x', options);
  return lines()[1] ?? '';
}

const AUTH: RequestOptions = { auth: ['u', 'p'] };

describe('credentials are sent only to the origin they were given for', () => {
  test.each<[string, string, string]>([
    ['the same host', '/y', 'GET http://a.test/y {Authorization: Basic dTpw}'],
    ['the same host, spelt otherwise', 'http://A.test:80/y', 'GET http://a.test:80/y {Authorization: Basic dTpw}'],
    ['the same host over https', 'https://a.test/y', 'GET https://a.test/y {Authorization: Basic dTpw}'],
    ['another host', 'http://b.test/y', 'GET http://b.test/y'],
    ['a sub-domain', 'http://b.a.test/y', 'GET http://b.a.test/y'],
    ['another port', 'http://a.test:8080/y', 'GET http://a.test:8080/y'],
  ])('%s', async (_where, location, line) => expect(await second(location, AUTH)).toBe(line));

  test('also those of the session; they are not restored by a redirect back to it', async () => {
    const { session, lines } = played([REDIRECT('http://b.test/y'), REDIRECT('http://a.test/z')], { auth: ['u', 'p'] });
    await session.get('http://a.test/x');
    expect(lines()).toEqual([
      'GET http://a.test/x {Authorization: Basic dTpw}',
      'GET http://b.test/y',
      'GET http://a.test/z',
    ]);
  });

  test('also as an Authorization header', async () => {
    const headers = { Authorization: 'Bearer t', 'X-A': '1' };
    expect(await second('http://b.test/y', { headers })).toBe('GET http://b.test/y {X-A: 1}');
    expect(await second('/y', { headers })).toBe('GET http://a.test/y {Authorization: Bearer t, X-A: 1}');
  });

  test('Proxy-Authorization is never sent with a redirect', async () => {
    expect(await second('/y', { headers: { 'Proxy-Authorization': 'Basic zz' } })).toBe('GET http://a.test/y');
  });

  test('digest does not answer the challenge of another origin', async () => {
    const challenge = { status: 401, headers: { 'WWW-Authenticate': 'Digest realm="r", nonce="n"' } };
    const { session, lines } = played([REDIRECT('http://b.test/y'), challenge]);
    const r = await session.get('http://a.test/x', { auth: new HTTPDigestAuth('u', 'p') });
    expect([r.statusCode, lines()]).toEqual([401, ['GET http://a.test/x', 'GET http://b.test/y']]);
  });

  test('also when a hook returns the response of another server', async () => {
    const { session, lines } = played([{}, { status: 302, headers: { Location: 'http://b.test/z' } }]);
    const swapped = async (): Promise<Response> => session.get('http://b.test/y', { allowRedirects: false });
    let swaps = 0;
    await session.get('http://a.test/x', {
      ...AUTH,
      hooks: { response: () => (swaps++ === 0 ? swapped() : undefined) },
    });
    expect(lines()).toEqual([
      'GET http://a.test/x {Authorization: Basic dTpw}',
      'GET http://b.test/y',
      'GET http://b.test/z',
    ]);
  });

  test('the body of a 307 is sent to another host, the credentials are not', async () => {
    const { session, lines } = played([REDIRECT('http://b.test/y', 307)]);
    await session.post('http://a.test/x', { ...AUTH, data: 'secret' });
    expect(lines()[1]).toBe("POST http://b.test/y {Content-Length: 6} 'secret'");
  });
});

describe('netrc', () => {
  const folder = mkdtempSync(join(tmpdir(), 'req-netrc-'));
  const path = join(folder, 'netrc');
  writeFileSync(path, 'machine b.test login n password np\n', { mode: 0o600 });
  const before = process.env['NETRC'];
  beforeAll(() => {
    process.env['NETRC'] = path;
  });
  afterAll(() => {
    if (before === undefined) delete process.env['NETRC'];
    else process.env['NETRC'] = before;
  });
  const own = `Authorization: Basic ${Buffer.from('n:np').toString('base64')}`;

  test('has the credentials for the new host of a redirect', async () => {
    expect(await second('http://b.test/y', AUTH, { trustEnv: true })).toBe(`GET http://b.test/y {${own}}`);
    expect(await second('http://c.test/y', AUTH, { trustEnv: true })).toBe('GET http://c.test/y');
  });

  test('which replace an auth flow', async () => {
    const auth = new HTTPDigestAuth('u', 'p');
    expect(await second('http://b.test/y', { auth }, { trustEnv: true })).toBe(`GET http://b.test/y {${own}}`);
  });

  test('is not read with trustEnv false', async () => {
    expect(await second('http://b.test/y', AUTH, { trustEnv: false })).toBe('GET http://b.test/y');
  });

  test('overrides an Authorization header, and is overridden by auth of request and session', async () => {
    const { session, lines } = played([], { trustEnv: true });
    await session.get('http://b.test/', { headers: { Authorization: 'x' } });
    await session.get('http://b.test/', AUTH);
    session.auth = ['u', 'p'];
    await session.get('http://b.test/');
    expect(lines().map((line) => line.split('Basic ')[1])).toEqual(['bjpucA==}', 'dTpw}', 'dTpw}']);
  });
});

describe('userinfo', () => {
  test('of a Location is never used as credentials', async () => {
    expect(await second('http://ru:rp@a.test/y', {})).toBe('GET http://a.test/y');
    expect(await second('http://ru:rp@b.test/y', {})).toBe('GET http://b.test/y');
  });

  test('of the URL is sent as a header to redirects on the same host', async () => {
    const { session, lines } = played([REDIRECT('/y')]);
    const r = await session.get('http://u:p@a.test/x');
    expect(r.url).toBe('http://u:p@a.test/y');
    expect(lines()).toEqual([
      'GET http://a.test/x {Authorization: Basic dTpw}',
      'GET http://a.test/y {Authorization: Basic dTpw}',
    ]);
  });
});

describe('sensitiveHeaders are sent only to the first origin', () => {
  const names = ['X-Api-Key', 'api-key', 'X-Auth-Token', 'x-csrf-token', 'X-Amz-Security-Token', 'Private-Token'];

  test.each(names)('%s by default', async (name) => {
    const headers = { [name]: 'k', 'X-A': '1' };
    expect(await second('http://b.test/y', { headers })).toBe('GET http://b.test/y {X-A: 1}');
    expect(await second('/y', { headers })).toBe(`GET http://a.test/y {${name}: k, X-A: 1}`);
  });

  test('other headers when they are listed', async () => {
    const headers = { 'X-Own': 'k', 'X-Api-Key': 'k' };
    expect(await second('http://b.test/y', { headers }, { sensitiveHeaders: ['x-own'] })).toBe(
      'GET http://b.test/y {X-Api-Key: k}',
    );
  });

  test('no headers with [], as in Requests', async () => {
    const line = await second('http://b.test/y', { headers: { 'X-Api-Key': 'k' } }, { sensitiveHeaders: [] });
    expect(line).toBe('GET http://b.test/y {X-Api-Key: k}');
  });
});

describe('a Host header set by the caller', () => {
  test('is sent only to its origin', async () => {
    expect(await second('/y', { headers: { Host: 'x.test' } })).toBe('GET http://a.test/y {Host: x.test}');
    expect(await second('http://b.test/y', { headers: { Host: 'x.test' } })).toBe('GET http://b.test/y');
  });
});

describe('cookies', () => {
  test('set by a redirect are sent with the next request and kept in the session', async () => {
    const { session, lines } = played([{ status: 302, headers: { Location: '/y', 'Set-Cookie': 'id=1; Path=/' } }]);
    await session.get('http://a.test/x');
    await session.get('http://a.test/z');
    expect(lines()).toEqual([
      'GET http://a.test/x',
      'GET http://a.test/y {Cookie: id=1}',
      'GET http://a.test/z {Cookie: id=1}',
    ]);
  });

  test('set by a response are kept until the server deletes them', async () => {
    const { session, lines } = played([
      { headers: { 'Set-Cookie': 'a=1; Path=/' } },
      { headers: { 'Set-Cookie': 'a=; Max-Age=0; Path=/' } },
    ]);
    for (let i = 0; i < 3; i++) await session.get('http://a.test/');
    expect(lines()).toEqual(['GET http://a.test/', 'GET http://a.test/ {Cookie: a=1}', 'GET http://a.test/']);
    expect(session.cookies.size).toBe(0);
  });

  test('of a request are sent with it and its redirects only', async () => {
    const { session, lines } = played([REDIRECT('/y')]);
    await session.get('http://a.test/x', { cookies: { c: '1' } });
    await session.get('http://a.test/z');
    expect(lines()).toEqual([
      'GET http://a.test/x {Cookie: c=1}',
      'GET http://a.test/y {Cookie: c=1}',
      'GET http://a.test/z',
    ]);
  });

  test('given without a domain are bound to the first host', async () => {
    expect(await second('http://b.test/y', { cookies: { c: '1' } })).toBe('GET http://b.test/y');
    const { session, lines } = played([], { cookies: { s: '1' } });
    await session.get('http://a.test/');
    await session.get('http://b.test/');
    expect(lines()).toEqual(['GET http://a.test/ {Cookie: s=1}', 'GET http://b.test/']);
  });

  test('of a request, given without a domain, are not sent to another port or scheme; those of the session are', async () => {
    const { session, lines } = played([REDIRECT('http://a.test:8080/y')], { cookies: { s: '1' } });
    await session.get('http://a.test/x', { cookies: { c: '1' } });
    expect(lines()).toEqual(['GET http://a.test/x {Cookie: s=1; c=1}', 'GET http://a.test:8080/y {Cookie: s=1}']);
  });

  test('that are not bound to a host yet are not sent with a redirect', async () => {
    const cookies = [{ name: 'c', value: '1', path: '/y' }];
    expect(await second('http://b.test/y', { cookies })).toBe('GET http://b.test/y');
    expect(await second('http://b.test/y', {}, { cookies })).toBe('GET http://b.test/y');
    expect(await second('/y', { cookies })).toBe('GET http://a.test/y {Cookie: c=1}');
    expect(await second('/y', {}, { cookies })).toBe('GET http://a.test/y {Cookie: c=1}');
  });

  test('given as a header are sent once: the header is rebuilt for each redirect', async () => {
    expect(await second('http://b.test/y', { headers: { Cookie: 'a=1' } })).toBe('GET http://b.test/y');
  });
});
