import { describe, expect, test } from '@jest/globals';
import { expectLinear } from '@req/test-support/cpu-time';
import { CookieJar } from '../../src/cookies/cookie-jar.ts';

/** Stores the lines from one URL and returns the Cookie header for another. */
function sent(from: string, lines: string | string[], to: string): string {
  const jar = new CookieJar();
  jar.store(from, [lines].flat());
  return jar.cookieHeader(to);
}

describe('what a server may not set', () => {
  test.each([
    ['a foreign domain', 'http://a.test/', 'c=1; Domain=b.test', 'http://b.test/'],
    [
      'a domain that only ends alike (CVE-2018-20852)',
      'http://badexample.com/',
      'c=1; Domain=example.com',
      'http://example.com/',
    ],
    ['its own subdomain', 'http://a.test/', 'c=1; Domain=x.a.test', 'http://x.a.test/'],
    ['a top-level domain (CVE-2014-3620)', 'http://a.com/', 'c=1; Domain=com', 'http://b.com/'],
    ['a top-level domain by trailing dots (CVE-2022-27779)', 'http://a.com./', 'c=1; Domain=com.', 'http://b.com./'],
    ['a public suffix in mixed case (CVE-2023-46218)', 'http://a.co.uk/', 'c=1; Domain=co.UK', 'http://b.co.uk/'],
    [
      'a public suffix with a trailing dot (CVE-2026-8924)',
      'http://a.co.uk./',
      'c=1; Domain=co.uk.',
      'http://b.co.uk/',
    ],
    ['a private suffix', 'http://a.github.io/', 'c=1; Domain=github.io', 'http://b.github.io/'],
    ['part of an address (CVE-2014-3613)', 'http://192.168.0.1/', 'c=1; Domain=.168.0.1', 'http://129.168.0.1/'],
    ['dots alone', 'http://a.test/', 'c=1; Domain=..', 'http://a.test/'],
    ['Secure over http', 'http://a.test/', 'c=1; Secure', 'https://a.test/'],
    ['Secure over http, from loopback', 'http://127.0.0.1/', 'c=1; Secure', 'https://127.0.0.1/'],
    ['__Secure- without Secure', 'https://a.test/', '__Secure-c=1', 'https://a.test/'],
    ['__Secure- in other case without Secure', 'https://a.test/', '__sEcUrE-c=1', 'https://a.test/'],
    ['__Secure- over http', 'http://a.test/', '__Secure-c=1; Secure', 'https://a.test/'],
    ['__Host- with a Domain', 'https://a.test/', '__Host-c=1; Secure; Path=/; Domain=a.test', 'https://a.test/'],
    ['__Host- with a path', 'https://a.test/x/y', '__Host-c=1; Secure; Path=/x', 'https://a.test/x'],
    ['__Host- without a path', 'https://a.test/', '__host-c=1; Secure', 'https://a.test/'],
    ['__Host- without a value', 'https://a.test/', '__Host-c', 'https://a.test/'],
    ['a control character in the value', 'http://a.test/', 'c=a\x01b', 'http://a.test/'],
    ['a control character in the name', 'http://a.test/', 'c\x7f=a', 'http://a.test/'],
    ['a line end', 'http://a.test/', 'c=a\r\nSet-Cookie: d=1', 'http://a.test/'],
    ['a tab in the value', 'http://a.test/', 'c=a\tb', 'http://a.test/'],
    ['more than 4096 bytes', 'http://a.test/', `c=${'v'.repeat(4096)}`, 'http://a.test/'],
    ['nothing', 'http://a.test/', '', 'http://a.test/'],
    ['only attributes', 'http://a.test/', '; Path=/', 'http://a.test/'],
  ])('%s', (_what, from, line, to) => {
    expect(sent(from, line, to)).toBe('');
  });
});

