import { randomBytes } from 'node:crypto';
import zlib from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ContentDecodingError, ContentTooLarge } from '../../src/errors/errors.ts';
import { HeaderMap } from '../../src/headers/header-map.ts';
import { contentCodings, supportedCodings } from '../../src/response/content-codings.ts';
import { decodeStream, decodeWhole } from '../../src/response/decode-content.ts';
import { collect, sliceBytes } from './body-bytes.ts';

const LIMITS = { maxBodySize: null, maxRatio: 1000 };
const MIB = 1024 * 1024;
const TEXT = Buffer.from('The quick brown fox jumps over the lazy dog. '.repeat(20));

type Encode = (data: Uint8Array) => Uint8Array;
const ENCODERS: Record<string, Encode> = {
  gzip: (data) => zlib.gzipSync(data),
  deflate: (data) => zlib.deflateSync(data),
  br: (data) => zlib.brotliCompressSync(data),
};
if (supportedCodings().includes('zstd')) {
  const compress = (zlib as unknown as { zstdCompressSync: Encode }).zstdCompressSync;
  ENCODERS['zstd'] = (data) => compress(data);
}
const VARIANTS: [string, string, Encode][] = [
  ...Object.entries(ENCODERS).map(([name, encode]): [string, string, Encode] => [name, name, encode]),
  ['raw deflate', 'deflate', (data) => zlib.deflateRawSync(data)],
];

const streamed = (bytes: Uint8Array, codings: string[], size = 7, limits = LIMITS): Promise<Buffer> =>
  collect(decodeStream(sliceBytes(bytes, size), codings, limits));

const whole = async (bytes: Uint8Array, codings: string[], limits: typeof LIMITS | object = LIMITS): Promise<Buffer> =>
  Buffer.from(await decodeWhole(bytes, codings, limits as typeof LIMITS));

describe('contentCodings', () => {
  const of = (...values: string[]): string[] =>
    contentCodings(new HeaderMap(values.map((value) => ['Content-Encoding', value])));

  test.each([
    [['gzip'], ['gzip']],
    [['X-GZIP'], ['gzip']],
    [['deflate, gzip'], ['gzip', 'deflate']],
    [
      ['deflate', 'br'],
      ['br', 'deflate'],
    ],
    [[''], []],
    [[' , '], []],
    [['identity'], []],
    [['gzip, identity'], ['gzip']],
    [['identity, '.repeat(10_000)], []],
    [[`${'identity, '.repeat(10)}gzip`], ['gzip']],
    [['foo'], []],
    [['foo, gzip'], ['gzip']],
    [['gzip, foo'], []],
    [[], []],
  ])('of %j are %j', (values, expected) => expect(of(...values)).toEqual(expected));

  test('more than five are rejected, even over several header lines', () => {
    expect(of('gzip, gzip, gzip, gzip, gzip')).toHaveLength(5);
    expect(() => of('gzip, gzip, gzip', 'gzip, gzip, gzip')).toThrow(
      new ContentDecodingError('Too many content encodings in the chain: 6 > 5'),
    );
    expect(() => of(...Array<string>(100).fill('gzip'))).toThrow(ContentDecodingError);
  });
});

test('Accept-Encoding starts with the codings of Requests', () => {
  expect(supportedCodings().slice(0, 3)).toEqual(['gzip', 'deflate', 'br']);
  supportedCodings().push('changed');
  expect(supportedCodings()).not.toContain('changed');
});

