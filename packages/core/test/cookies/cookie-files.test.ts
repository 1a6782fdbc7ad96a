import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { CookieJar } from '../../src/cookies/cookie-jar.ts';

function full(): CookieJar {
  const jar = new CookieJar({ unbound: 'u' });
  jar.store('https://www.host.test/dir/page', [
    'host=1',
    'wide=2; Domain=host.test; Path=/; HttpOnly; SameSite=Lax',
    'safe=3; Secure; Max-Age=3600',
    'bare',
  ]);
  return jar;
}

const urls = [
  'http://www.host.test/dir/x',
  'https://www.host.test/dir/x',
  'https://sub.www.host.test/dir/x',
  'https://host.test/',
];

function expectSame(read: CookieJar, original: CookieJar): void {
  const headers = urls.map((url) => original.cookieHeader(url));
  expect(headers).toEqual([
    'host=1; bare; unbound=u; wide=2',
    'host=1; safe=3; bare; unbound=u; wide=2',
    'wide=2',
    'wide=2',
  ]);
  expect(urls.map((url) => read.cookieHeader(url))).toEqual(headers);
}

describe('a saved jar', () => {
  test('sends the same cookies when it is read again from JSON, host-only ones included', () => {
    const original = full();
    const read = CookieJar.fromJSON(JSON.parse(JSON.stringify(original)));
    expectSame(read, original);
    const expiry = (jar: CookieJar): number | undefined =>
      [...jar].find(({ name }) => name === 'safe')?.expires?.getTime();
    expect(expiry(read)).toBeGreaterThan(0);
    expect(expiry(read)).toBe(expiry(original));
  });

  test('sends the same cookies when it is read again from cookies.txt', () => {
    const text = full().toNetscape();
    expect(text.startsWith('# Netscape HTTP Cookie File\n')).toBe(true);
    const read = CookieJar.fromNetscape(text);
    expectSame(read, full());
    expect([...read].find(({ name }) => name === 'wide')).toMatchObject({
      httpOnly: true,
      hostOnly: false,
      expires: null,
    });
  });

  test('reads files of curl and browsers: comments, #HttpOnly_, dots, CRLF, missing values', () => {
    const text = [
      '# Netscape HTTP Cookie File',
      '# https://curl.se/docs/http-cookies.html',
      '',
      '.host.test\tTRUE\t/\tFALSE\t0\ta\t1',
      '#HttpOnly_host.test\tFALSE\t/x\tTRUE\t4102444800\tb\t2 3',
      'host.test\tFALSE\t/\tFALSE\t0\tempty',
      'no cookie at all',
      'host.test\tFALSE\t/\tFALSE\tsoon\tbad\t1',
      'host.test\tFALSE\t/\tFALSE\t0\tmany\t1\t2\t3',
    ].join('\r\n');
    const jar = CookieJar.fromNetscape(text);
    expect([...jar].map(({ name, value, domain, hostOnly }) => [name, value, domain, hostOnly])).toEqual([
      ['a', '1', 'host.test', false],
      ['b', '2 3', 'host.test', true],
      ['empty', '', 'host.test', true],
    ]);
    expect([...jar][1]?.expires).toEqual(new Date('2100-01-01T00:00:00Z'));
  });

  test('JSON that is not a list of cookies throws TypeError', () => {
    for (const json of ['{}', '"a"', 'null', '[1]', '["ab"]'])
      expect(() => CookieJar.fromJSON(json)).toThrow(TypeError);
  });

  test('no cookie of a server becomes two in the file', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 60 }),
        fc.string({ unit: 'binary', maxLength: 30 }),
        (pair, path) => {
          const jar = new CookieJar();
          jar.store('http://host.test/', [`${pair}; Path=/${path}`]);
          const read = CookieJar.fromNetscape(jar.toNetscape());
          expect([...read].map(({ domain }) => domain)).toEqual(jar.size === 0 ? [] : ['host.test']);
          expect(CookieJar.fromJSON(JSON.stringify(jar)).toRecord()).toEqual(jar.toRecord());
        },
      ),
      { numRuns: 500 },
    );
  });
});
