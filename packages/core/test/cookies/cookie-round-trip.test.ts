import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import type { Cookie } from '../../src/cookies/cookie.ts';
import { CookieJar } from '../../src/cookies/cookie-jar.ts';
import { InvalidHeader } from '../../src/errors/errors.ts';

/** Ways to make a jar with the same cookies and the same behaviour. */
const ROUND_TRIPS: readonly (readonly [string, (jar: CookieJar) => CookieJar])[] = [
  ['JSON text', (jar) => CookieJar.fromJSON(JSON.stringify(jar))],
  ['JSON twice', (jar) => CookieJar.fromJSON(JSON.stringify(CookieJar.fromJSON(JSON.stringify(jar))))],
  ['a cloned list', (jar) => CookieJar.fromJSON(structuredClone(jar.toJSON()))],
  ['a list for the constructor', (jar) => new CookieJar(jar.toJSON())],
  ['JSON for the constructor', (jar) => new CookieJar(JSON.parse(JSON.stringify(jar)) as Cookie[])],
  ['copy()', (jar) => jar.copy()],
  ['a jar for the constructor', (jar) => new CookieJar(jar)],
  ['merging into an empty jar', (jar) => new CookieJar().update(jar)],
  [
    'merging into a jar that has cookies',
    (jar) => new CookieJar().set('other', '1', { domain: 'other.test' }).update(jar),
  ],
];

let time = 0;
beforeEach(() => {
  time = Date.UTC(2030, 0, 1);
  jest.spyOn(Date, 'now').mockImplementation(() => time);
});
afterEach(() => {
  jest.restoreAllMocks();
});

const lines = (from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, i) => `c${from + i}=1; Path=/`);

function full(): CookieJar {
  const jar = new CookieJar().set('mine', '1', { domain: 'a.test' });
  jar.store('http://a.test/', lines(0, 50));
  time += 1000;
  return jar;
}

/** The visible state of a jar, with names in the order in which they are sent and listed. */
function seen(jar: CookieJar): unknown {
  const urls = ['http://a.test/', 'https://a.test/deep/x', 'http://sub.a.test/', 'https://b.test/'];
  const cookies = jar.toJSON().filter(({ name }) => name !== 'other');
  return [cookies, urls.map((url) => jar.copy().cookieHeader(url))];
}