describe.each(VARIANTS)('%s', (title, coding, encode) => {
  test('is decoded whole, synchronously if it is small', () => {
    const decoded = decodeWhole(encode(TEXT), [coding], LIMITS);
    expect(decoded).toBeInstanceOf(Uint8Array);
    expect(Buffer.from(decoded as Uint8Array)).toEqual(TEXT);
  });

  test('is decoded off this thread if it is large', async () => {
    const data = randomBytes(400_000);
    const decoded = decodeWhole(encode(data), [coding], LIMITS);
    expect(decoded).toBeInstanceOf(Promise);
    expect(data.equals(await decoded)).toBe(true);
  });

  test('is decoded whole if a little data expands a lot', async () => {
    const data = Buffer.alloc(8 * MIB, 'ab');
    expect((await whole(encode(data), [coding])).equals(data)).toBe(true);
  });

  test('is decoded as a stream, however it is cut', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), fc.integer({ min: 1, max: 60 }), async (data, size) => {
        expect(await streamed(encode(data), [coding], size)).toEqual(Buffer.from(data));
      }),
      { numRuns: 60 },
    );
  });

  test('yields flushed data before the end arrives', async () => {
    const first = Buffer.from('first part');
    const { Z_SYNC_FLUSH, BROTLI_OPERATION_FLUSH } = zlib.constants;
    const flushes: Record<string, () => Uint8Array> = {
      gzip: () => zlib.gzipSync(first, { finishFlush: Z_SYNC_FLUSH }),
      deflate: () => zlib.deflateSync(first, { finishFlush: Z_SYNC_FLUSH }),
      'raw deflate': () => zlib.deflateRawSync(first, { finishFlush: Z_SYNC_FLUSH }),
      br: () => zlib.brotliCompressSync(first, { finishFlush: BROTLI_OPERATION_FLUSH }),
      zstd: () => {
        // One block of the frame, without the last one.
        const compress = zlib as unknown as { zstdCompressSync: (data: Buffer, options: object) => Buffer };
        return compress.zstdCompressSync(first, { finishFlush: 1 });
      },
    };
    const flushed = (flushes[title] as () => Uint8Array)();
    let asked = 0;
    const source = (async function* () {
      asked++;
      yield flushed;
      asked++;
      await new Promise(() => {});
    })();
    const iterator = decodeStream(source, [coding], LIMITS)[Symbol.asyncIterator]();
    expect(Buffer.from((await iterator.next()).value)).toEqual(first);
    expect(asked).toBe(1);
  });

  test('with invalid data is a ContentDecodingError that names the coding', async () => {
    const bad = encode(TEXT).slice();
    // Where each has something to check: zstd in its frame header, the others in what follows.
    bad.fill(0xff, coding === 'zstd' ? 4 : 12, 30);
    const nothing = Buffer.from('\xff\xff\xff this is nothing', 'latin1');
    for (const bytes of [bad, nothing]) {
      for (const decoded of [whole(bytes, [coding]), streamed(bytes, [coding])]) {
        const error = await decoded.then(
          () => null,
          (reason: unknown) => reason,
        );
        expect(error).toBeInstanceOf(ContentDecodingError);
        expect(error).toMatchObject({
          message: `Received response with content-encoding: ${coding}, but failed to decode it.`,
          cause: expect.anything(),
        });
      }
    }
  });

  test('truncated is a ContentDecodingError', async () => {
    const coded = encode(TEXT);
    for (const length of [1, 2, 5, coded.length >> 1, coded.length - 1]) {
      const cut = coded.subarray(0, length);
      await expect(whole(cut, [coding])).rejects.toThrow(ContentDecodingError);
      await expect(streamed(cut, [coding])).rejects.toThrow(ContentDecodingError);
    }
  });

  test('with an empty body is an empty body', async () => {
    expect(await whole(new Uint8Array(0), [coding])).toHaveLength(0);
    expect(await streamed(new Uint8Array(0), [coding])).toHaveLength(0);
    expect(await whole(encode(new Uint8Array(0)), [coding])).toHaveLength(0);
    expect(await streamed(encode(new Uint8Array(0)), [coding])).toHaveLength(0);
  });

  test('beyond maxBodySize is ContentTooLarge, whole and streamed', async () => {
    const limits = { maxBodySize: TEXT.length - 1, maxRatio: null };
    await expect(whole(encode(TEXT), [coding], limits)).rejects.toThrow(ContentTooLarge);
    await expect(collect(decodeStream(sliceBytes(encode(TEXT), 9), [coding], limits))).rejects.toThrow(ContentTooLarge);
    const exact = { maxBodySize: TEXT.length, maxRatio: null };
    expect(await whole(encode(TEXT), [coding], exact)).toEqual(TEXT);
  });

  test('that expands a thousandfold beyond 10 MiB is stopped early', async () => {
    const bomb = twice(encode(Buffer.alloc(24 * MIB)), coding);
    const codings = [coding, coding];
    const before = process.memoryUsage.rss();
    await expect(whole(bomb, codings)).rejects.toThrow(ContentTooLarge);
    let seen = 0;
    const stream = async (): Promise<void> => {
      for await (const chunk of decodeStream(sliceBytes(bomb, 100), codings, LIMITS)) seen += chunk.length;
    };
    await expect(stream()).rejects.toThrow(ContentTooLarge);
    expect(seen).toBeLessThan(11 * MIB);
    expect(process.memoryUsage.rss() - before).toBeLessThan(100 * MIB);
    expect(await whole(bomb, codings, { maxBodySize: null, maxRatio: null })).toHaveLength(24 * MIB);
  });
});

const twice = (coded: Uint8Array, coding: string): Uint8Array => (ENCODERS[coding] as Encode)(coded);

