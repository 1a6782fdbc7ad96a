import { inspect } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { expectCost } from '@req/test-support/cpu-time';
import { CookieConflictError, CookieJar } from '../../src/cookies/cookie-jar.ts';
import { mergeCookies } from '../../src/cookies/merge-cookies.ts';
import { InvalidHeader } from '../../src/errors/errors.ts';

/** Requests' jar J of its own tests: a at two paths, b for another domain, c. */
function sample(): CookieJar {
  return new CookieJar()
    .set('a', '1', { domain: 'h.test' })
    .set('a', '2', { domain: 'h.test', path: '/p' })
    .set('b', '3', { domain: 'x.test' })
    .set('c', '4');
}

describe('a cookie jar as a mapping', () => {
  test('get() returns one, and throws when there are several', () => {
    const jar = sample();
    expect(jar.get('c')).toBe('4');
    expect(jar.get('a', { path: '/p' })).toBe('2');
    expect(jar.get('b', { domain: '.X.test' })).toBe('3');
    expect(jar.get('b', { domain: 'h.test' })).toBeUndefined();
    expect(jar.get('zz')).toBeUndefined();
    expect(() => jar.get('a')).toThrow(CookieConflictError);
    expect(() => jar.get('a')).toThrow('There are multiple cookies with name, "a"');
  });

  test('has(), keys(), values(), size, iterating and toRecord() list the cookies', () => {
    const jar = sample();
    expect(jar.has('a')).toBe(true);
    expect(jar.has('zz')).toBe(false);
    expect([...jar.keys()]).toEqual(['a', 'a', 'b', 'c']);
    expect([...jar.values()]).toEqual(['1', '2', '3', '4']);
    expect(jar.size).toBe(4);
    expect({ ...jar.toRecord() }).toEqual({ a: '2', b: '3', c: '4' });
    expect({ ...jar.toRecord({ domain: 'x.test' }) }).toEqual({ b: '3' });
    expect({ ...jar.toRecord({ path: '/p' }) }).toEqual({ a: '2' });
    expect([...jar][1]).toEqual({
      name: 'a',
      value: '2',
      domain: 'h.test',
      path: '/p',
      hostOnly: false,
      secure: false,
      httpOnly: false,
      sameSite: null,
      expires: null,
    });
    expect([...jar][3]).toMatchObject({ domain: '', hostOnly: true });
  });

  test('set() with null, delete() and clear() remove', () => {
    const jar = sample();
    jar.set('a', null, { path: '/p' });
    expect([...jar.values()]).toEqual(['1', '3', '4']);
    expect(jar.delete('c')).toBe(true);
    expect(jar.delete('c')).toBe(false);
    jar.clear({ domain: 'x.test' });
    expect([...jar.keys()]).toEqual(['a']);
    jar.clear();
    expect(jar.size).toBe(0);
    expect(jar.isEmpty).toBe(true);
  });

  test('a replaced cookie keeps its place', () => {
    const jar = new CookieJar({ a: '1', b: '2' });
    jar.set('a', '3');
    expect([...jar.values()]).toEqual(['3', '2']);
    expect(jar.cookieHeader('http://h.test/')).toBe('a=3; b=2');
  });

  test('can be made from a record, a jar, pairs or cookies; null in a record is skipped', () => {
    expect({ ...CookieJar.from({ a: '1', b: null, c: undefined }).toRecord() }).toEqual({ a: '1' });
    expect({ ...CookieJar.from([['a', '1']]).toRecord() }).toEqual({ a: '1' });
    expect({ ...CookieJar.from(sample()).toRecord() }).toEqual({ a: '2', b: '3', c: '4' });
    expect([...CookieJar.from([{ name: 'a', value: '1', domain: 'h.test', hostOnly: true }])][0]?.hostOnly).toBe(true);
    expect(() => CookieJar.from('a=1' as never)).toThrow(TypeError);
    expect(() => CookieJar.from([1] as never)).toThrow(TypeError);
  });

  test('a copy is independent, in both directions', () => {
    const jar = sample();
    const copy = jar.copy();
    copy.set('new', '1', { domain: 'h.test' });
    jar.delete('b');
    copy.set('c', 'changed');
    expect([...jar.keys()]).toEqual(['a', 'a', 'c']);
    expect(jar.get('c')).toBe('4');
    expect([...copy.keys()]).toEqual(['a', 'a', 'b', 'c', 'new']);
    copy.cookieHeader('http://one.test/');
    expect([...jar].at(-1)?.domain).toBe('');
  });

  test('expired cookies are left out', () => {
    const jar = new CookieJar();
    jar.set('old', '1', { domain: 'h.test', expires: new Date(0) });
    jar.set('new', '2', { domain: 'h.test', expires: Date.now() + 60_000 });
    jar.set('none', '3', { domain: 'h.test', expires: new Date(Number.NaN) });
    expect([...jar.keys()]).toEqual(['new', 'none']);
    expect(jar.size).toBe(2);
    expect(jar.get('old')).toBeUndefined();
    expect(jar.cookieHeader('http://h.test/')).toBe('new=2; none=3');
  });

  test('logging shows no value', () => {
    const jar = new CookieJar({ session: 's3cret' });
    expect(inspect(jar)).toBe('<CookieJar [session for /]>');
    expect(inspect({ jar })).not.toContain('s3cret');
  });
});

