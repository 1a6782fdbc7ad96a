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

describe('every form of params results in pairs, in order', () => {
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

describe('a value may be one or several; null and undefined are left out', () => {
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

describe('values are written as String() writes them', () => {
  test.each<[unknown, string]>([
    [{ a: true, b: false }, '/p?a=true&b=false'],
    [{ a: 1, b: 1.5, c: 1e21 }, '/p?a=1&b=1.5&c=1e%2B21'],
    [{ a: Number.NaN, b: Number.POSITIVE_INFINITY }, '/p?a=NaN&b=Infinity'],
    [{ a: 12345678901234567890n }, '/p?a=12345678901234567890'],
    [{ a: new URL('http://x.test/') }, '/p?a=http%3A%2F%2Fx.test%2F'],
    [{ a: bytes(255, 0) }, '/p?a=%FF%00'],
  ])('%p → %s', async (params, result) => expect(await target(params)).toBe(result));
});

/** Objects with their own text, such as dates, money or identifiers of libraries. */
class Money {
  readonly #cents: number;
  constructor(cents: number) {
    this.#cents = cents;
  }
  toString(): string {
    return (this.#cents / 100).toFixed(2);
  }
}
class Moment {
  toString(): string {
    return 'Thu Jan 01 1970 00:00:00 GMT+0000';
  }
  toISOString(): string {
    return '1970-01-01T00:00:00.000Z';
  }
}
class Id {
  toJSON(): string {
    return 'id-1';
  }
}
class Count {
  [Symbol.toPrimitive](): number {
    return 7;
  }
}

describe('objects are written as their own text', () => {
  test.each<[string, unknown, string]>([
    ['a Date is ISO 8601', new Date(0), '1970-01-01T00%3A00%3A00.000Z'],
    ['dates in a list', [new Date(0)], '1970-01-01T00%3A00%3A00.000Z'],
    ["a date of a library's", new Moment(), '1970-01-01T00%3A00%3A00.000Z'],
    ['toString()', new Money(1234), '12.34'],
    ['toJSON(), without toString()', new Id(), 'id-1'],
    ['Symbol.toPrimitive', new Count(), '7'],
    ['a record with a toString of its own', { toString: () => 'x' }, 'x'],
    ['a regular expression', /a/, '%2Fa%2F'],
    ['an ArrayBuffer is its bytes', bytes(255, 0).buffer, '%FF%00'],
    ['a SharedArrayBuffer too', new SharedArrayBuffer(1), '%00'],
    ['a DataView', new DataView(bytes(1, 255, 65, 1).buffer, 1, 2), '%FFA'],
    ['a Buffer', Buffer.from('é'), '%C3%A9'],
    ['a clamped array', new Uint8ClampedArray([65, 66]), 'AB'],
    ['text that looks like an object is text', '[object Object]', '%5Bobject+Object%5D'],
  ])('%s', async (_what, value, result) => {
    expect(await target({ a: value })).toBe(`/p?a=${result}`);
    expect(await target(new Map([['a', value]]))).toBe(`/p?a=${result}`);
    const form = await new Request('POST', 'http://a.test/', { data: { a: value } as never }).prepare();
    expect(form.body).toBe(`a=${result}`);
  });

  test("a typed array of numbers is several values, as Python's array is", async () => {
    expect(await target({ a: new Uint16Array([1, 515]) })).toBe('/p?a=1&a=515');
  });

  test('a record in a list stands for its keys, as a record as value does', async () => {
    expect(await target({ a: [{ x: '1' }, 'y'] })).toBe('/p?a=x&a=y');
  });

  test('buffers and views as params are a query string', async () => {
    const query = new TextEncoder().encode('a=1&b=2');
    for (const params of [query.buffer, new DataView(query.buffer), Buffer.from(query)])
      expect(await target(params)).toBe('/p?a=1&b=2');
  });

  test('methods on Object.prototype are not used for text', async () => {
    const before = await failure(target({ a: new (class Thing {})() }));
    const lent = { toISOString: () => 'evil', toJSON: () => 'evil' };
    Object.assign(Object.prototype, lent);
    try {
      expect((await failure(target({ a: new (class Thing {})() }))).message).toBe(before.message);
      expect(await target({ a: new Date(0), b: 'c' })).toBe('/p?a=1970-01-01T00%3A00%3A00.000Z&b=c');
    } finally {
      for (const name of Object.keys(lent)) Reflect.deleteProperty(Object.prototype, name);
    }
  });
});

describe('a value that would be written as [object …] throws TypeError that names the option', () => {
  const thing = new (class Thing {})();
  test.each<[string, unknown, RegExp]>([
    ['an instance without text', thing, /not an Object/],
    ['an instance in a list', [thing], /not an Object/],
    ['a record two levels down', [[{ a: 1 }]], /not an Object/],
    ['a Map', new Map([['a', 'b']]), /not a Map/],
    ['a Map in a list', [new Map([['a', 'b']])], /not a Map/],
    ['URLSearchParams', new URLSearchParams('a=b'), /not an? URLSearchParams/],
    ['a FormData', new FormData(), /not a FormData/],
    ['a Blob', new Blob(['a']), /files/],
    ['a File', new File(['a'], 'a.txt'), /files/],
    ['a File in a list', [new File(['a'], 'a.txt')], /files/],
    ['a stream', new ReadableStream(), /not a ReadableStream/],
    ['an async generator', later(), /not an AsyncGenerator/],
    ['a promise', Promise.resolve('a'), /not a Promise: await it/],
    ['a function', () => 'a', /not a function/],
    ['a class', Money, /not a function/],
    ['a symbol', Symbol('a'), /not a symbol/],
    ['an invalid Date', new Date(Number.NaN), /not an invalid Date/],
    ['a WeakMap', new WeakMap(), /not a WeakMap/],
    ['a signal', AbortSignal.abort(), /not an AbortSignal/],
  ])('%s', async (_what, value, message) => {
    const params = await failure(target({ a: value }));
    expect(params).toBeInstanceOf(TypeError);
    expect(params.message).toMatch(message);
    expect(params.message).toMatch(/^A value of params /);
    for (const init of [{ data: { a: value } }, { data: [['a', value]] }, { data: { a: value }, files: { f: 'x' } }]) {
      const data = await failure(new Request('POST', 'http://a.test/', init as never).prepare());
      expect(data).toBeInstanceOf(TypeError);
      expect(data.message).toMatch(/^A value of data /);
    }
  });
});

describe('everything but unreserved characters is escaped; a space is +', () => {
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

describe('text and bytes are a query string, which is only normalized', () => {
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

describe('anything but pairs throws TypeError that names the option', () => {
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
