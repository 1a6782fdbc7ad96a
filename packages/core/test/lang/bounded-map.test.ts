import { describe, expect, test } from '@jest/globals';
import { heapInUse } from '@req/test-support/memory';
import { BoundedMap } from '../../src/lang/bounded-map.ts';
import { copyString } from '../../src/lang/copy-string.ts';

const MB = 1024 * 1024;

describe('a bounded map', () => {
  test('holds a limited number of entries and evicts the oldest', () => {
    const map = new BoundedMap<number>(3);
    for (const [i, key] of ['a', 'b', 'c', 'd'].entries()) map.set(key, i);
    expect(['a', 'b', 'c', 'd'].map((key) => map.get(key))).toEqual([undefined, 1, 2, 3]);
    map.set('b', 5);
    map.set('e', 6);
    expect(['b', 'c', 'd', 'e'].map((key) => map.get(key))).toEqual([5, undefined, 3, 6]);
    expect(map.size).toBe(3);
    map.delete('b');
    map.set('f', 7);
    expect([map.size, map.get('d')]).toEqual([3, 3]);
    map.clear();
    expect([map.size, map.get('d')]).toEqual([0, undefined]);
  });

  test('accepts the names of Object.prototype as keys', () => {
    const map = new BoundedMap<number>(3);
    expect([map.get('__proto__'), map.get('constructor')]).toEqual([undefined, undefined]);
    map.set('__proto__', 1);
    expect(map.get('__proto__')).toBe(1);
  });

  test('keeps neither long keys nor the texts that keys were sliced from', async () => {
    const map = new BoundedMap<number>(1000);
    const before = await heapInUse();
    for (let i = 0; i < 100; i++) {
      const text = Buffer.from(`https://a-long-name-of-a-host-${i}.test/${'x'.repeat(MB / 4)}`).toString('latin1');
      map.set(text, i);
      map.set(text.slice(0, text.indexOf('/', 8)), i);
    }
    expect(map.size).toBe(100);
    expect(map.get('https://a-long-name-of-a-host-7.test')).toBe(7);
    expect((await heapInUse()) - before).toBeLessThan(MB);
  });
});

test('a copied string is the same text', () => {
  for (const text of [
    '',
    'a',
    'twelve chars',
    'thirteen char',
    'ünïcödé ünïcödé',
    '日本語'.repeat(50),
    ' \ud800 lone surrogates',
  ])
    expect(copyString(text)).toBe(text);
});
