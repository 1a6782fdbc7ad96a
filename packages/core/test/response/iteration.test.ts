import { describe, expect, test } from '@jest/globals';
import { expectLinear } from '@req/test-support/cpu-time';
import fc from 'fast-check';
import { BodyReader } from '../../src/response/body-reader.ts';
import { decodeChunks } from '../../src/response/decode-chunks.ts';
import { decodeText } from '../../src/response/decode-text.ts';
import { iterateLines } from '../../src/response/iterate-lines.ts';
import { iterateResponse } from '../../src/response/iterate-response.ts';

async function* from<T>(items: Iterable<T>): AsyncGenerator<T> {
  yield* items;
}

async function all<T>(source: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of source) items.push(item);
  return items;
}

const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'latin1'));
const latin1 = (item: Uint8Array | string): string =>
  typeof item === 'string' ? item : Buffer.from(item).toString('latin1');

/** Cuts text into pieces at the given places. */
function cut(text: string, places: readonly number[]): string[] {
  const sorted = [...new Set(places.map((place) => place % (text.length + 1)))].sort((a, b) => a - b);
  const pieces: string[] = [];
  let start = 0;
  for (const place of [...sorted, text.length]) {
    pieces.push(text.slice(start, place));
    start = place;
  }
  return pieces;
}
/** A body in pieces of a size. */
function inSize(source: AsyncIterable<Uint8Array>, chunkSize: number): AsyncIterable<Uint8Array> {
  const iteration = { encoding: null, onEnd: () => {} };
  return iterateResponse(new BodyReader(source), { chunkSize }, iteration) as AsyncIterable<Uint8Array>;
}

const cuts = fc.array(fc.nat(), { maxLength: 6 });

describe('BodyReader.take()', () => {
  const pieces = async (chunks: string[], size: number): Promise<string[]> =>
    (await all(inSize(from(chunks.map(bytes)), size))).map(latin1);

  test('returns chunks of exactly that size, the last one shorter', async () => {
    expect(await pieces(['abcde'], 2)).toEqual(['ab', 'cd', 'e']);
    expect(await pieces(['a', '', 'bcd', 'e'], 2)).toEqual(['ab', 'cd', 'e']);
    expect(await pieces(['abc', 'def'], 3)).toEqual(['abc', 'def']);
    expect(await pieces([], 3)).toEqual([]);
    expect(await pieces([''], 3)).toEqual([]);
  });

  test('size 0 yields nothing, a negative size everything at once', async () => {
    expect(await pieces(['abc', 'd'], 0)).toEqual([]);
    expect(await pieces(['abc', 'd'], -1)).toEqual(['abcd']);
  });

  test('loses and changes no bytes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.uint8Array({ maxLength: 20 })),
        fc.integer({ min: 1, max: 30 }),
        async (list, size) => {
          const out = await all(inSize(from(list), size));
          expect(Buffer.concat(out)).toEqual(Buffer.concat(list));
          expect(out.slice(0, -1).every((piece) => piece.length === size)).toBe(true);
          expect(out.every((piece) => piece.length > 0 && piece.length <= size)).toBe(true);
        },
      ),
    );
  });

  test('returns a chunk as soon as it is complete, and leaves the rest to the next read', async () => {
    const source = (async function* () {
      yield bytes('abcd');
      await new Promise(() => {});
    })();
    const reader = new BodyReader(source);
    const iteration = { encoding: null, onEnd: () => {} };
    for (const expected of ['ab', 'cd']) {
      for await (const piece of iterateResponse(reader, { chunkSize: 2 }, iteration)) {
        expect(latin1(piece)).toBe(expected);
        break;
      }
    }
  });
});

describe('decodeChunks', () => {
  test('passes bytes unchanged without an encoding', async () => {
    const chunk = bytes('abc');
    expect((await all(decodeChunks(from([chunk]), null)))[0]).toBe(chunk);
  });

  test('reads an unknown encoding as UTF-8, and yields no empty chunk', async () => {
    expect(await all(decodeChunks(from([bytes('\xc3'), bytes('\xa9'), bytes('')]), 'nope'))).toEqual(['é']);
  });

  test.each(['utf-8', 'utf-8-sig', 'utf-16', 'latin-1', 'shift_jis', 'gb18030', 'iso2022_jp', 'utf-7', 'cp1251'])(
    'gives the same text in %s wherever the bytes are cut',
    async (encoding) => {
      await fc.assert(
        fc.asyncProperty(fc.uint8Array({ maxLength: 40 }), cuts, async (data, places) => {
          const chunks = cut(Buffer.from(data).toString('latin1'), places).map(bytes);
          const items = await all(decodeChunks(from(chunks), encoding));
          expect(items.join('')).toBe(decodeText(data, encoding));
          expect(items).not.toContain('');
        }),
        { numRuns: 200 },
      );
    },
  );
});

