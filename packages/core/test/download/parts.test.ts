import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ByteRanges, shares } from '../../src/download/byte-ranges.ts';
import { divisible, heldRange, parseContentRange, strongValidator } from '../../src/download/content-range.ts';
import { expectedDigest } from '../../src/download/expected-digest.ts';
import { download } from '../../src/download/index.ts';
import { type HeadersInit, Response } from '../../src/index.ts';
import { failure, played } from '../played.ts';

const response = (headers: HeadersInit, statusCode = 200): Response => new Response({ headers, statusCode });

describe('ByteRanges', () => {
  test('holds exactly the bytes that were added', () => {
    const interval = fc.tuple(fc.nat(40), fc.nat(40)).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);
    fc.assert(
      fc.property(fc.array(interval, { maxLength: 12 }), (added) => {
        const ranges = new ByteRanges();
        const bytes = new Set<number>();
        for (const [start, end] of added) {
          const before = bytes.size;
          for (let at = start; at < end; at++) bytes.add(at);
          expect(ranges.add(start, end)).toBe(bytes.size - before);
        }
        const held = (list: readonly (readonly [number, number])[]): number[] =>
          list.flatMap(([start, end]) => Array.from({ length: end - start }, (_, i) => start + i));
        const all = Array.from({ length: 41 }, (_, at) => at);
        expect(held(ranges.intervals)).toEqual(all.filter((at) => bytes.has(at)));
        expect(held(ranges.missing(41))).toEqual(all.filter((at) => !bytes.has(at)));
        expect(ranges.size).toBe(bytes.size);
      }),
    );
  });

  test.each<[number, number, [number, number][]]>([
    [
      1,
      1,
      [
        [0, 10],
        [20, 30],
      ],
    ],
    [
      2,
      1,
      [
        [0, 10],
        [20, 30],
      ],
    ],
    [
      4,
      1,
      [
        [0, 5],
        [5, 10],
        [20, 25],
        [25, 30],
      ],
    ],
    [
      4,
      8,
      [
        [0, 8],
        [8, 10],
        [20, 28],
        [28, 30],
      ],
    ],
  ])('is shared out by %i, in shares of at least %i', (count, least, expected) => {
    expect(
      shares(
        [
          [0, 10],
          [20, 30],
        ],
        count,
        least,
      ),
    ).toEqual(expected);
  });
});

describe('a Content-Range', () => {
  test.each<[string | null, unknown]>([
    ['bytes 0-99/1000', { start: 0, end: 100, total: 1000 }],
    [' BYTES  5-5/*', { start: 5, end: 6, total: null }],
    ['bytes 0-999/1000', { start: 0, end: 1000, total: 1000 }],
    ['bytes 0-1000/1000', null],
    ['bytes 5-4/1000', null],
    ['bytes */1000', null],
    ['bytes 0-99', null],
    ['bytes 0-99/1000, bytes 100-199/1000', null],
    ['bytes -1-5/10', null],
    ['bytes 0-9999999999999999/*', null],
    ['items 0-9/10', null],
    ['', null],
    [null, null],
  ])('%j is read as %j', (value, expected) => {
    expect(parseContentRange(value)).toEqual(expected);
  });
});

test.each<[string[], string | null]>([
  [['"a"'], '"a"'],
  [['""'], '""'],
  [['W/"a"'], null],
  [['a'], null],
  [['"a'], null],
  [['"a"b"'], null],
  [['"a"', '"a"'], null],
  [[], null],
])('of the entity tags %j, %j is a strong validator', (tags, expected) => {
  expect(strongValidator(response(tags.map((tag) => ['ETag', tag] as const)))).toBe(expected);
});

test.each<[string, Record<string, string>, boolean]>([
  ['with validator and length', {}, true],
  ['that may be an identity coding', { 'Content-Encoding': 'identity' }, true],
  ['that accepts ranges', { 'Accept-Ranges': 'bytes' }, true],
  ['that accepts none', { 'Accept-Ranges': 'none' }, false],
  ['without a length', { 'Content-Length': '' }, false],
  ['that is empty', { 'Content-Length': '0' }, false],
  ['in a content coding', { 'Content-Encoding': 'br' }, false],
])('a response %s: divisible %#', (_what, headers, expected) => {
  expect(divisible(response({ ETag: '"a"', 'Content-Length': '10', ...headers })) !== null).toBe(expected);
});

test('a range counts if it begins at or before the byte that was asked for, and holds it', () => {
  const held = (range: string, first: number): unknown =>
    heldRange(response({ ETag: '"a"', 'Content-Range': range }, 206), { validator: '"a"', total: 100 }, first);
  expect(held('bytes 5-9/100', 5)).toMatchObject({ start: 5, end: 10 });
  expect(held('bytes 0-9/100', 9)).toMatchObject({ start: 0, end: 10 });
  for (const first of [4, 10]) expect(held('bytes 5-9/100', first)).toBeNull();
});

describe('a digest', () => {
  const bytes = createHash('sha256').update('').digest();
  test.each([
    `sha256:${bytes.toString('hex')}`,
    `SHA-256:${bytes.toString('hex').toUpperCase()}`,
    `sha256-${bytes.toString('base64')}`,
  ])('may be %s', (text) => expect(expectedDigest(text)).toEqual({ algorithm: 'sha256', hex: bytes.toString('hex') }));

  test.each([
    '',
    'md5:d41d8cd98f00b204e9800998ecf8427e',
    'sha256:abc',
    'sha256',
    'sha256-abc',
    'sha256-=',
    bytes.toString('hex'),
  ])('may not be %j', (text) => expect(() => expectedDigest(text)).toThrow(TypeError));
});

test.each<[string, unknown]>([
  ['parallel', { parallel: 0 }],
  ['parallel', { parallel: 1.5 }],
  ['resume', { resume: 'yes' }],
  ['onProgress', { onProgress: 1 }],
  ['digest', { digest: 'abc' }],
  ['signal', { signal: new AbortController() }],
  ["'reusme': did you mean 'resume'?", { reusme: true }],
  ["'hedaers': did you mean 'headers'?", { hedaers: {} }],
  ["'json'", { json: {} }],
  ["'stream'", { stream: true }],
  ['not as a string', 'sha256:abc'],
])('download() refuses an invalid %s before it sends anything', async (name, options) => {
  const { session, sent } = played();
  const error = await failure(download(session, 'http://a.test/', '/tmp/never', options as object));
  expect([error.name, error.message.includes(name), sent.length]).toEqual(['TypeError', true, 0]);
});

test('download() says what is missing: a session, or the URL', async () => {
  const { session } = played();
  const [noSession, noUrl] = [
    await failure(download('http://a.test/' as never, '/tmp/never', {} as never)),
    await failure(download(session, undefined as never, '/tmp/never')),
  ];
  expect([noSession.name, noSession.message]).toEqual([
    'TypeError',
    'The first argument must be a session, not a string: download(session, url, path)',
  ]);
  expect(noUrl.message).toContain('since the URL is missing');
});

test.each<[unknown, RegExp]>([
  ['', /needs the path of a file/],
  [5, /download\(\) needs a path/],
  ['/dev', /EISDIR.*\/dev/],
  ['/no/such/folder/file', /ENOENT.*\/no\/such\/folder\/file/],
])('download() to %j fails', async (path, message) => {
  const { session } = played([{ headers: { ETag: '"a"', 'Content-Length': '1' }, body: 'x' }]);
  expect((await failure(download(session, 'http://a.test/', path as string))).message).toMatch(message);
});