describe.each(ROUND_TRIPS)('a jar that went through %s', (_what, trip) => {
  test('accepts new cookies at the limit, and keeps renewed ones', () => {
    const jar = full();
    const twin = trip(full());
    for (const each of [jar, twin]) {
      each.store('http://a.test/', ['c0=renewed; Path=/']);
      time += 1000;
      expect(each.get('c0')).toBe('renewed');
      each.store('http://a.test/', lines(50, 55));
      expect(each.get('c54')).toBe('1');
      expect(each.get('mine')).toBe('1');
      expect([each.get('c0'), each.get('c1'), each.get('c5'), each.get('c6')]).toEqual([
        'renewed',
        undefined,
        undefined,
        '1',
      ]);
    }
    expect([...twin].filter(({ name }) => name !== 'other')).toHaveLength(51);
  });

  test('remembers which cookies were used last', () => {
    const jar = new CookieJar();
    jar.store('http://a.test/', ['old=1; Path=/', 'used=1; Path=/used', ...lines(0, 48)]);
    time += 1000;
    jar.store('http://a.test/', ['old=2; Path=/']);
    time += 1000;
    jar.cookieHeader('http://a.test/used/x');
    const twin = trip(jar);
    jar.clear();
    time += 1000;
    twin.cookieHeader('http://a.test/');
    twin.store('http://a.test/', lines(48, 49));
    expect([twin.has('used'), twin.has('old'), twin.size >= 50]).toEqual([false, true, true]);
  });

  test('sends the cookies of a server only to it when a redirect leads to another host and back', () => {
    const jar = new CookieJar({ given: '1' });
    jar.cookieHeader('http://a.test/');
    jar.store('http://a.test/', ['set=1; Path=/']);
    const twin = trip(jar);
    twin.dropGiven('a.test');
    expect(twin.cookieHeader('http://a.test/')).toBe('set=1');
  });

  test('sends all cookies of the caller, and as many of the servers as fit into a header', () => {
    const jar = new CookieJar();
    for (let i = 0; i < 20; i++) jar.set(`g${i}`, 'v'.repeat(1000), { domain: 'a.test' });
    for (let i = 0; i < 20; i++) jar.store('http://b.test/', [`s${i}=${'v'.repeat(1000)}; Path=/`]);
    const twin = trip(jar);
    for (const host of ['a', 'b']) {
      const header = jar.cookieHeader(`http://${host}.test/`);
      expect(header.match(/[gs]\d+=/g)).toHaveLength(host === 'a' ? 20 : 8);
      expect(twin.cookieHeader(`http://${host}.test/`)).toBe(header);
    }
  });

  test('behaves as the original, whatever is done with both', () => {
    const host = fc.constantFrom('a.test', 'sub.a.test', 'b.test');
    const url = fc
      .tuple(fc.constantFrom('http', 'https'), host, fc.constantFrom('/', '/deep/x'))
      .map(([scheme, name, path]) => `${scheme}://${name}${path}`);
    const name = fc.nat(70).map((i) => `n${i}`);
    const attributes = fc.constantFrom(
      ...['', '; Path=/', '; Path=/deep', '; Domain=a.test; Path=/', '; Secure; Path=/', '; HttpOnly; SameSite=Lax'],
      ...[
        '; Max-Age=0; Path=/',
        '; Max-Age=2; Path=/',
        '; Max-Age=100; Path=/',
        '; Max-Age=100; Secure; Domain=a.test',
      ],
    );
    const line = fc.tuple(name, fc.constantFrom('=1', '=2', ''), attributes).map((parts) => parts.join(''));
    const operation = fc.oneof(
      { weight: 6, arbitrary: fc.record({ url, set: fc.array(line, { minLength: 1, maxLength: 30 }) }) },
      { weight: 2, arbitrary: fc.record({ url, get: fc.constant(true) }) },
      { weight: 2, arbitrary: fc.record({ name, domain: fc.option(host), path: fc.constantFrom('/', '/deep') }) },
      { weight: 1, arbitrary: fc.record({ remove: name }) },
      { weight: 1, arbitrary: fc.record({ wait: fc.integer({ min: 1, max: 3000 }) }) },
      { weight: 1, arbitrary: fc.record({ drop: host }) },
    );
    type Operation = typeof operation extends fc.Arbitrary<infer T> ? T : never;
    const apply = (jars: readonly CookieJar[], op: Operation): void => {
      time += 'wait' in op ? op.wait : 1;
      for (const jar of jars) {
        if ('set' in op) jar.store(op.url, op.set);
        else if ('get' in op) jar.cookieHeader(op.url);
        else if ('name' in op) jar.set(op.name, 'mine', { domain: op.domain, path: op.path });
        else if ('remove' in op) jar.delete(op.remove);
        else if ('drop' in op) jar.dropGiven(op.drop);
      }
    };
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 12 }), fc.array(operation, { maxLength: 12 }), (before, after) => {
        const jar = new CookieJar();
        for (const op of before) apply([jar], op);
        // A copy shares with its original when cookies were used, so it is compared in its place.
        const twin = trip(jar);
        const other = CookieJar.fromJSON(JSON.stringify(jar));
        for (const op of after) {
          apply([other, twin], op);
          expect(seen(twin)).toEqual(seen(other));
        }
      }),
      { numRuns: 30 },
    );
  });
});

describe('a jar that was saved as cookies.txt', () => {
  const trip = (jar: CookieJar): CookieJar => CookieJar.fromNetscape(jar.toNetscape());

  test('accepts new cookies at the limit, and keeps renewed ones', () => {
    const twin = trip(full());
    time += 1000;
    twin.store('http://a.test/', ['c0=renewed; Path=/']);
    expect([twin.size, twin.get('c0')]).toEqual([51, 'renewed']);
    time += 1000;
    twin.store('http://a.test/', lines(50, 60));
    // Cookies of the caller count as set by a server: the file does not say who set them.
    expect([twin.size, twin.get('c59'), twin.get('c0'), twin.get('mine')]).toEqual([51, '1', 'renewed', undefined]);
  });

  test('loses none of many cookies for one host, and does not grow', () => {
    const jar = new CookieJar();
    for (let i = 0; i < 80; i++) jar.set(`g${i}`, '1', { domain: 'a.test' });
    const twin = trip(jar);
    expect(twin.size).toBe(80);
    twin.store('http://a.test/', ['g5=2; Path=/']);
    expect([twin.size, twin.get('g5')]).toEqual([80, '2']);
    time += 1000;
    twin.store('http://a.test/', lines(0, 10));
    expect([twin.size, twin.get('c9')]).toEqual([80, '1']);
  });

  test('has everything that the format can express', () => {
    const jar = new CookieJar({ unbound: '1' });
    jar.store('https://www.a.test/deep/x', [
      'host=1',
      'wide=2; Domain=a.test; Path=/; HttpOnly; Secure; Max-Age=100',
      '__Host-safe=3; Path=/; Secure; SameSite=Strict',
      'bare',
      'empty=',
      'spaces=a b; Path=/with space',
    ]);
    const twin = trip(jar);
    const shown = (each: CookieJar): unknown => [...each].map((cookie) => ({ ...cookie, sameSite: null }));
    expect(shown(twin)).toEqual(shown(jar));
    expect(trip(twin).toNetscape()).toBe(jar.toNetscape());
  });
});