describe('a cookie given without a domain', () => {
  test('is bound to the first host that it is sent to', () => {
    const jar = new CookieJar({ k: 'v' });
    expect([...jar][0]?.domain).toBe('');
    expect(jar.cookieHeader('https://a.test/')).toBe('k=v');
    expect(jar.cookieHeader('https://b.test/')).toBe('');
    expect(jar.cookieHeader('https://sub.a.test/')).toBe('');
    expect(jar.cookieHeader('http://A.test.:8080/x')).toBe('k=v');
    expect([...jar][0]).toMatchObject({ domain: 'a.test', hostOnly: true });
  });

  test('is bound in the session when a request of the session sends it', () => {
    const session = new CookieJar({ k: 'v' });
    const first = mergeCookies(session, { own: '1' });
    const second = mergeCookies(session, null);
    expect(first.cookieHeader('http://a.test/')).toBe('k=v; own=1');
    expect(second.cookieHeader('http://b.test/')).toBe('');
    expect(session.cookieHeader('http://b.test/')).toBe('');
    expect(session.cookieHeader('http://a.test/')).toBe('k=v');
    expect([...session.keys()]).toEqual(['k']);
  });

  test('stays bound through a redirect, merged with the session again', () => {
    const session = new CookieJar({ k: 'v' });
    const first = mergeCookies(session, { own: '1' });
    first.cookieHeader('http://a.test/');
    const redirected = mergeCookies(first, session);
    expect(redirected.cookieHeader('http://b.test/')).toBe('');
    expect(redirected.cookieHeader('http://a.test/')).toBe('k=v; own=1');
  });

  test('is not bound by a request that does not send it', () => {
    const jar = new CookieJar().set('k', 'v', { path: '/deep' }).set('s', '1', { secure: true });
    expect(jar.cookieHeader('http://a.test/')).toBe('');
    expect(jar.cookieHeader('https://b.test/deep')).toBe('k=v; s=1');
  });

  test('in a jar given with a request, the given jar is not changed', () => {
    const given = new CookieJar({ k: 'v' });
    expect(mergeCookies(new CookieJar(), given).cookieHeader('http://a.test/')).toBe('k=v');
    expect([...given][0]?.domain).toBe('');
    expect(mergeCookies(new CookieJar(), given).cookieHeader('http://b.test/')).toBe('k=v');
  });

  test('replaces the one of its host; the request wins over the session', () => {
    const session = new CookieJar();
    session.store('http://a.test/', ['k=server; Path=/']);
    expect(mergeCookies(session, { k: 'mine' }).cookieHeader('http://a.test/')).toBe('k=mine');
    expect(session.get('k')).toBe('server');
  });

  test("is replaced by the server's once it was sent", () => {
    const session = new CookieJar({ k: 'given' });
    session.cookieHeader('http://a.test/');
    session.store('http://a.test/', ['k=server; Path=/']);
    expect(session.cookieHeader('http://a.test/')).toBe('k=server');
    session.store('http://a.test/', ['k=; Max-Age=0; Path=/']);
    expect(session.isEmpty).toBe(true);
  });
});

