import { createReadStream, mkdtempSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, test } from '@jest/globals';
import { InvalidJSONError, Request, type RequestInit } from '../../src/index.ts';
import { failure, pieces, played } from '../played.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const FORM = 'application/x-www-form-urlencoded';

/** Framing, type and body as they are sent: `{Content-Length: 3} 'a=1'`. */
async function sentBody(options: unknown, method = 'POST'): Promise<string> {
  const { session, lines } = played();
  await session.request(method, 'http://a.test/', options as RequestInit);
  return (lines()[0] ?? '').replace(`${method} http://a.test/`, '').trim();
}

describe('a request without a body', () => {
  test.each(['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'FOO'])('has Content-Length: 0 with %s', async (method) => {
    expect(await sentBody({}, method)).toBe('{Content-Length: 0}');
  });

  test.each(['GET', 'HEAD'])('has no Content-Length with %s', async (method) => {
    expect(await sentBody({}, method)).toBe('');
  });

  test.each<[string, unknown]>([
    ['empty text', ''],
    ['no bytes', new Uint8Array(0)],
    ['an empty record', {}],
    ['an empty list', []],
    ['an empty Map', new Map()],
    ['empty URLSearchParams', new URLSearchParams()],
    ['null', null],
    ['zero', 0],
    ['false', false],
  ])('results from %s as data', async (_what, data) => expect(await sentBody({ data })).toBe('{Content-Length: 0}'));
});

describe('text and bytes are sent unchanged, with Content-Length and without Content-Type', () => {
  test.each<[string, unknown, string]>([
    ['text in UTF-8', 'hé', "{Content-Length: 3} 'hé'"],
    ['bytes', bytes('abc'), "{Content-Length: 3} 'abc'"],
    ['an ArrayBuffer', bytes('abc').buffer, "{Content-Length: 3} 'abc'"],
    ['a DataView', new DataView(bytes('xabc').buffer, 1), "{Content-Length: 3} 'abc'"],
    ['a Blob without a type', new Blob(['abc']), "{Content-Length: 3} 'abc'"],
  ])('%s', async (_what, data, line) => expect(await sentBody({ data })).toBe(line));

  test('the type of a Blob becomes the Content-Type', async () => {
    const data = new Blob(['abc'], { type: 'text/plain' });
    expect(await sentBody({ data })).toBe("{Content-Length: 3, Content-Type: text/plain} 'abc'");
  });

  test('with GET too', async () => expect(await sentBody({ data: 'x' }, 'GET')).toBe("{Content-Length: 1} 'x'"));
});

describe('pairs are sent as a form', () => {
  test.each<[string, unknown, string]>([
    ['a record', { a: '1', b: 'x y&z=é~*' }, 'a=1&b=x+y%26z%3D%C3%A9~%2A'],
    ['its order is kept', { b: '1', a: '2' }, 'b=1&a=2'],
    ['null is left out', { a: null, b: '1' }, 'b=1'],
    ['several values repeat the key', { a: ['1', '2'] }, 'a=1&a=2'],
    [
      'pairs',
      [
        ['a', '1'],
        ['a', '2'],
      ],
      'a=1&a=2',
    ],
    ['a Map', new Map([['a', '1']]), 'a=1'],
    ['URLSearchParams', new URLSearchParams('a=1&a=2 3'), 'a=1&a=2+3'],
  ])('%s', async (_what, data, body) => {
    expect(await sentBody({ data })).toBe(`{Content-Length: ${body.length}, Content-Type: ${FORM}} '${body}'`);
  });
});

test('a form with only null values is an empty form', async () => {
  expect(await sentBody({ data: { a: null } })).toBe(`{Content-Type: ${FORM}, Transfer-Encoding: chunked} ''`);
});

describe('json is sent as JSON.stringify writes it', () => {
  test.each<[unknown, string]>([
    [{ a: 1 }, '{"a":1}'],
    [[], '[]'],
    [{}, '{}'],
    ['', '""'],
    [0, '0'],
    [false, 'false'],
    [{ a: null, b: undefined }, '{"a":null}'],
    [new Date(0), '"1970-01-01T00:00:00.000Z"'],
  ])('%j', async (json, body) => {
    expect(await sentBody({ json })).toBe(`{Content-Length: ${body.length}, Content-Type: application/json} '${body}'`);
  });

  test('in UTF-8, with the length in bytes', async () => {
    expect(await sentBody({ json: 'é日' })).toBe(`{Content-Length: 7, Content-Type: application/json} '"é日"'`);
  });

  test.each([[null], [undefined]])('%p means no body', async (json) => {
    expect(await sentBody({ json })).toBe('{Content-Length: 0}');
  });

  test('data takes precedence over json, but empty data does not', async () => {
    expect(await sentBody({ json: 1, data: { b: '2' } })).toBe(`{Content-Length: 3, Content-Type: ${FORM}} 'b=2'`);
    expect(await sentBody({ json: 1, data: '' })).toBe("{Content-Length: 1, Content-Type: application/json} '1'");
  });

  test('GET and DELETE may have a json body', async () => {
    const line = "{Content-Length: 1, Content-Type: application/json} '1'";
    expect([await sentBody({ json: 1 }, 'GET'), await sentBody({ json: 1 }, 'DELETE')]).toEqual([line, line]);
  });

  const circle: Record<string, unknown> = {};
  circle['self'] = circle;
  test.each<[string, unknown]>([
    ['NaN', Number.NaN],
    ['Infinity deep within', { a: [{ b: Number.NEGATIVE_INFINITY }] }],
    ['a circle', circle],
    ['a BigInt', 1n],
    ['a function', () => 1],
    ['a symbol', Symbol('s')],
  ])('%s throws InvalidJSONError, and nothing is sent', async (_what, json) => {
    const { session, sent } = played();
    const error = await failure(session.post('http://a.test/', { json }));
    expect(error).toBeInstanceOf(InvalidJSONError);
    expect(sent).toEqual([]);
  });
});

