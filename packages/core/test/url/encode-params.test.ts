import { describe, expect, test } from '@jest/globals';
import { type Params, Request } from '../../src/index.ts';
import { failure } from '../played.ts';

async function target(params: unknown, url = 'http://a.test/p'): Promise<string> {
  const prepared = await new Request('GET', url, { params: params as Params }).prepare();
  return prepared.url.replace(/^http:\/\/a\.test/, '');
}

const bytes = (...values: number[]): Uint8Array => new Uint8Array(values);
const text = (value: string): Uint8Array => new TextEncoder().encode(value);
async function* later(): AsyncGenerator<[string, string]> {}
function* generated(): Generator<[string, string]> {
  yield ['a', '1'];
  yield ['a', '2'];
}

describe('every form of params gives pairs in their order', () => {
  test.each<[string, unknown, string]>([
    ['a record', { a: '1', b: '2' }, '/p?a=1&b=2'],
    ['a Map', new Map([['a', '1']]), '/p?a=1'],
    ['a Map with bytes as key', new Map([[text('k'), 'v']]), '/p?k=v'],
    ['a Map with a number as key', new Map([[1, 'v']]), '/p?1=v'],
    [
      'pairs, the same key twice',
      [
        ['a', '1'],
        ['a', '2'],
      ],
      '/p?a=1&a=2',
    ],
    ['a generator of pairs', generated(), '/p?a=1&a=2'],
    ['URLSearchParams', new URLSearchParams('b=2&a=1&b=3'), '/p?b=2&a=1&b=3'],
    ['a record without a prototype', Object.assign(Object.create(null), { a: '1' }), '/p?a=1'],
  ])('%s', async (_form, params, result) => expect(await target(params)).toBe(result));
});

describe('a value may be one or several, null and undefined are left out', () => {
  test.each<[string, unknown, string]>([
    ['an array repeats the key', { a: ['1', '2'] }, '/p?a=1&a=2'],
    ['a Set too', { a: new Set(['1', '2']) }, '/p?a=1&a=2'],
    ['an empty array drops the key', { a: [] }, '/p'],
    ['null within an array is left out', { a: ['1', null, undefined, '2'] }, '/p?a=1&a=2'],
    ['null is left out', { a: null, b: '1' }, '/p?b=1'],
    ['undefined is left out', { a: undefined }, '/p'],
    ['one more level is flattened', { a: [['x', 'y'], 'z'] }, '/p?a=x&a=y&a=z'],
    ['of a record its keys count', { a: { x: '1', y: '2' } }, '/p?a=x&a=y'],
    ['empty text keeps its =', { a: '' }, '/p?a='],
    ['an empty key too', { '': 'v' }, '/p?=v'],
  ])('%s', async (_what, params, result) => expect(await target(params)).toBe(result));
});

describe('values are written as JavaScript writes them', () => {
  test.each<[unknown, string]>([
    [{ a: true, b: false }, '/p?a=true&b=false'],
    [{ a: 1, b: 1.5, c: 1e21 }, '/p?a=1&b=1.5&c=1e%2B21'],
    [{ a: Number.NaN, b: Number.POSITIVE_INFINITY }, '/p?a=NaN&b=Infinity'],
    [{ a: 12345678901234567890n }, '/p?a=12345678901234567890'],
    [{ a: new URL('http://x.test/') }, '/p?a=http%3A%2F%2Fx.test%2F'],
    [{ a: bytes(255, 0) }, '/p?a=%FF%00'],
  ])('%p → %s', async (params, result) => expect(await target(params)).toBe(result));
});

describe('all but unreserved characters are escaped, a space is a +', () => {
  test.each([
    ['a b+c&d=e', '/p?q=a+b%2Bc%26d%3De'],
    ['~-._', '/p?q=~-._'],
    ["!*'();:@&=+$,/?#[]%", '/p?q=%21%2A%27%28%29%3B%3A%40%26%3D%2B%24%2C%2F%3F%23%5B%5D%25'],
    ['%20', '/p?q=%2520'],
    ['x\r\ny', '/p?q=x%0D%0Ay'],
    ['😀', '/p?q=%F0%9F%98%80'],
    ['\ud800', '/p?q=%EF%BF%BD'],
  ])('%j → %s', async (value, result) => expect(await target({ q: value })).toBe(result));

  test('keys too', async () => expect(await target({ é: '日' })).toBe('/p?%C3%A9=%E6%97%A5'));
});

describe('text and bytes are the query as it is, only repaired', () => {
  test.each<[unknown, string]>([
    ['a=1&b=2', '/p?a=1&b=2'],
    ['a=1 2&é', '/p?a=1%202&%C3%A9'],
    ['?a=1', '/p??a=1'],
    ['a=1#b', '/p?a=1#b'],
    [text('a=1'), '/p?a=1'],
  ])('%p → %s', async (params, result) => expect(await target(params)).toBe(result));

  test.each([[''], [{}], [[]], [null], [undefined]])('%p adds nothing', async (params) => {
    expect(await target(params)).toBe('/p');
  });
});

describe("params come after the URL's own query and before its fragment", () => {
  test.each<[string, unknown, string]>([
    ['http://a.test/p?a=1', { b: '2' }, '/p?a=1&b=2'],
    ['http://a.test/p?a=1', { a: '2' }, '/p?a=1&a=2'],
    ['http://a.test/p?a=1#f', { b: '2' }, '/p?a=1&b=2#f'],
    ['http://a.test/p#f', { b: '2' }, '/p?b=2#f'],
    ['http://a.test/p?', { b: '2' }, '/p?b=2'],
    ['http://a.test/p?a=1&', { b: '2' }, '/p?a=1&&b=2'],
    ['http://a.test/p?a=1', {}, '/p?a=1'],
    ['http://a.test/p?a=%2F', { b: '/' }, '/p?a=%2F&b=%2F'],
  ])('%s with %j → %s', async (url, params, result) => expect(await target(params, url)).toBe(result));
});

describe('what is no list of pairs is a TypeError that names the option', () => {
  test.each<[string, unknown]>([
    ['a number', 5],
    ['true', true],
    ['a function', () => 1],
    ['a list of text', ['abc']],
    ['a list of two letters', ['ab', 'cd']],
    ['a list of three', [['a', 'b', 'c']]],
    ['a list of numbers', [1, 2]],
    ['an async iterable, whose pairs nobody waits for', later()],
    ['a promise', Promise.resolve({ a: 'b' })],
    ['a date', new Date(0)],
    ['a URL', new URL('http://a.test/?a=b')],
    ['a Blob', new Blob(['a'])],
  ])('%s', async (_what, params) => {
    const error = await failure(target(params));
    expect(error).toBeInstanceOf(TypeError);
    expect(error.message).toMatch(/^params /);
  });
});