describe('gzip', () => {
  const two = Buffer.concat([zlib.gzipSync('hello'), zlib.gzipSync('world')]);

  test.each([1, 3, 19, 1000])('with several members is joined, in chunks of %d bytes', async (size) => {
    expect((await streamed(two, ['gzip'], size)).toString()).toBe('helloworld');
    expect((await whole(two, ['gzip'])).toString()).toBe('helloworld');
  });

  test.each(['junk', '\0\0\0\0\0\0\0\0\0\0\0\0', '\x1f', '\x1f\x8bno gzip'])(
    'with %j behind it drops that',
    async (junk) => {
      const bytes = Buffer.concat([two, Buffer.from(junk, 'latin1')]);
      expect((await whole(bytes, ['gzip'])).toString()).toBe('helloworld');
      for (const size of [1, 5, 1000]) expect((await streamed(bytes, ['gzip'], size)).toString()).toBe('helloworld');
    },
  );

  test('with name, comment, extra field and header checksum is decoded', async () => {
    const plain = zlib.gzipSync('hello');
    const extra = Buffer.from([3, 0, 1, 2, 3]);
    const head = Buffer.concat([
      plain.subarray(0, 3),
      Buffer.from([2 | 4 | 8 | 16]),
      plain.subarray(4, 10),
      extra,
      Buffer.from('name\0comment\0'),
    ]);
    const check = Buffer.alloc(2);
    check.writeUInt16LE(zlib.crc32(head) & 0xffff);
    const bytes = Buffer.concat([head, check, plain.subarray(10)]);
    expect((await whole(bytes, ['gzip'])).toString()).toBe('hello');
    for (const size of [1, 4, 1000]) expect((await streamed(bytes, ['gzip'], size)).toString()).toBe('hello');
  });

  test('with a wrong checksum or length is an error', async () => {
    for (const back of [8, 4]) {
      const bytes = Buffer.from(two);
      bytes[bytes.length - back] = (bytes.at(-back) as number) ^ 1;
      await expect(streamed(bytes, ['gzip'])).rejects.toThrow(ContentDecodingError);
      await expect(whole(bytes, ['gzip'])).rejects.toThrow(ContentDecodingError);
    }
  });
});

const zstd = ENCODERS['zstd'];
if (zstd !== undefined) {
  test.each([1, 4, 1000])('zstd with several frames is joined, in chunks of %d bytes', async (size) => {
    const frames = Buffer.concat([zstd(Buffer.from('hello')), zstd(Buffer.from('world')), zstd(Buffer.from('!'))]);
    expect((await streamed(frames, ['zstd'], size)).toString()).toBe('helloworld!');
    expect((await whole(frames, ['zstd'])).toString()).toBe('helloworld!');
    await expect(streamed(frames.subarray(0, -1), ['zstd'], size)).rejects.toThrow(ContentDecodingError);
    await expect(whole(frames.subarray(0, -1), ['zstd'])).rejects.toThrow(ContentDecodingError);
  });
}

describe('a stream', () => {
  test('passes errors of its source unchanged', async () => {
    const broken = new Error('the connection broke');
    const source = (async function* () {
      yield zlib.gzipSync(zlib.gzipSync(randomBytes(500))).subarray(0, 100);
      throw broken;
    })();
    await expect(collect(decodeStream(source, ['gzip', 'gzip'], LIMITS))).rejects.toBe(broken);
  });

  test('closes its source if it is left early or the data is invalid', async () => {
    for (const data of [zlib.gzipSync(randomBytes(50_000)), Buffer.alloc(5000, 'no gzip')]) {
      let closed = 0;
      const source = (async function* () {
        try {
          yield* sliceBytes(data, 1000);
        } finally {
          closed++;
        }
      })();
      try {
        for await (const _chunk of decodeStream(source, ['gzip'], LIMITS)) break;
      } catch (error) {
        expect(error).toBeInstanceOf(ContentDecodingError);
      }
      expect(closed).toBe(1);
    }
  });

  test('does not read ahead', async () => {
    let asked = 0;
    const coded = zlib.gzipSync(randomBytes(MIB), { level: 0 });
    const source = (async function* () {
      for await (const piece of sliceBytes(coded, 64 * 1024)) {
        asked++;
        yield piece;
      }
    })();
    const iterator = decodeStream(source, ['gzip'], LIMITS)[Symbol.asyncIterator]();
    await iterator.next();
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(asked).toBeLessThanOrEqual(2);
    await iterator.return?.();
  });

  test('without codings is the source itself, and still counts against maxBodySize', async () => {
    const source = sliceBytes(TEXT, 10);
    expect(decodeStream(source, [], LIMITS)).toBe(source);
    const limits = { maxBodySize: 25, maxRatio: null };
    await expect(collect(decodeStream(sliceBytes(TEXT, 10), [], limits))).rejects.toThrow(ContentTooLarge);
    await expect(whole(TEXT, [], limits)).rejects.toThrow(ContentTooLarge);
  });

  test('leaves no zlib handle behind', async () => {
    const handles = (): number => process.getActiveResourcesInfo().filter((name) => /zlib/i.test(name)).length;
    const before = handles();
    for (const data of [zlib.gzipSync(randomBytes(100_000)), Buffer.alloc(100_000, 1)]) {
      try {
        for await (const _chunk of decodeStream(sliceBytes(data, 1000), ['gzip'], LIMITS)) break;
      } catch {}
      await whole(data, ['br']).catch(() => {});
    }
    while (handles() > before) await new Promise((resolve) => setImmediate(resolve));
  });
});