describe('cookies of the caller that would change the meaning of the header are refused', () => {
  test.each([
    ['a;b', '1', {}],
    ['a=b', '1', {}],
    ['', '1', {}],
    ['a\r\nX', '1', {}],
    ['a', 'b; admin=1', {}],
    ['a', 'b\r\nSet-Cookie: c', {}],
    ['a', 'b\0', {}],
    ['a', '1', { path: '/;x' }],
    ['a', '1', { domain: 'h.test;x' }],
    ['a', '1', { domain: 'http://h.test' }],
    ['a', '1', { domain: 'h.test:80' }],
    ['a', '1', { domain: 'h.test/x' }],
    ['a', '日', {}],
    ['a', {} as string, {}],
  ])('%j=%j with %j throws InvalidHeader', (name, value, options) => {
    const jar = new CookieJar();
    expect(() => jar.set(name, value, options)).toThrow(InvalidHeader);
    expect(jar.isEmpty).toBe(true);
  });

  test('the message does not show the value', () => {
    expect(() => new CookieJar({ a: 's3cret;' })).toThrow(/^(?!.*s3cret)/);
  });

  test('an IP address may be a domain, IPv6 in any notation', () => {
    const jar = new CookieJar().set('a', '1', { domain: '127.0.0.1' }).set('b', '2', { domain: '[0:0::1]' });
    expect([...jar].map(({ domain }) => domain)).toEqual(['127.0.0.1', '::1']);
    expect(jar.cookieHeader('http://[::1]:8/')).toBe('b=2');
  });

  test('numbers are converted to text', () => {
    expect(new CookieJar({ a: 1 as unknown as string }).cookieHeader('http://h.test/')).toBe('a=1');
  });

  test('names of Object.prototype are plain data', () => {
    const jar = CookieJar.fromJSON('[{"name":"__proto__","value":"1","domain":"__proto__","path":"/"}]');
    jar.store('http://constructor/', ['constructor=1; Path=/prototype']);
    expect([...jar.keys()]).toEqual(['__proto__', 'constructor']);
    expect(Object.keys(jar.toRecord())).toEqual(['__proto__', 'constructor']);
    expect(({} as Record<string, unknown>)['value']).toBeUndefined();
  });
});

describe('a thousand cookies of other hosts', () => {
  const url = 'http://www.example.com/a/b?c';
  const jarWith = (others: number): CookieJar => {
    const jar = new CookieJar();
    for (let i = 0; i < others; i++) jar.set(`n${i}`, 'v', { domain: `h${i}.test` });
    return jar.set('mine', '1', { domain: 'www.example.com' });
  };
  const [few, many] = [jarWith(100), jarWith(1000)];

  test('cost a request hardly more than a hundred do', () => {
    const request = (of: CookieJar) => () => same(mergeCookies(of, null).cookieHeader(url), 'mine=1');
    return expectCost(request(few), request(many), 4);
  });

  test('also when each response sets one', () => {
    const request = (of: CookieJar) => (): void => {
      same(mergeCookies(of, null).cookieHeader(url).startsWith('mine=1'), true);
      of.store(url, ['s=1; Path=/']);
    };
    return expectCost(request(few), request(many), 4);
  });
});

/** jest's expect would take longer than what is measured. */
function same<T>(seen: T, expected: T): void {
  if (seen !== expected) throw new Error(`${String(seen)} is not ${String(expected)}`);
}
