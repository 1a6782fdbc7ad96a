import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import {
  ConnectionError,
  type Response,
  ResponseNotRead,
  type ShortResponse,
  StreamConsumedError,
} from '../../src/index.ts';
import { failure, pieces, played } from '../played.ts';

async function streamed(reply: ShortResponse): Promise<Response> {
  const { session } = played([reply]);
  return session.get('http://a.test/', { stream: true });
}

async function all(items: AsyncIterable<Uint8Array | string>): Promise<string[]> {
  const out: string[] = [];
  for await (const item of items) out.push(typeof item === 'string' ? `'${item}'` : Buffer.from(item).toString());
  return out;
}

const abc = (): Promise<Response> => streamed({ body: pieces('abc', 'de') });

describe('iterContent yields the body in chunks', () => {
  test.each<[string, number | null | undefined, string[]]>([
    ['as it arrives', undefined, ['abc', 'de']],
    ['as it arrives, with null', null, ['abc', 'de']],
    ['of exactly chunkSize bytes, the last one shorter', 2, ['ab', 'cd', 'e']],
    ['all at once when it is shorter', 100, ['abcde']],
    ['none of size 0', 0, []],
    ['all at once with a negative size', -1, ['abcde']],
  ])('%s', async (_what, chunkSize, items) => {
    expect(await all((await abc()).iterContent({ chunkSize }))).toEqual(items);
  });

  test('even after it was read, any number of times', async () => {
    const { session } = played([{ body: 'abcde' }]);
    const r = await session.get('http://a.test/');
    for (let i = 0; i < 2; i++) expect(await all(r.iterContent({ chunkSize: 2 }))).toEqual(['ab', 'cd', 'e']);
    expect(await all(r.iterContent({ chunkSize: 0 }))).toEqual(['abcde']);
    expect(await all(r)).toEqual(['abcde']);
  });

  test('none for an empty body', async () => expect(await all((await streamed({})).iterContent())).toEqual([]));

  test.each([['1'], [1.5], [true], [{}]])('chunkSize %p is a TypeError at once', async (chunkSize) => {
    const r = await abc();
    expect(() => r.iterContent({ chunkSize: chunkSize as never })).toThrow(TypeError);
  });

  test('of bytes as Buffers in Node', async () => {
    for await (const chunk of await abc()) expect(Buffer.isBuffer(chunk)).toBe(true);
  });
});

describe('decodeUnicode yields text', () => {
  const é = Buffer.from('é');
  const type = (charset: string): ShortResponse['headers'] => ({ 'Content-Type': `text/plain${charset}` });

  test.each<[string, ShortResponse, string[]]>([
    [
      'put together across pieces',
      { headers: type('; charset=utf-8'), body: pieces(é.subarray(0, 1), é.subarray(1), 'x') },
      ["'é'", "'x'"],
    ],
    [
      'with U+FFFD for bad bytes',
      { headers: type('; charset=utf-8'), body: pieces('a', Buffer.of(255), 'b', Buffer.of(0xc3)) },
      ["'a'", "'\ufffd'", "'b'", "'\ufffd'"],
    ],
    ['in ISO-8859-1 when text names no charset', { headers: type(''), body: pieces(Buffer.of(0xe9)) }, ["'é'"]],
    ['in UTF-8 for a charset nobody knows', { headers: type('; charset=nope'), body: pieces(é) }, ["'é'"]],
    ['but bytes when there is no encoding', { body: pieces('a') }, ['a']],
  ])('%s', async (_what, reply, items) => {
    expect(await all((await streamed(reply)).iterContent({ decodeUnicode: true }))).toEqual(items);
  });
});

describe('iterLines yields lines without their line ends', () => {
  test.each<[string, string[], object, string[]]>([
    ['LF', ['a\nb\nc'], {}, ['a', 'b', 'c']],
    ['CR LF in two pieces', ['a\r', '\nb'], {}, ['a', 'b']],
    ['CR', ['a\rb'], {}, ['a', 'b']],
    ['empty ones', ['a\n\n', '\nb\n'], {}, ['a', '', '', 'b']],
    ['a delimiter', ['a|b', '|'], { delimiter: '|' }, ['a', 'b', '']],
    ['a delimiter in bytes', ['a|b'], { delimiter: Buffer.from('|') }, ['a', 'b']],
    ['whatever the chunk size', ['a\r\nb\r\n'], { chunkSize: 1 }, ['a', 'b']],
  ])('%s', async (_what, body, options, lines) => {
    expect(await all((await streamed({ body: pieces(...body) })).iterLines(options))).toEqual(lines);
  });

  test('as text with decodeUnicode', async () => {
    const r = await streamed({ headers: { 'Content-Type': 'text/plain; charset=utf-8' }, body: pieces('é\nb') });
    expect(await all(r.iterLines({ decodeUnicode: true }))).toEqual(["'é'", "'b'"]);
  });

  test('each as soon as it is complete', async () => {
    let sent = 0;
    async function* slow(): AsyncGenerator<Uint8Array> {
      for (const text of ['one\ntw', 'o\n', 'three']) {
        sent++;
        yield Buffer.from(text);
      }
    }
    const lines = (await streamed({ body: slow() })).iterLines();
    expect((await lines.next()).value?.toString()).toBe('one');
    expect(sent).toBe(1);
  });
});