describe('a jar read from other JSON', () => {
  test('of an older version, which does not say who set a cookie: set by a server if it has a domain', () => {
    const older = full()
      .toJSON()
      .map(({ fromServer: _from, lastAccess: _last, ...cookie }) => cookie);
    const jar = CookieJar.fromJSON(JSON.stringify([...older, { name: 'unbound', value: '1' }]));
    expect(jar.size).toBe(52);
    jar.store('http://a.test/', ['c0=renewed; Path=/', 'new=1; Path=/']);
    expect([jar.size, jar.get('c0'), jar.get('new')]).toEqual([52, 'renewed', '1']);
    expect([...jar].at(-2)).toMatchObject({ name: 'unbound', domain: '', hostOnly: true });
    expect([...jar].at(-2)?.fromServer).toBeUndefined();
  });

  test('loopbackIsSecure must be given again', () => {
    const jar = new CookieJar(null, { loopbackIsSecure: true });
    jar.store('http://localhost/', ['c=1; Secure']);
    const read = CookieJar.fromJSON(JSON.stringify(jar), { loopbackIsSecure: true });
    const file = CookieJar.fromNetscape(jar.toNetscape(), { loopbackIsSecure: true });
    for (const each of [read, file, new CookieJar(jar), CookieJar.from(jar)])
      expect(each.cookieHeader('http://localhost/')).toBe('c=1');
    expect(new CookieJar(jar, { loopbackIsSecure: false }).cookieHeader('http://localhost/')).toBe('');
  });

  test('an access in the future does not protect a cookie from eviction', () => {
    const cookies = lines(0, 50).map((_, i) => ({
      name: `c${i}`,
      value: '1',
      domain: 'a.test',
      lastAccess: i === 0 ? '9999-01-01T00:00:00Z' : i === 1 ? 'never' : '2029-01-01T00:00:00Z',
    }));
    const jar = CookieJar.fromJSON(JSON.stringify(cookies));
    time += 1000;
    jar.store('http://a.test/', lines(100, 150));
    expect([jar.size, jar.has('c0')]).toEqual([50, false]);
  });

  test.each([
    ['{"version":"tough-cookie@6","cookies":[]}', 'not an object with the keys version, cookies'],
    ['{}', 'not an object'],
    ['"a"', 'not a string'],
    ['null', 'not null'],
    ['[1]', 'Cookie 1 of the list is a number, not an object'],
    [
      '[{"name":"a","value":"1"},{"key":"b","value":"s3cret"}]',
      'Cookie 2 of the list has no name: it is an object with the keys key, value',
    ],
    ['[{"name":"a","value":{}}]', 'Cookie 1 of the list has a value that is not a string'],
    ['[{"name":"a"}]', 'Cookie 1 of the list has a value that is not a string'],
    ['[{"name":"a","value":"1","expires":"soon"}]', 'Cookie 1 of the list has an expires that is not a date'],
    ['[{"name":"a","value":"s3cret"', 'this text is not JSON'],
    ['', 'this text is not JSON'],
  ])('%s throws TypeError that says what is wrong', (text, message) => {
    expect(() => CookieJar.fromJSON(text)).toThrow(TypeError);
    expect(() => CookieJar.fromJSON(text)).toThrow(message);
    expect(() => CookieJar.fromJSON(text)).toThrow(/^(?!.*s3cret)/);
  });

  test.each([
    ['[{"name":"a","value":"1","path":5}]', 'The path of cookie "a" must be a string'],
    ['[{"name":"a","value":"1","domain":["x"]}]', 'The domain of cookie "a" must be a string'],
    ['[{"name":"a;b","value":"1"}]', 'semicolon'],
  ])('%s throws InvalidHeader', (text, message) => {
    expect(() => CookieJar.fromJSON(text)).toThrow(InvalidHeader);
    expect(() => CookieJar.fromJSON(text)).toThrow(message);
  });

  test('with keys of Object.prototype is plain data, and a polluted prototype adds nothing', () => {
    const read = CookieJar.fromJSON(
      '[{"__proto__":{"fromServer":true,"domain":"evil.test"},"constructor":1,"name":"a","value":"1"}]',
    );
    expect([...read][0]).toMatchObject({ name: 'a', domain: '' });
    Object.assign(Object.prototype, { fromServer: true, lastAccess: 5, domain: 'evil.test' });
    try {
      const jar = CookieJar.from([{ name: 'a', value: '1' }]);
      expect(Object.hasOwn([...jar][0] as object, 'fromServer')).toBe(false);
      expect([...jar][0]?.domain).toBe('');
    } finally {
      for (const name of ['fromServer', 'lastAccess', 'domain']) Reflect.deleteProperty(Object.prototype, name);
    }
  });
});