describe('what a server may set', () => {
  test.each([
    ['its parent domain', 'http://x.a.test/', 'c=1; Domain=a.test', 'http://y.a.test/', 'c=1'],
    ['its own name as Domain: subdomains too', 'http://a.test/', 'c=1; Domain=a.test', 'http://x.a.test/', 'c=1'],
    ['no Domain: itself alone', 'http://a.test/', 'c=1', 'http://x.a.test/', ''],
    ['its own address', 'http://127.0.0.1/', 'c=1; Domain=127.0.0.1', 'http://127.0.0.1/', 'c=1'],
    [
      'a public suffix that it is itself: itself alone',
      'http://github.io/',
      'c=1; Domain=github.io',
      'http://github.io/',
      'c=1',
    ],
    ['and not those below', 'http://github.io/', 'c=1; Domain=github.io', 'http://a.github.io/', ''],
    [
      'an international name',
      'http://xn--bcher-kva.de/',
      'c=1; Domain=bücher.de',
      'http://www.xn--bcher-kva.de/',
      'c=1',
    ],
    ['__Host- as it should be', 'https://a.test/', '__Host-c=1; Secure; Path=/', 'https://a.test/', '__Host-c=1'],
    ['escapes, which stay (CVE-2026-9679)', 'http://a.test/', 'c=a%0D%0AB', 'http://a.test/', 'c=a%0D%0AB'],
    ['an escaped prefix, which does not count', 'http://a.test/', '%5f%5fHost-c=1', 'http://a.test/', '%5f%5fHost-c=1'],
    ['no equals sign: sent so', 'http://a.test/', 'flag; Path=/', 'http://a.test/', 'flag'],
    ['a SameSite that only contains a word', 'http://a.test/', 'c=1; SameSite=NotStrict', 'http://a.test/', 'c=1'],
    ['an IPv6 address in any spelling', 'http://[::1]/', 'c=1', 'http://[0:0:0:0:0:0:0:1]:80/', 'c=1'],
    ['Max-Age beyond all numbers', 'http://a.test/', `c=1; Max-Age=1${'0'.repeat(30)}`, 'http://a.test/', 'c=1'],
    [
      'a year beyond all dates',
      'http://a.test/',
      'c=1; Expires=Sat, 01 Jan 9999999 00:00:00 GMT',
      'http://a.test/',
      'c=1',
    ],
  ])('%s', (_what, from, line, to, header) => {
    expect(sent(from, line, to)).toBe(header);
  });

  test('a huge negative Max-Age deletes', () => {
    expect(sent('http://a.test/', ['c=1', `c=1; Max-Age=-1${'0'.repeat(30)}`], 'http://a.test/')).toBe('');
    const jar = new CookieJar();
    jar.store('http://a.test/', [`c=1; Max-Age=1${'0'.repeat(30)}`]);
    expect([...jar][0]?.expires?.getTime()).toBe(8.64e15);
    expect(() => JSON.stringify(jar)).not.toThrow();
    const digits = '9'.repeat(400);
    expect(sent('http://a.test/', ['c=1', `c=1; Max-Age=-${digits}`], 'http://a.test/')).toBe('');
    jar.store('http://a.test/', [`c=1; Max-Age=${digits}`]);
    expect([...jar][0]?.expires?.getTime()).toBe(8.64e15);
  });

  test('SameSite, HttpOnly and Secure are kept', () => {
    const jar = new CookieJar();
    jar.store('https://a.test/', ['c=1; SameSite=Strict; HttpOnly; Secure']);
    expect([...jar][0]).toMatchObject({ sameSite: 'strict', httpOnly: true, secure: true });
    expect(jar.cookieHeader('http://a.test/')).toBe('');
    expect(jar.cookieHeader('https://a.test/')).toBe('c=1');
  });
});

describe('URLs and attributes that are ignored', () => {
  test('a URL without a host sets and gets nothing', () => {
    const jar = new CookieJar({ a: '1' });
    for (const url of ['file:///x', 'http:///x', 'data:text/plain,x', '']) {
      jar.store(url, ['b=2']);
      expect(jar.cookieHeader(url)).toBe('');
    }
    expect([...jar.keys()]).toEqual(['a']);
  });

  test('attributes of more than 1024 bytes are ignored, the others are not', () => {
    const long = 'x'.repeat(1100);
    expect(sent('http://a.test/', `c=1; Domain=${long}; Path=/p; Path=/${long}`, 'http://a.test/p')).toBe('c=1');
  });
});