describe('iterateLines', () => {
  const lines = async (
    chunks: (Uint8Array | string)[],
    delimiter: string | Uint8Array | null = null,
  ): Promise<string[]> => (await all(iterateLines(from(chunks), delimiter))).map(latin1);

  test.each<[string[], string[]]>([
    [['a\nb\nc'], ['a', 'b', 'c']],
    [['a\nb\n'], ['a', 'b']],
    [['a\n\n\nb'], ['a', '', '', 'b']],
    [['a\r\nb\r\n'], ['a', 'b']],
    [
      ['a\r', '\nb'],
      ['a', 'b'],
    ],
    [
      ['a\r', 'b'],
      ['a', 'b'],
    ],
    [
      ['a\r', '', '\n', '\nb'],
      ['a', '', 'b'],
    ],
    [['a\rb'], ['a', 'b']],
    [['a\n\rb'], ['a', '', 'b']],
    [['a\x0bb\x0cc\x1cd\x85e'], ['a\x0bb\x0cc\x1cd\x85e']],
    [[], []],
    [[''], []],
    [['\n'], ['']],
    [['\r\n'], ['']],
    [
      ['ab\n', '\n', 'c'],
      ['ab', '', 'c'],
    ],
    [['a', 'b', 'c'], ['abc']],
  ])('%j has the lines %j, as bytes and as text', async (chunks, expected) => {
    expect(await lines(chunks.map(bytes))).toEqual(expected);
    expect(await lines(chunks)).toEqual(expected);
  });

  test.each<[string[], string, string[]]>([
    [['a|b|c'], '|', ['a', 'b', 'c']],
    [['a|b|'], '|', ['a', 'b', '']],
    [['a|', 'b|'], '|', ['a', 'b', '']],
    [['a\r\nb\r\n'], '\r\n', ['a', 'b', '']],
    [['a', '\r', '\n', 'b', '\r', '\n'], '\r\n', ['a', 'b', '']],
    [['one\nmore|two'], '|', ['one\nmore', 'two']],
    [['a--', '-b'], '--', ['a', '-b']],
    [['a-', '-', '-', '-b'], '--', ['a', '', 'b']],
    [['abab', 'abc'], 'abc', ['abab', '']],
    [[], '|', []],
    [['|'], '|', ['', '']],
    [['a\nb'], '', ['a', 'b']],
  ])('%j with the delimiter %j has the lines %j', async (chunks, delimiter, expected) => {
    expect(await lines(chunks.map(bytes), delimiter)).toEqual(expected);
    expect(await lines(chunks, delimiter)).toEqual(expected);
    expect(await lines(chunks, bytes(delimiter))).toEqual(expected);
  });

  test('are the same wherever the body is cut', async () => {
    const text = fc.string({ unit: fc.constantFrom('a', '\n', '\r', 'b', '\x85'), maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(text, cuts, async (body, places) => {
        const expected = body.split(/\r\n|\r|\n/);
        if (expected.at(-1) === '') expected.pop();
        expect(await lines(cut(body, places).map(bytes))).toEqual(expected);
        expect(await lines(cut(body, places))).toEqual(expected);
      }),
      { numRuns: 500 },
    );
  });

  test('between delimiters are the same wherever the body is cut', async () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '-'), maxLength: 30 });
    const delimiters = fc.constantFrom('-', '--', 'ab', 'aba', '-a-');
    await fc.assert(
      fc.asyncProperty(text, delimiters, cuts, async (body, delimiter, places) => {
        const expected = body === '' ? [] : body.split(delimiter);
        expect(await lines(cut(body, places).map(bytes), delimiter)).toEqual(expected);
        expect(await lines(cut(body, places), delimiter)).toEqual(expected);
      }),
      { numRuns: 500 },
    );
  });

  test('come as soon as they are complete, even if they end with CR', async () => {
    const source = (async function* () {
      yield bytes('first\r');
      await new Promise(() => {});
    })();
    const iterator = iterateLines(source, null)[Symbol.asyncIterator]();
    expect(latin1((await iterator.next()).value)).toBe('first');
  });

  test('of any length take linear time', async () => {
    const chunk = bytes('x'.repeat(100));
    async function* pieces(size: number): AsyncGenerator<Uint8Array> {
      for (let i = 0; i < size; i += 100) yield chunk;
    }
    for (const delimiter of [null, '|']) {
      const read = async (size: number): Promise<void> => {
        const [line, ...more] = await all(iterateLines(pieces(size), delimiter));
        if (line?.length !== size || more.length > 0) throw new Error('It is one line.');
      };
      await read(5_000_000);
      await expectLinear((size) => size - (size % 100), read, 1_000_000);
    }
  });
});