describe("the caller's Content-Type is kept", () => {
  test.each<[string, RequestInit]>([
    ['with a form', { data: { a: '1' } }],
    ['with JSON', { json: { a: 1 } }],
    ['with files', { files: { f: 'x' } }],
    ['with text', { data: 'x' }],
  ])('%s', async (_what, options) => {
    const prepared = await new Request('POST', 'http://a.test/', {
      ...options,
      headers: { 'content-type': 'text/x' },
    }).prepare();
    expect(prepared.headers.getAll('Content-Type')).toEqual(['text/x']);
  });
});

describe('headers and body always agree on the framing', () => {
  test("the caller's wrong Content-Length is corrected", async () => {
    const options = { data: 'abc', headers: { 'Content-Length': '99' } };
    expect(await sentBody(options)).toBe("{Content-Length: 3} 'abc'");
  });

  test("the caller's Transfer-Encoding is not sent with a Content-Length", async () => {
    const options = { data: 'abc', headers: { 'Transfer-Encoding': 'chunked' } };
    expect(await sentBody(options)).toBe("{Content-Length: 3} 'abc'");
  });

  test('nor without a body', async () => {
    expect(await sentBody({ headers: { 'Transfer-Encoding': 'chunked' } })).toBe('{Content-Length: 0}');
  });

  test('a Content-Length without a body is refused', async () => {
    await expect(sentBody({ headers: { 'Content-Length': '5' } })).rejects.toThrow('there is no body');
  });

  test.each([
    ['short', '5', 'The body has 2 bytes, Content-Length says 5.'],
    ['long', '1', 'The body has more than the 1 bytes that Content-Length says.'],
    ['odd', '0x2', 'Content-Length must be a number of bytes.'],
  ])('a stream that is too %s for the Content-Length of the caller fails', async (_what, length, message) => {
    const options = { data: pieces('ab'), headers: { 'Content-Length': length } };
    await expect(sentBody(options)).rejects.toThrow(message);
  });

  test('a stream with the length that the caller gave is sent with it', async () => {
    expect(await sentBody({ data: pieces('a', 'b'), headers: { 'Content-Length': '2' } })).toBe(
      "{Content-Length: 2} 'ab'",
    );
  });
});

describe('streams and iterables are streamed: chunked, or with Content-Length when the length is known', () => {
  const path = join(mkdtempSync(join(tmpdir(), 'req-body-')), 'file.txt');
  writeFileSync(path, 'abcdef');
  const chunked = (body: string): string => `{Transfer-Encoding: chunked} '${body}'`;
  function* generator(): Generator<string | Uint8Array> {
    yield bytes('ab');
    yield 'cé';
    yield '';
    yield 'd';
  }

  test.each<[string, () => unknown, string]>([
    ['a generator of bytes and text', generator, chunked('abcéd')],
    ['an empty generator', () => pieces(), chunked('')],
    ['an async generator', () => pieces('ab', 'c'), chunked('abc')],
    ['a web stream', () => new Blob(['abc']).stream(), chunked('abc')],
    ['a Node stream', () => Readable.from(['ab', 'c']), chunked('abc')],
    ['a file', () => createReadStream(path), "{Content-Length: 6} 'abcdef'"],
    ['a part of a file', () => createReadStream(path, { start: 2, end: 3 }), "{Content-Length: 2} 'cd'"],
    [
      'an iterable that knows its length',
      () => ({ length: 3, [Symbol.iterator]: () => ['abc'].values() }),
      "{Content-Length: 3} 'abc'",
    ],
  ])('%s', async (_what, data, line) => expect(await sentBody({ data: data() })).toBe(line));

  test('a FileHandle, which is left open', async () => {
    const handle = await open(path);
    try {
      expect(await sentBody({ data: handle })).toBe("{Content-Length: 6} 'abcdef'");
      expect(await sentBody({ data: handle })).toBe("{Content-Length: 6} 'abcdef'");
    } finally {
      await handle.close();
    }
  });

  test('the call rejects with the error of the source', async () => {
    const broken = new Error('the source broke');
    expect(await failure(sentBody({ data: pieces('ab', broken) }))).toBe(broken);
  });

  test('chunks that are neither bytes nor text throw TypeError', async () => {
    function* numbers(): Generator<unknown> {
      yield 1;
    }
    await expect(sentBody({ data: numbers() })).rejects.toThrow('must yield bytes or strings, not number');
  });
});

describe('anything else as data throws TypeError before anything is sent', () => {
  test.each<[string, unknown]>([
    ['a number', 5],
    ['true', true],
    ['a function', () => 1],
    ['a list of text', ['abc']],
    ['a list of bytes', [bytes('ab'), bytes('cd')]],
  ])('%s', async (_what, data) => {
    const { session, sent } = played();
    const error = await failure(session.post('http://a.test/', { data: data as never }));
    expect(error).toBeInstanceOf(TypeError);
    expect(error.message).toMatch(/^data /);
    expect(sent).toEqual([]);
  });
});
