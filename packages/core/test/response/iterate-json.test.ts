import { describe, expect, test } from '@jest/globals';
import { expectLinear } from '@req/test-support/cpu-time';
import fc from 'fast-check';
import {
  ContentTooLarge,
  InvalidJSONError,
  type IterJsonOptions,
  JSONDecodeError,
  Response,
  type StandardSchema,
} from '../../src/index.ts';
import { failure, pieces, played } from '../played.ts';

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const out: T[] = [];
  for await (const item of items) out.push(item);
  return out;
}

async function* cut(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const response = (body: string | Uint8Array, type: string | null = null, size = 5): Response =>
  new Response({
    body: cut(Buffer.from(body as string), size),
    headers: type === null ? {} : { 'Content-Type': type },
  });

const SEQUENCE = 'application/json-seq';

describe('iterJson() yields the values', () => {
  test.each<[string, string, string | null, unknown[]]>([
    ['of NDJSON', '{"a":1}\n[2]\n"é"\n4\nnull\n', 'application/x-ndjson', [{ a: 1 }, [2], 'é', 4, null]],
    ['of lines that end in CRLF', '1\r\n2\r\n', null, [1, 2]],
    ['of a last line without an end', '1\n2', null, [1, 2]],
    ['without empty lines', '\n1\n \r\n\n2\n\n', null, [1, 2]],
    ['after a byte order mark', '\ufeff1\n2\n', null, [1, 2]],
    ['with line separators in strings', '"a\u2028b"\n', null, ['a\u2028b']],
    ['of a JSON text sequence, by its first byte', '\x1e{"a":1}\n\x1e[\n2\n]\n', null, [{ a: 1 }, [2]]],
    ['of a JSON text sequence, by its type', '\x1e1\n\x1e\x1e\x1e"b"\n', SEQUENCE, [1, 'b']],
    ['of a sequence with a suffix for a type', '\x1e{}\n', 'application/geo+json-seq', [{}]],
    [
      'of a sequence whose last text has no line end but ends by itself',
      '\x1e{}\x1e[]\x1e"x"',
      SEQUENCE,
      [{}, [], 'x'],
    ],
    ['of an empty body', '', null, []],
    ['of an empty sequence', '', SEQUENCE, []],
  ])('%s', async (_what, body, type, values) => {
    for (const size of [1, 2, 100]) expect(await all(response(body, type, size).iterJson())).toEqual(values);
  });

  test.each<[string, string, Buffer]>([
    ['iso-8859-1', 'application/x-ndjson; charset=iso-8859-1', Buffer.from('"é"\n1\n', 'latin1')],
    ['utf-16', 'application/x-ndjson; charset=utf-16', Buffer.from('\ufeff"é"\n1\n', 'utf16le')],
    ['UTF-8', 'application/x-ndjson; charset="UTF-8"', Buffer.from('"é"\n1\n')],
    ['none', 'text/plain', Buffer.from('"é"\n1\n')],
  ])('in the charset of the header: %s', async (_charset, type, body) => {
    expect(await all(response(body, type, 1).iterJson())).toEqual(['é', 1]);
  });

  test('in the encoding that was set', async () => {
    const r = response(Buffer.from('"é"\n', 'latin1'));
    r.encoding = 'latin-1';
    expect(await all(r.iterJson())).toEqual(['é']);
  });

  test('each as soon as it is complete', async () => {
    let more = false;
    async function* body(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('1\n');
      more = true;
      yield Buffer.from('2\n');
    }
    const values = new Response({ body: body() }).iterJson();
    expect([(await values.next()).value, more]).toEqual([1, false]);
    expect([(await values.next()).value, more]).toEqual([2, true]);
  });

  test('that were written, however they are cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.json()),
        fc.boolean(),
        fc.integer({ min: 1, max: 20 }),
        async (texts, sequence, size) => {
          const body = texts.map((text) => `${sequence ? '\x1e' : ''}${text}\n`).join('');
          expect(await all(response(body, null, size).iterJson())).toEqual(texts.map((text) => JSON.parse(text)));
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('iterJson() fails', () => {
  test.each<[string, string, string | null, string]>([
    [
      'for a line that is not JSON',
      '1\n{"a":}\n',
      null,
      'Expecting value: line 1 column 6 (char 5) in text 2 of a 200 response',
    ],
    ['for JSON over several lines', '{\n"a": 1\n}\n', null, 'in text 1 of'],
    ['for two values in a line', '1\n{} {}\n', null, 'Extra data'],
    ['for a text of a sequence that was cut short', '\x1e1\n\x1e{"a":\x1e2\n', SEQUENCE, 'in text 2 of'],
    [
      'for a number of a sequence that may have been cut short',
      '\x1e1\n\x1e12',
      SEQUENCE,
      'White space is missing after a number',
    ],
    ['for a name of a sequence that may have been cut short', '\x1e1\n\x1enull\x1e1\n', SEQUENCE, 'in text 2 of'],
  ])('%s, with a JSONDecodeError', async (_what, body, type, message) => {
    const r = response(body, type);
    const error = await failure<JSONDecodeError>(all(r.iterJson()));
    expect(error).toBeInstanceOf(JSONDecodeError);
    expect(error.message).toContain(message);
    expect(error.response).toBe(r);
  });

  test('after the values before it, and closes the response', async () => {
    let returned = false;
    async function* body(): AsyncGenerator<Uint8Array> {
      try {
        yield Buffer.from('1\nx\n');
        yield Buffer.from('3\n');
      } finally {
        returned = true;
      }
    }
    const values = new Response({ body: body() }).iterJson();
    expect((await values.next()).value).toBe(1);
    expect(await failure(values.next())).toBeInstanceOf(JSONDecodeError);
    expect(returned).toBe(true);
  });

  test.each<[string, string]>([
    ['a long line', `1\n"${'x'.repeat(20)}"\n`],
    ['a long line without an end', `1\n"${'x'.repeat(20)}`],
    ['a long text of a sequence', `\x1e1\n\x1e"${'x'.repeat(20)}`],
  ])('with ContentTooLarge for %s', async (_what, body) => {
    for (const size of [1, 100]) {
      const values = response(body, null, size).iterJson({ maxItemSize: 10 });
      expect((await values.next()).value).toBe(1);
      const error = await failure(values.next());
      expect(error).toBeInstanceOf(ContentTooLarge);
      expect(error.message).toContain('10 bytes, which is the limit that maxItemSize sets');
    }
  });

  test.each<[string, unknown]>([
    ['maxItemSize', { maxItemSize: -1 }],
    ["'limit'", { limit: 1 }],
    ['reviver', { reviver: 1 }],
    ['Standard Schema', { schema: {} }],
  ])('at once with a TypeError that names %s', (name, options) => {
    expect(() => new Response().iterJson(options as IterJsonOptions<unknown>)).toThrow(
      expect.objectContaining({ name: 'TypeError', message: expect.stringContaining(name) }),
    );
  });
});

describe('iterJson(schema)', () => {
  const schema = (wait: boolean): StandardSchema<number> => ({
    '~standard': {
      validate: (value) => {
        const result = typeof value === 'number' ? { value: value * 10 } : { issues: [{ message: 'not a number' }] };
        return wait ? Promise.resolve(result) : result;
      },
    },
  });

  test.each([
    ['synchronous', false],
    ['asynchronous', true],
  ])('validates each value: %s', async (_kind, wait) => {
    const values = response('1\n2\n"x"\n').iterJson(schema(wait));
    const numbers: number[] = [(await values.next()).value, (await values.next()).value];
    expect(numbers).toEqual([10, 20]);
    const error = await failure<InvalidJSONError & { issues: unknown }>(values.next());
    expect(error).toBeInstanceOf(InvalidJSONError);
    expect(error.issues).toEqual([{ message: 'not a number' }]);
  });
});

test('iterJson() takes the parser and reviver that json() takes', async () => {
  const big = '12345678901234567890\n';
  const withDefault = new Response({ body: big, parseJson: (text) => BigInt(text) });
  expect(await all(withDefault.iterJson())).toEqual([12345678901234567890n]);
  expect(await all(response(big).iterJson({ parse: () => undefined }))).toEqual([undefined]);
  expect(await all(response('1\n2\n').iterJson({ reviver: (_key, value) => -value }))).toEqual([-1, -2]);
});

test('iterJson() reads a body that was read before, any number of times', async () => {
  const r = await played([{ body: pieces('1\n', '2\n') }]).session.get('http://a.test/');
  for (let i = 0; i < 2; i++) expect(await all(r.iterJson<number>())).toEqual([1, 2]);
});

test.each<[string, string]>([
  ['a line that never ends', '1'],
  ['empty lines', '\n'],
  ['record separators', '\x1e'],
  ['numbers', '1\n'],
])('iterJson() takes linear time over %s', async (_what, unit) => {
  const make = (size: number): Uint8Array => Buffer.from(unit.repeat(size / unit.length));
  await expectLinear(make, (bytes) => all(new Response({ body: cut(bytes, 61) }).iterJson()), 1 << 15);
});