describe('reading a body can be interrupted and resumed', () => {
  test('a second loop continues where the first one stopped', async () => {
    const r = await streamed({ body: pieces('abcdef') });
    for await (const chunk of r.iterContent({ chunkSize: 2 })) {
      expect(chunk.toString()).toBe('ab');
      break;
    }
    expect(await all(r.iterContent({ chunkSize: 3 }))).toEqual(['cde', 'f']);
  });

  test('read() after a chunk returns the rest', async () => {
    const r = await streamed({ body: pieces('abcdef') });
    expect((await r.iterContent({ chunkSize: 2 }).next()).value?.toString()).toBe('ab');
    expect((await r.read()).toString()).toBe('cdef');
    expect(r.text).toBe('cdef');
  });

  test('raw and content share the stream', async () => {
    const r = await streamed({ body: pieces('abcdef') });
    expect((await r.raw.read(2)).toString()).toBe('ab');
    expect((await r.read()).toString()).toBe('cdef');
  });
});

describe('a streamed body is not available before it was read', () => {
  test.each(['content', 'text', 'apparentEncoding'] as const)('%s is ResponseNotRead', async (member) => {
    const r = await abc();
    expect(() => r[member]).toThrow(ResponseNotRead);
    await r.read();
    expect(String(r[member])).toBeTruthy();
  });

  test('json() throws too, and works after read()', async () => {
    const r = await streamed({ body: pieces('{"a":', '1}') });
    expect(() => r.json()).toThrow(ResponseNotRead);
    await r.read();
    expect(r.json()).toEqual({ a: 1 });
  });

  test('the exception has its response', async () => {
    const r = await abc();
    try {
      r.content;
      throw new Error('It did not fail');
    } catch (error) {
      expect(error).toMatchObject({ code: 'RESPONSE_NOT_READ', response: r, request: r.request });
    }
  });

  test('read() twice returns the same', async () => {
    const r = await abc();
    expect(await r.read()).toBe(await r.read());
  });

  test('unless the response was not streamed', async () => {
    const { session } = played([{ body: 'abc' }]);
    const r = await session.get('http://a.test/');
    expect([r.text, (await r.read()).toString()]).toEqual(['abc', 'abc']);
  });
});

describe('a streamed body can be iterated once', () => {
  test('a second loop is StreamConsumedError, a TypeError too', async () => {
    const r = await abc();
    await all(r);
    expect(() => r.iterContent()).toThrow(StreamConsumedError);
    expect(() => r.iterLines()).toThrow(TypeError);
    expect(() => r.content).toThrow(StreamConsumedError);
    expect(await failure(r.read())).toMatchObject({ code: 'STREAM_CONSUMED_ERROR', response: r });
  });

  test('but any number of times after read()', async () => {
    const r = await abc();
    await r.read();
    expect(await all(r)).toEqual(['abcde']);
    expect(await all(r)).toEqual(['abcde']);
  });
});

describe('a closed body is empty rather than an error', () => {
  test('in `content` and loops', async () => {
    const r = await abc();
    await r.close();
    expect([r.content.length, r.text, await all(r)]).toEqual([0, '', []]);
  });

  test('unless it was read before', async () => {
    const r = await abc();
    await r.read();
    await r.close();
    expect(r.text).toBe('abcde');
  });
});

describe('raw is the body before content decoding', () => {
  const gzip = gzipSync('hello');
  const coded = (): Promise<Response> => streamed({ headers: { 'Content-Encoding': 'gzip' }, body: pieces(gzip) });

  test('read(n) returns n bytes, read() the rest, and nothing at the end', async () => {
    const { raw } = await coded();
    expect(await raw.read(3)).toEqual(gzip.subarray(0, 3));
    expect(await raw.read()).toEqual(gzip.subarray(3));
    expect([await raw.read(1), await raw.read()].map((bytes) => bytes.length)).toEqual([0, 0]);
  });

  test('a loop yields the chunks as they arrived', async () => {
    expect(await all((await abc()).raw)).toEqual(['abc', 'de']);
  });

  test('after the response was read it yields the content', async () => {
    const { session } = played([{ body: 'abc' }]);
    expect((await (await session.get('http://a.test/')).raw.read()).toString()).toBe('abc');
  });

  test.each([[-1], [1.5], ['1']])('read(%p) is a TypeError', async (size) => {
    await expect((await abc()).raw.read(size as number)).rejects.toThrow(TypeError);
  });
});

describe('a body that breaks off', () => {
  const broken = (): Promise<Response> => streamed({ body: pieces('abc', new ConnectionError('broke off')) });

  test('yields what came before, then fails', async () => {
    const got: string[] = [];
    const loop = async (): Promise<void> => {
      for await (const chunk of await broken()) got.push(chunk.toString());
    };
    const error = await failure<ConnectionError>(loop());
    expect([got, error.message, error.request?.url]).toEqual([['abc'], 'broke off', 'http://a.test/']);
  });

  test('fails again on every access', async () => {
    const r = await broken();
    const error = await failure(r.read());
    expect(await failure(r.read())).toBe(error);
    expect(() => r.content).toThrow('broke off');
  });
});
