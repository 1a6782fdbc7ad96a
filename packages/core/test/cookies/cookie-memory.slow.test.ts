import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { growthOfSecondHalf, heapInUse } from '@req/test-support/memory';
import { CookieJar } from '../../src/cookies/cookie-jar.ts';

const KB = 1024;
const MB = KB * KB;

afterEach(() => {
  jest.restoreAllMocks();
});

/** A line that is a slice of a response's headers. */
function cut(...parts: string[]): string {
  const head = Buffer.from(`Set-Cookie: ${parts.join('')}\r\n\r\n`, 'latin1').toString('latin1');
  return head.slice(12, -4);
}

describe('cookies set by servers do not fill the memory', () => {
  test.each([
    ['names', (i: number) => cut(`n${i}`, 'n'.repeat(4000), '=v')],
    ['names of Secure cookies', (i: number) => cut(`n${i}`, 'n'.repeat(4000), '=v; Secure')],
    ['names of cookies that expire at once', (i: number) => cut(`n${i}`, 'n'.repeat(4000), '=v; Secure; Max-Age=0')],
    ['values', (i: number) => cut(`n${i}=`, 'v'.repeat(4000))],
    ['paths', (i: number) => cut('n=v; Path=/', 'p'.repeat(1000), `${i}`)],
  ])('ever new long %s for one host', async (_what, line) => {
    const jar = new CookieJar();
    const kept: CookieJar[] = [];
    const growth = await growthOfSecondHalf((half) => {
      for (let i = 0; i < 1000; i++) jar.store('https://a.test/', [line(half * 1000 + i)]);
      kept.push(jar.copy());
    });
    expect(growth).toBeLessThan(MB);
    expect(jar.size).toBeLessThanOrEqual(50);
    kept.length = 0;
    const full = await heapInUse();
    jar.clear();
    expect(await heapInUse()).toBeLessThan(full + MB);
  });

  test('ever new hosts: 3000 cookies in all are kept, the least recently used are evicted', () => {
    let time = Date.now();
    jest.spyOn(Date, 'now').mockImplementation(() => ++time);
    const jar = new CookieJar({ mine: '1' });
    jar.store('http://login.test/', ['login=1; Path=/']);
    for (let i = 0; i < 10_000; i++) {
      jar.store(`http://h${i}.test/`, ['a=1', 'b=2']);
      if (i % 1000 === 0) expect(jar.copyForRequest().cookieHeader('http://login.test/')).toContain('login=1');
    }
    expect(jar.size).toBe(3001);
    expect([...jar.keys()].slice(0, 2)).toEqual(['mine', 'login']);
    expect(jar.cookieHeader('http://h9999.test/')).toBe('a=1; b=2');
    expect(jar.cookieHeader('http://h8500.test/')).toBe('b=2');
    expect(jar.cookieHeader('http://h8499.test/')).toBe('');
    const copy = jar.copy();
    copy.store('http://more.test/', ['c=1', 'd=1']);
    expect([copy.size, jar.size]).toEqual([3001, 3001]);
  });

  test('3000 cookies of all hosts: http evicts none that https set', () => {
    const jar = new CookieJar();
    for (let i = 0; i < 3000; i++) jar.store(`https://h${i}.test/`, ['safe=1; Secure']);
    for (let i = 0; i < 100; i++) jar.store(`http://e${i}.test/`, ['plain=1']);
    expect([...jar.keys()].filter((name) => name === 'safe')).toHaveLength(3000);
    for (let i = 0; i < 100; i++) jar.store(`https://s${i}.test/`, [i % 2 ? 'safe=1; Secure' : 'plain=1']);
    expect(jar.size).toBe(3000);
    for (const i of [0, 99]) expect(jar.has(i % 2 ? 'safe' : 'plain', { domain: `s${i}.test` })).toBe(true);
    expect(jar.has('safe', { domain: 'h99.test' })).toBe(false);
    expect(jar.has('safe', { domain: 'h100.test' })).toBe(true);
    for (let i = 0; i < 100; i++) jar.store(`http://e${i}.test/`, ['plain=2']);
    expect([...jar.keys()].filter((name) => name === 'plain')).toHaveLength(50);
    expect(jar.cookieHeader('http://e99.test/')).toBe('plain=2');
  });

  test('cookies of the caller are not limited', () => {
    const jar = new CookieJar();
    for (let i = 0; i < 4000; i++) jar.set(`n${i}`, '1', { domain: `h${i % 40}.test` });
    for (let i = 0; i < 100; i++) jar.store('http://h1.test/', [`s${i}=1`]);
    expect(jar.size).toBe(4050);
  });

  test('jars merged into one again and again, as after each response', () => {
    const session = new CookieJar();
    for (let i = 0; i < 4000; i++) {
      const answer = new CookieJar();
      answer.store(`http://h${i}.test/`, ['a=1']);
      session.update(i % 2 === 0 ? answer : [...answer]);
    }
    expect(session.size).toBe(3000);
    for (let i = 0; i < 100; i++) {
      const answer = new CookieJar();
      answer.store('http://one.test/', [`n${i}=1`]);
      session.update(answer);
    }
    expect([...session].filter(({ domain }) => domain === 'one.test')).toHaveLength(50);
  });

  test('expired cookies of a thousand hosts are freed', async () => {
    const jar = new CookieJar();
    const fill = (): void => {
      for (let i = 0; i < 1000; i++)
        jar.store(`http://h${i}.a.test/`, [cut(`n${i}`, 'n'.repeat(4000), '=v; Max-Age=1')]);
    };
    const before = await heapInUse();
    fill();
    expect((await heapInUse()) - before).toBeGreaterThan(3 * MB);
    const later = Date.now() + 5000;
    const clock = jest.spyOn(Date, 'now').mockReturnValue(later);
    jar.copyForRequest();
    expect((await heapInUse()) - before).toBeLessThan(MB);
    clock.mockReturnValue(later + 5000);
    fill();
    clock.mockReturnValue(later + 20_000);
    jar.store('http://other.test/', ['x=1']);
    expect((await heapInUse()) - before).toBeLessThan(MB);
    clock.mockReturnValue(later + 30_000);
    fill();
    clock.mockReturnValue(later + 40_000);
    expect(jar.size).toBe(1);
    expect((await heapInUse()) - before).toBeLessThan(MB);
  });

  test('a small cookie does not keep its response headers or URL in memory', async () => {
    const jar = new CookieJar();
    const before = await heapInUse();
    for (let i = 0; i < 300; i++) {
      const host = `a-long-name-of-a-host-${i}.test`;
      const url = Buffer.from(`http://${host}/a/long/path/of/a/page?${'q'.repeat(60 * KB)}`).toString('latin1');
      const line = cut(`a-long-name-of-a-cookie-${i}=and-a-long-value-of-it-${i}`, '; X='.padEnd(60 * KB, 'x'));
      jar.store(url, [line, cut(`wide-enough-name-${i}=1; Domain=${host}; Path=/long/enough/path`, '; Y='.padEnd(KB))]);
    }
    expect(jar.size).toBe(600);
    expect((await heapInUse()) - before).toBeLessThan(3 * MB);
  });

  test('a jar read from a file does not keep its text in memory', async () => {
    const lines = Array.from({ length: 200 }, (_, i) => `# ${'c'.repeat(40 * KB)}${i}\n`);
    const line = '.a-long-name-of-a-host.test\tTRUE\t/a/long/path/\tFALSE\t0\ta-long-name-of-it\tand-a-long-value\n';
    const before = await heapInUse();
    const jar = CookieJar.fromNetscape(Buffer.from(line + lines.join(''), 'latin1').toString('latin1'));
    lines.length = 0;
    expect((await heapInUse()) - before).toBeLessThan(MB);
    expect(jar.size).toBe(1);
  });
});