describe('http cannot change cookies that https set (CVE-2025-9086)', () => {
  const set = (line: string): CookieJar => {
    const jar = new CookieJar();
    jar.store('https://www.a.test/x', ['c=good; Secure; Path=/x']);
    jar.store('http://www.a.test/x', [line]);
    return jar;
  };
  test.each(['c=evil; Path=/x', 'c=evil; Path=/x/y', 'c=evil; Domain=a.test; Path=/x', 'c=; Max-Age=0; Path=/x'])(
    '%s',
    (line) => {
      const jar = set(line);
      expect([...jar.values()]).toEqual(['good']);
    },
  );
  test('another name or a parent path is another cookie', () => {
    expect([...set('d=1; Path=/x').values()]).toEqual(['good', '1']);
    expect([...set('c=2; Path=/').values()]).toEqual(['good', '2']);
  });
});

describe('limits', () => {
  test('a loopback host counts as secure only with loopbackIsSecure', () => {
    for (const origin of ['http://127.0.0.1:1', 'http://localhost', 'http://x.localhost', 'http://[::1]']) {
      const jar = new CookieJar(null, { loopbackIsSecure: true });
      jar.store(`${origin}/`, ['c=1; Secure']);
      expect(jar.cookieHeader(`${origin}/`)).toBe('c=1');
      expect(jar.copy().copyForRequest().cookieHeader(`${origin}/`)).toBe('c=1');
    }
    const jar = new CookieJar(null, { loopbackIsSecure: true });
    jar.store('http://127.a.test/', ['c=1; Secure']);
    expect(jar.isEmpty).toBe(true);
  });

  test('the newest 50 cookies of a server are kept; the header stays below 8 KiB (CVE-2022-32205)', () => {
    const jar = new CookieJar();
    jar.store(
      'http://a.test/',
      Array.from({ length: 60 }, (_, i) => `c${i}=1`),
    );
    expect(jar.size).toBe(50);
    expect([...jar.keys()][0]).toBe('c10');
    const big = new CookieJar();
    big.store(
      'http://x.a.test/',
      Array.from({ length: 20 }, (_, i) => `c${i}=${'v'.repeat(1000)}; Domain=a.test`),
    );
    const header = big.cookieHeader('http://y.a.test/');
    expect(header.length).toBeLessThanOrEqual(8190);
    expect(header.split('; ')).toHaveLength(8);
  });

  test('cookies of the caller have no such limits', () => {
    const jar = new CookieJar(Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`c${i}`, 'v'.repeat(500)])));
    expect(jar.cookieHeader('http://a.test/').split('; ')).toHaveLength(60);
  });

  test.each([
    ['spaces (CVE-2017-15010)', (size: number) => `c${' '.repeat(size)}=1`],
    ['semicolons (CVE-2016-1000232)', (size: number) => `c=1${';'.repeat(size)}`],
    ['a date of digits (PSF-2019-14)', (size: number) => `c=1; Expires=${'1 '.repeat(size / 2)}`],
    ['backslashes (CVE-2024-7592)', (size: number) => `c="${'\\'.repeat(size)}"`],
    ['a Domain of dots', (size: number) => `c=1; Domain=${'.a'.repeat(size / 2)}`],
  ])('64 KiB of %s are read in linear time', (_what, make) => {
    const jar = new CookieJar();
    jar.store('http://a.test/', ['warm=1; Expires=Thu, 01 Jan 2099 00:00:00 GMT; Domain=a.test']);
    return expectLinear(make, (line) => jar.store('http://a.test/', [line]), 65_536);
  });

  test('ten thousand cookies of one response take linear time and bounded memory', async () => {
    const lines = (size: number): string[] => Array.from({ length: size }, (_, i) => `c${i}=`);
    const jar = new CookieJar();
    jar.store('http://a.test/', lines(10_000));
    expect(jar.size).toBe(50);
    await expectLinear(lines, (each) => new CookieJar().store('http://a.test/', each), 10_000);
  });
});
