import { createReadStream, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { InvalidHeader, type RequestInit } from '../../src/index.ts';
import { failure, pieces, played } from '../played.ts';

const folder = mkdtempSync(join(tmpdir(), 'req-multipart-'));
const report = join(folder, 'report.csv');
writeFileSync(report, 'D');

async function sent(options: unknown, method = 'POST'): Promise<{ headers: Record<string, string>; body: string }> {
  const { session, sent: requests } = played();
  await session.request(method, 'http://a.test/', options as RequestInit);
  const { headers, body } = requests[0] ?? { headers: {}, body: null };
  return { headers, body: body ?? '' };
}

/** The body with its boundary masked: ▮ begins a part, ■ ends the body, CD: stands for Content-Disposition, ⏎ for CR LF. */
async function multipart(files: unknown, data?: unknown): Promise<string> {
  const { headers, body } = await sent({ files, data });
  const boundary = /^multipart\/form-data; boundary=([0-9a-f]{32})$/.exec(headers['Content-Type'] ?? '')?.[1];
  if (boundary === undefined) return `${headers['Content-Type']}: ${body}`;
  return body
    .replaceAll(`--${boundary}--\r\n`, '■')
    .replaceAll(`--${boundary}\r\n`, '▮')
    .replaceAll('Content-Disposition: form-data;', 'CD:')
    .replaceAll('\r\n', '⏎');
}

const named = (name: unknown): object => ({
  name,
  *[Symbol.iterator]() {
    yield 'D';
  },
});

describe('a file given as its content is named after its field, without a guessed type', () => {
  test.each<[string, unknown, string]>([
    ['bytes', new TextEncoder().encode('x'), '▮CD: name="f"; filename="f"⏎⏎x⏎■'],
    ['text in UTF-8', 'é', '▮CD: name="f"; filename="f"⏎⏎é⏎■'],
    ['no bytes', new Uint8Array(0), '▮CD: name="f"; filename="f"⏎⏎⏎■'],
    ['a number', 1, '▮CD: name="f"; filename="f"⏎⏎1⏎■'],
    ['a generator', pieces('a', 'b'), '▮CD: name="f"; filename="f"⏎⏎ab⏎■'],
  ])('%s', async (_what, content, body) => expect(await multipart({ f: content })).toBe(body));
});

describe('the filename is the last part of the name of a file', () => {
  test.each<[string, unknown, string]>([
    ['a file stream', createReadStream(report), '▮CD: name="f"; filename="report.csv"⏎⏎D⏎■'],
    ['a path as name', named('/p/q/r.html'), '▮CD: name="f"; filename="r.html"⏎⏎D⏎■'],
    ['but not one in angle brackets', named('<stdin>'), '▮CD: name="f"; filename="f"⏎⏎D⏎■'],
    ['nor an empty one', named(''), '▮CD: name="f"; filename="f"⏎⏎D⏎■'],
    ['nor a number', named(3), '▮CD: name="f"; filename="f"⏎⏎D⏎■'],
  ])('%s', async (_what, content, body) => expect(await multipart({ f: content })).toBe(body));

  test('a File has its type too', async () => {
    const file = new File(['x'], 'n.txt', { type: 'text/plain' });
    expect(await multipart({ f: file })).toBe('▮CD: name="f"; filename="n.txt"⏎Content-Type: text/plain⏎⏎x⏎■');
  });
});

describe('a list of files is several parts under one key', () => {
  const A = '▮CD: name="f"; filename="a.txt"⏎Content-Type: text/plain⏎⏎A⏎';
  const B = '▮CD: name="f"; filename="b.txt"⏎Content-Type: text/plain⏎⏎B⏎';
  const a = new File(['A'], 'a.txt', { type: 'text/plain' });
  const b = new File(['B'], 'b.txt', { type: 'text/plain' });
  /** As the `files` of an `<input type="file" multiple>`: not an array, but similar. */
  const fileList = { length: 2, [Symbol.toStringTag]: 'FileList', [Symbol.iterator]: () => [a, b].values() };

  test.each<[string, unknown, string]>([
    ['two Files', [a, b], `${A}${B}■`],
    ['one File', [a], `${A}■`],
    ['three, four and five Files', [a, b, a, b, a], `${A}${B}${A}${B}${A}■`],
    ['a FileList', fileList, `${A}${B}■`],
    [
      'tuples',
      [
        ['a.txt', 'A', 'text/plain'],
        ['b.txt', 'B', 'text/plain'],
      ],
      `${A}${B}■`,
    ],
    ['a tuple and a File', [['a.txt', 'A', 'text/plain'], b], `${A}${B}■`],
    ['a File and null', [a, null], `${A}■`],
    ['bytes', [Buffer.from('A'), Buffer.from('B')], '▮CD: name="f"; filename="f"⏎⏎A⏎▮CD: name="f"; filename="f"⏎⏎B⏎■'],
    ['streams', [pieces('A'), pieces('B')], '▮CD: name="f"; filename="f"⏎⏎A⏎▮CD: name="f"; filename="f"⏎⏎B⏎■'],
    ['numbers', [1, 2], '▮CD: name="f"; filename="f"⏎⏎1⏎▮CD: name="f"; filename="f"⏎⏎2⏎■'],
    ['no file', [], '■'],
  ])('%s', async (_what, value, body) => {
    expect(await multipart({ f: value })).toBe(body);
  });

  test('also in pairs and in a Map', async () => {
    expect(await multipart([['f', [a, b]]])).toBe(`${A}${B}■`);
    expect(await multipart(new Map([['f', [a, b]]]))).toBe(`${A}${B}■`);
  });

  test('a list that begins with text or null is one file with its name', async () => {
    expect(await multipart({ f: ['a.txt', 'b.txt'] })).toBe('▮CD: name="f"; filename="a.txt"⏎⏎b.txt⏎■');
    expect(await multipart({ f: [null, 'A'] })).toBe('▮CD: name="f"⏎⏎A⏎■');
  });

  test.each<[string, unknown, RegExp]>([
    ['text alone', ['a.txt'], /list of 1 that begins with text/],
    ['five texts', ['a', 'b', 'c', 'd', 'e'], /list of 5 that begins with text/],
    ['a File in the place of a type', ['a.txt', 'A', b], /contentType of the file 'f' must be text/],
    ['null and two Files', [null, a, b], /contentType of the file 'f' must be text/],
    ['a File in the place of headers', ['a.txt', 'A', null, b], /headers of the file 'f' must be a record/],
    ['a record', { filename: 'a.txt', content: 'A' }, /must be bytes, text, a Blob or a stream/],
    ['a record in a list', [a, { filename: 'a.txt' }], /must be bytes, text, a Blob or a stream/],
    ['a Date', new Date(0), /must be bytes, text, a Blob or a stream/],
    ['a promise', Promise.resolve(a), /must be bytes, text, a Blob or a stream/],
    [
      'an invalid name',
      [
        ['a.txt', 'A'],
        [{}, 'B'],
      ],
      /filename of the file 'f' must be text/,
    ],
    ['a record for content', ['a.txt', { a: 1 }], /must be bytes, text, a Blob or a stream/],
  ])('%s is a TypeError', async (_what, value, message) => {
    const error = await failure(multipart({ f: value }));
    expect(error).toBeInstanceOf(TypeError);
    expect(error.message).toMatch(message);
  });
});

describe('a tuple has filename, content, type and headers', () => {
  const TYPED = '▮CD: name="f"; filename="n.txt"⏎Content-Type: text/plain';
  test.each<[string, unknown, string]>([
    ['name and content', ['n.txt', 'c'], '▮CD: name="f"; filename="n.txt"⏎⏎c⏎■'],
    ['no name makes a plain field', [null, 'c'], '▮CD: name="f"⏎⏎c⏎■'],
    ['an empty name is a name', ['', 'c'], '▮CD: name="f"; filename=""⏎⏎c⏎■'],
    ['a path is a name as it is', ['../../e.txt', 'c'], '▮CD: name="f"; filename="../../e.txt"⏎⏎c⏎■'],
    ['and type', ['n.txt', 'c', 'text/plain'], `${TYPED}⏎⏎c⏎■`],
    ['null is no type', ['n.txt', 'c', null], '▮CD: name="f"; filename="n.txt"⏎⏎c⏎■'],
    ['a typed field', [null, '{}', 'application/json'], '▮CD: name="f"⏎Content-Type: application/json⏎⏎{}⏎■'],
    ['and headers', ['n.txt', 'c', 'text/plain', { 'X-A': '1', Expires: '0' }], `${TYPED}⏎X-A: 1⏎Expires: 0⏎⏎c⏎■`],
    [
      'a header that it already has',
      ['n.txt', 'c', 'text/plain', { 'Content-Type': 'x', 'Content-Disposition': 'y', 'Content-Location': 'z' }],
      `${TYPED}⏎⏎c⏎■`,
    ],
    ['an empty header is left out', ['n.txt', 'c', null, { 'X-A': '' }], '▮CD: name="f"; filename="n.txt"⏎⏎c⏎■'],
  ])('%s', async (_what, file, body) => expect(await multipart({ f: file })).toBe(body));
});

describe('a file without content is left out of the multipart body', () => {
  test.each<[string, unknown, unknown, string]>([
    ['null', { f: null }, undefined, '■'],
    ['a name for null', { f: ['n.txt', null] }, undefined, '■'],
    ['null beside data', { f: null }, { a: '1' }, '▮CD: name="a"⏎⏎1⏎■'],
  ])('%s', async (_what, files, data, body) => expect(await multipart(files, data)).toBe(body));

  test('without files, data is a form', async () => {
    expect(await multipart({}, { a: '1' })).toBe('application/x-www-form-urlencoded: a=1');
    expect(await multipart([], { a: '1' })).toBe('application/x-www-form-urlencoded: a=1');
  });
});

describe('fields of data come first', () => {
  const FILE = '▮CD: name="f"; filename="f"⏎⏎x⏎■';
  test.each<[string, unknown, string]>([
    [
      'in their order, several values apart, null left out',
      { a: '1', b: ['x', 'y'], c: null, d: 5, e: true },
      `▮CD: name="a"⏎⏎1⏎▮CD: name="b"⏎⏎x⏎▮CD: name="b"⏎⏎y⏎▮CD: name="d"⏎⏎5⏎▮CD: name="e"⏎⏎true⏎${FILE}`,
    ],
    [
      'pairs',
      [
        ['a', '1'],
        ['a', '2'],
      ],
      `▮CD: name="a"⏎⏎1⏎▮CD: name="a"⏎⏎2⏎${FILE}`,
    ],
    ['URLSearchParams', new URLSearchParams('a=1'), `▮CD: name="a"⏎⏎1⏎${FILE}`],
    ['a key that is a number', new Map([[1, 'v']]), `▮CD: name="1"⏎⏎v⏎${FILE}`],
  ])('%s', async (_what, data, body) => expect(await multipart({ f: 'x' }, data)).toBe(body));
});

test('pairs may have several files under one key', async () => {
  const files = [
    ['f', ['a.txt', '1']],
    ['f', ['b.txt', '2']],
  ];
  const body = '▮CD: name="f"; filename="a.txt"⏎⏎1⏎▮CD: name="f"; filename="b.txt"⏎⏎2⏎■';
  expect(await multipart(files)).toBe(body);
  expect(await multipart(new Map([['f', ['a.txt', '1']]]))).toBe('▮CD: name="f"; filename="a.txt"⏎⏎1⏎■');
});

describe('names are escaped as in browsers: quotes and line breaks only', () => {
  test.each<[string, string, string]>([
    ['a"b\r\nc\\d', 'x"y\r\nz\\w', '▮CD: name="a%22b%0D%0Ac\\d"; filename="x%22y%0D%0Az\\w"⏎⏎c⏎■'],
    ['é', '日本.txt', '▮CD: name="é"; filename="日本.txt"⏎⏎c⏎■'],
  ])('%j, %j', async (name, filename, body) => expect(await multipart({ [name]: [filename, 'c'] })).toBe(body));
});

describe('a FormData is multipart, in its order', () => {
  test('text fields, and files with name and type', async () => {
    const data = new FormData();
    data.append('a', '1');
    data.append('f', new Blob(['x'], { type: 'text/plain' }), 'n.txt');
    data.append('g', new Blob(['y']), 'm');
    expect(await multipart(undefined, data)).toBe(
      '▮CD: name="a"⏎⏎1⏎▮CD: name="f"; filename="n.txt"⏎Content-Type: text/plain⏎⏎x⏎' +
        '▮CD: name="g"; filename="m"⏎Content-Type: application/octet-stream⏎⏎y⏎■',
    );
  });

  test('with files its text fields are sent; files in both throw TypeError', async () => {
    const data = new FormData();
    data.append('a', '1');
    expect(await multipart({ f: 'x' }, data)).toBe('▮CD: name="a"⏎⏎1⏎▮CD: name="f"; filename="f"⏎⏎x⏎■');
    data.append('g', new Blob(['y']));
    await expect(multipart({ f: 'x' }, data)).rejects.toThrow(TypeError);
  });
});

describe('Content-Length is sent when the length of every part is known', () => {
  test('bytes and text', async () => {
    const { headers, body } = await sent({ files: { f: 'é' } });
    expect(headers['Content-Length']).toBe(String(Buffer.byteLength(body)));
  });

  test('files and Blobs', async () => {
    const { headers, body } = await sent({ files: { f: createReadStream(report), g: new Blob(['abc']) } });
    expect(headers['Content-Length']).toBe(String(body.length));
    expect(body).toContain('filename="report.csv"');
  });

  test('a generator is sent chunked', async () => {
    const { headers } = await sent({ files: { f: pieces('a') } });
    expect(headers).toMatchObject({ 'Transfer-Encoding': 'chunked' });
    expect(headers).not.toHaveProperty('Content-Length');
  });
});

test('each body has its own boundary', async () => {
  const types = await Promise.all([1, 2].map(async () => (await sent({ files: { f: 'x' } })).headers['Content-Type']));
  expect(types[0]).not.toBe(types[1]);
});

test('GET may have files, and they take precedence over json', async () => {
  expect((await sent({ files: { f: 'x' }, json: { a: 1 } }, 'GET')).body).toContain('name="f"');
});

describe('an invalid file throws before anything is sent', () => {
  test.each<[string, unknown, unknown, new (...args: never[]) => Error]>([
    ['a tuple of one', { f: ['n'] }, undefined, TypeError],
    ['a tuple of five', { f: ['n', 'c', 't', {}, 1] }, undefined, TypeError],
    ['an object', { f: { a: 1 } }, undefined, TypeError],
    ['true', { f: true }, undefined, TypeError],
    ['a list of text', ['abc'], undefined, TypeError],
    ['text', 'abc', undefined, TypeError],
    ['bytes', new Uint8Array(1), undefined, TypeError],
    ['text as data beside files', { f: 'x' }, 'abc', TypeError],
    ['bytes as data beside files', { f: 'x' }, new Uint8Array(1), TypeError],
    ['a stream as data beside files', { f: 'x' }, pieces('a'), TypeError],
    ['a line break in the type', { f: ['n', 'c', 'text/plain\r\nX: y'] }, undefined, InvalidHeader],
    ['a line break in a part header', { f: ['n', 'c', null, { 'X-A': 'a\r\nb' }] }, undefined, InvalidHeader],
    ['a part header that is no token', { f: ['n', 'c', null, { 'X A': 'a' }] }, undefined, InvalidHeader],
  ])('%s', async (_what, files, data, kind) => {
    const { session, sent: requests } = played();
    const options = { files, data } as never;
    expect(await failure(session.post('http://a.test/', options))).toBeInstanceOf(kind);
    expect(requests).toEqual([]);
  });
});
