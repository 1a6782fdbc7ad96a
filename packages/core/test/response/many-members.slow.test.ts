import { createHash } from 'node:crypto';
import zlib from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { cpuTime } from '@req/test-support/cpu-time';
import fc from 'fast-check';
import { ContentDecodingError, ContentTooLarge } from '../../src/errors/errors.ts';
import { ShortDeflate } from '../../src/platform/short-deflate.node.ts';
import { shortZstd } from '../../src/platform/short-zstd.node.ts';
import { decodeStream, decodeWhole } from '../../src/response/decode-content.ts';
import { collect, sliceBytes } from './body-bytes.ts';

const NONE = { maxBodySize: null, maxRatio: null };
const MIB = 1_048_576;

const streamed = (bytes: Uint8Array, codings = ['gzip'], size = 65_536): Promise<Buffer> =>
  collect(decodeStream(sliceBytes(bytes, size), codings, NONE));

const times = (count: number, bytes: Uint8Array): Buffer => Buffer.concat(Array<Uint8Array>(count).fill(bytes));

/** Bytes without a pattern, always the same. */
function noise(length: number): Buffer {
  const out: Buffer[] = [];
  for (let i = 0; i * 32 < length; i++) out.push(createHash('sha256').update(String(i)).digest());
  return Buffer.concat(out).subarray(0, length);
}

/** A gzip member with every optional field. */
function withFields(data: Uint8Array, extra: number, name: number): Buffer {
  const plain = zlib.gzipSync(data);
  const head = Buffer.concat([
    plain.subarray(0, 3),
    Buffer.from([2 | 4 | 8 | 16]),
    plain.subarray(4, 10),
    Buffer.from([extra & 255, extra >> 8]),
    Buffer.alloc(extra, 1),
    Buffer.alloc(name, 65),
    Buffer.from('\0comment\0'),
  ]);
  const check = Buffer.alloc(2);
  check.writeUInt16LE(zlib.crc32(head) & 0xffff);
  return Buffer.concat([head, check, plain.subarray(10)]);
}

/** Kinds of small members, by what they hold. */
const MEMBERS: Readonly<Record<string, Buffer>> = {
  nothing: zlib.gzipSync(''),
  'nothing, in stored blocks': zlib.gzipSync('', { level: 0 }),
  'one byte': zlib.gzipSync('x'),
  'a few stored bytes': zlib.gzipSync('hello', { level: 0 }),
  'a repetition': zlib.gzipSync('ab'.repeat(300)),
  'a little text': zlib.gzipSync('The quick brown fox jumps over the lazy dog.'),
  'dynamic codes': zlib.gzipSync(Buffer.from(noise(400).map((byte) => byte % 40))),
  noise: zlib.gzipSync(noise(3000)),
};

describe('gzip with many small members', () => {
  test('is decoded as zlib does, however it is cut', async () => {
    const member = fc.oneof(
      fc.constantFrom(...Object.values(MEMBERS)),
      fc
        .tuple(fc.uint8Array({ maxLength: 600 }), fc.integer({ min: 0, max: 9 }), fc.constantFrom(0, 1, 2, 3, 4))
        .map(([data, level, strategy]) => zlib.gzipSync(data, { level, strategy })),
      fc.uint8Array({ maxLength: 40 }).map((data) => withFields(data, 7, 3)),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(member, { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 1, max: 700 }),
        async (members, size) => {
          const bytes = Buffer.concat(members);
          const expected = zlib.gunzipSync(bytes);
          expect((await streamed(bytes, ['gzip'], size)).equals(expected)).toBe(true);
          const junk = Buffer.concat([bytes, Buffer.from('\x1f\x8bjunk', 'latin1')]);
          expect((await streamed(junk, ['gzip'], size)).equals(expected)).toBe(true);
        },
      ),
      { numRuns: 150 },
    );
  });

  test('with small and large ones in turn, yields them all', async () => {
    const large = zlib.gzipSync(noise(200_000));
    const zeros = zlib.gzipSync(Buffer.alloc(300_000));
    const bytes = Buffer.concat([...Object.values(MEMBERS), large, ...Object.values(MEMBERS), zeros, large]);
    const expected = zlib.gunzipSync(bytes);
    for (const size of [1000, 16_384, 1_000_000]) {
      expect((await streamed(bytes, ['gzip'], size)).equals(expected)).toBe(true);
    }
  });

  test.each(Object.entries(MEMBERS))(
    'with a fault in one of %s is an error, after what was right',
    async (_t, member) => {
      const good = times(20, member);
      for (const at of [member.length - 8, member.length - 4]) {
        const bad = Buffer.from(member);
        bad[at] = (bad[at] as number) ^ 1;
        const seen: Uint8Array[] = [];
        const decode = async (): Promise<void> => {
          const source = sliceBytes(Buffer.concat([good, bad, good]), 1_000_000);
          for await (const chunk of decodeStream(source, ['gzip'], NONE)) seen.push(chunk);
        };
        await expect(decode()).rejects.toThrow(ContentDecodingError);
        expect(Buffer.concat(seen).subarray(0, zlib.gunzipSync(good).length).equals(zlib.gunzipSync(good))).toBe(true);
      }
      for (let cut = 1; cut < member.length; cut += 1 + (member.length >> 5)) {
        const short = Buffer.concat([good, member.subarray(0, cut)]);
        // What is no whole header is no member.
        const decoded = streamed(short);
        if (cut < 10) expect(await decoded).toHaveLength(zlib.gunzipSync(good).length);
        else await expect(decoded).rejects.toThrow(ContentDecodingError);
      }
    },
  );

  test.each(Object.entries(MEMBERS).filter(([title]) => title !== 'noise'))(
    'of %s costs about what zlib takes for it',
    async (_title, member) => {
      const bytes = times(Math.ceil(MIB / 4 / member.length), member);
      const expected = zlib.gunzipSync(bytes);
      expect((await streamed(bytes)).equals(expected)).toBe(true);
      const ours = await cpuTime(() => streamed(bytes));
      expect(ours).toBeLessThan(20 * (await cpuTime(() => zlib.gunzipSync(bytes))) + 10);
    },
  );

  test('in another gzip takes about as long as zlib does, whatever the limits', async () => {
    const inner = times(200_000, MEMBERS['nothing'] as Buffer);
    const wire = zlib.gzipSync(inner);
    expect(wire.length).toBeLessThan(25_000);
    expect(await decodeWhole(wire, ['gzip', 'gzip'], { maxBodySize: 10 * MIB, maxRatio: 1000 })).toHaveLength(0);
    expect(await streamed(wire, ['gzip', 'gzip'], 1000)).toHaveLength(0);
    const ours = await cpuTime(() => decodeWhole(wire, ['gzip', 'gzip'], NONE), 3);
    const zlibs = await cpuTime(() => zlib.gunzipSync(zlib.gunzipSync(wire)));
    expect(ours).toBeLessThan(20 * zlibs + 10);
  });

  test('in five codings takes no longer for each', async () => {
    const chain = (count: number): Uint8Array => {
      let bytes: Uint8Array = times(50_000, MEMBERS['nothing'] as Buffer);
      for (let i = 1; i < count; i++) bytes = zlib.gzipSync(bytes);
      return bytes;
    };
    const codings = Array<string>(5).fill('gzip');
    expect(await decodeWhole(chain(5), codings, NONE)).toHaveLength(0);
    const one = await cpuTime(() => streamed(chain(1)), 3);
    const five = await cpuTime(() => decodeWhole(chain(5), codings, NONE), 3);
    expect(five).toBeLessThan(20 * one + 10);
  });
});

const zstd = (zlib as unknown as { zstdCompressSync?: (data: Uint8Array, options?: object) => Buffer })
  .zstdCompressSync;
if (zstd !== undefined) {
  const checked = { params: { [(zlib.constants as Record<string, number>)['ZSTD_c_checksumFlag'] as number]: 1 } };
  const skippable = Buffer.from('502a4d1803000000616263', 'hex');

  describe('zstd with many small frames', () => {
    test('yields the content of each, however it is cut', async () => {
      const frame = fc
        .tuple(fc.uint8Array({ maxLength: 300 }), fc.boolean())
        .map(([data, check]) => [Buffer.from(data), zstd(data, check ? checked : {})] as const);
      const part = fc.oneof(frame, fc.constant([Buffer.alloc(0), skippable] as const));
      await fc.assert(
        fc.asyncProperty(
          fc.array(part, { minLength: 1, maxLength: 12 }),
          fc.integer({ min: 1, max: 700 }),
          async (parts, size) => {
            const bytes = Buffer.concat(parts.map(([, coded]) => coded));
            const expected = Buffer.concat(parts.map(([data]) => data));
            expect((await streamed(bytes, ['zstd'], size)).equals(expected)).toBe(true);
            await expect(streamed(bytes.subarray(0, -1), ['zstd'], size)).rejects.toThrow(ContentDecodingError);
            const junk = Buffer.concat([bytes, Buffer.from('junk')]);
            await expect(streamed(junk, ['zstd'], size)).rejects.toThrow(ContentDecodingError);
          },
        ),
        { numRuns: 60 },
      );
    });

    test('counts those that need the engine against the ratio', async () => {
      const wire = zstd(times(20_000, zstd(Buffer.from('abc'.repeat(50)))));
      const limits = { maxBodySize: null, maxRatio: 1000 };
      await expect((async () => decodeWhole(wire, ['zstd', 'zstd'], limits))()).rejects.toThrow(ContentTooLarge);
    });

    test('needs no engine for empty ones', async () => {
      const nothing = times(100_000, Buffer.concat([zstd(Buffer.alloc(0)), skippable]));
      const decoding = async (): Promise<number> => (await streamed(nothing, ['zstd'])).length;
      expect(await decoding()).toBe(0);
      const engines = await cpuTime(() => {
        for (let i = 0; i < 20_000; i++) zlib.inflateRawSync(Buffer.from([3, 0]));
      }, 2);
      expect(await cpuTime(decoding, 3)).toBeLessThan(5 * engines);
    });
  });
}

describe('what one coding yields to the next', () => {
  const inner = times(200_000, MEMBERS['nothing'] as Buffer);
  const wire = zlib.gzipSync(inner);

  test.each(['gzip', 'deflate', 'br'])('counts against maxBodySize, over %s', async (outer) => {
    const encode = { gzip: zlib.gzipSync, deflate: zlib.deflateSync, br: zlib.brotliCompressSync }[outer];
    const coded = (encode as typeof zlib.gzipSync)(inner);
    const limits = { maxBodySize: MIB, maxRatio: null };
    const decoding = async (): Promise<Uint8Array> => decodeWhole(coded, [outer, 'gzip'], limits);
    await expect(decoding()).rejects.toThrow(ContentTooLarge);
    await expect(decoding()).rejects.toThrow('maxBodySize');
    await expect(collect(decodeStream(sliceBytes(coded, 500), [outer, 'gzip'], limits))).rejects.toThrow(
      ContentTooLarge,
    );
  });

  test('may be a little larger than the body', async () => {
    const data = noise(MIB);
    const coded = zlib.gzipSync(zlib.gzipSync(data, { level: 0 }));
    const limits = { maxBodySize: MIB, maxRatio: null };
    expect(await decodeWhole(coded, ['gzip', 'gzip'], limits)).toHaveLength(MIB);
  });

  test('counts against the ratio', async () => {
    const twelve = zlib.gzipSync(times(600_000, MEMBERS['nothing'] as Buffer));
    const limits = { maxBodySize: null, maxRatio: 100 };
    await expect((async () => decodeWhole(twelve, ['gzip', 'gzip'], limits))()).rejects.toThrow(ContentTooLarge);
    expect(await decodeWhole(wire, ['gzip', 'gzip'], limits)).toHaveLength(0);
  });
});

describe('small chunks', () => {
  const data = Buffer.from(noise(15_000).map((byte) => byte % 60));

  test.each<[string, Uint8Array]>([
    ['gzip', zlib.gzipSync(data)],
    ['deflate', zlib.deflateSync(data)],
    ['br', zlib.brotliCompressSync(data, { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 4 } })],
    ['gzip', times(1000, MEMBERS['one byte'] as Buffer)],
  ])('of %s that have already arrived are decoded together', async (coding, coded) => {
    const expected = await streamed(coded, [coding]);
    expect((await streamed(coded, [coding], 1)).equals(expected)).toBe(true);
    let calls = 0;
    const counted = async (size: number): Promise<number> => {
      calls = 0;
      const done = countWrites(() => calls++);
      try {
        await streamed(coded, [coding], size);
      } finally {
        done();
      }
      return calls;
    };
    // Each call goes to another thread and comes back.
    expect(await counted(1)).toBeLessThan(100);
    expect(await counted(20)).toBeLessThan(100);
  });

  test('are decoded one by one if they arrive one by one, without waiting for the next', async () => {
    const coded = zlib.gzipSync(data, { level: 0 }).subarray(0, 200);
    let sent = 0;
    async function* slow(): AsyncGenerator<Uint8Array> {
      for await (const piece of sliceBytes(coded, 4)) {
        sent += piece.length;
        yield piece;
        if (sent >= 200) await new Promise(() => {});
        await new Promise(setImmediate);
      }
    }
    let seen = 0;
    for await (const chunk of decodeStream(slow(), ['gzip'], NONE)) {
      seen += chunk.length;
      // The header of the member and of its block are no data.
      if (seen === 200 - 15) break;
    }
    expect(seen).toBe(200 - 15);
  });

  test('pass on an error, after the bytes that came before it', async () => {
    const broken = new Error('the connection broke');
    const coded = zlib.gzipSync(data, { level: 0 }).subarray(0, 300);
    async function* source(): AsyncGenerator<Uint8Array> {
      yield* sliceBytes(coded, 1);
      throw broken;
    }
    let seen = 0;
    const decode = async (): Promise<void> => {
      for await (const chunk of decodeStream(source(), ['gzip'], NONE)) seen += chunk.length;
    };
    await expect(decode()).rejects.toBe(broken);
    expect(seen).toBe(300 - 15);
  });

  test('can be closed while the next one is awaited', async () => {
    const coded = Buffer.concat([zlib.gzipSync('x'), Buffer.alloc(0)]);
    let closed = 0;
    async function* source(): AsyncGenerator<Uint8Array> {
      try {
        yield* sliceBytes(times(20, coded), 1);
        // Bad data, once the decoder is used to small pieces.
        yield Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0xff, 0xff]);
        await new Promise(() => {});
      } finally {
        closed++;
      }
    }
    await expect(collect(decodeStream(source(), ['gzip'], NONE))).rejects.toThrow(ContentDecodingError);
    expect(closed).toBe(0);
  });
});

/** Calls `listener` for each write to one of zlib's streams. */
function countWrites(listener: () => void): () => void {
  const names = ['createInflate', 'createInflateRaw', 'createBrotliDecompress'] as const;
  const kept = names.map((name) => [name, Object.getOwnPropertyDescriptor(zlib, name) as PropertyDescriptor] as const);
  for (const [name, descriptor] of kept) {
    const create = descriptor.value as (options: object) => zlib.Inflate;
    const value = (options: object): zlib.Inflate => {
      const engine = create(options);
      const write = engine.write.bind(engine) as (chunk: Uint8Array, callback: () => void) => boolean;
      engine.write = ((chunk: Uint8Array, callback: () => void) => {
        listener();
        return write(chunk, callback);
      }) as typeof engine.write;
      return engine;
    };
    Object.defineProperty(zlib, name, { ...descriptor, value });
  }
  return () => {
    for (const [name, descriptor] of kept) Object.defineProperty(zlib, name, descriptor);
  };
}

describe('a gzip header', () => {
  test('may have fields of any length, cut anywhere', async () => {
    const member = withFields(Buffer.from('hello'), 65_535, 100_000);
    for (const size of [1000, 1_000_000]) expect((await streamed(member, ['gzip'], size)).toString()).toBe('hello');
    // Byte by byte, still longer than any buffer.
    const shorter = withFields(Buffer.from('hello'), 20_000, 20_000);
    expect((await streamed(shorter, ['gzip'], 1)).toString()).toBe('hello');
    expect((await streamed(Buffer.concat([member, member]), ['gzip'], 5000)).toString()).toBe('hellohello');
  });

  test('is read in linear time', async () => {
    const long = (length: number): Promise<Buffer> => streamed(withFields(Buffer.from('x'), 0, length), ['gzip'], 100);
    const [once, twice] = [await cpuTime(() => long(200_000), 3), await cpuTime(() => long(400_000), 3)];
    expect(twice).toBeLessThan(3.5 * once + 10);
  });
});

describe('blocks without output', () => {
  /** Empty stored blocks, not the last ones. */
  const blocks = (count: number): Buffer => times(count, Buffer.from([0, 0, 0, 0xff, 0xff]));
  const wrap = (middle: Buffer): Buffer => Buffer.concat([middle, zlib.deflateRawSync('x')]);

  test('are decoded in linear time, in one member and in many', async () => {
    const gzip = (middle: Buffer): Buffer => {
      const plain = zlib.gzipSync('x');
      return Buffer.concat([plain.subarray(0, 10), middle, plain.subarray(10)]);
    };
    expect((await streamed(wrap(blocks(1000)), ['deflate'])).toString()).toBe('x');
    expect(await streamed(times(100, gzip(blocks(3))))).toHaveLength(100);
    for (const make of [(n: number) => gzip(blocks(n)), (n: number) => times(n / 10, gzip(blocks(10)))]) {
      const [small, large] = [make(100_000), make(200_000)];
      const [once, twice] = [await cpuTime(() => streamed(small)), await cpuTime(() => streamed(large))];
      expect(twice).toBeLessThan(3.5 * once + 10);
      expect(twice).toBeLessThan(20 * (await cpuTime(() => zlib.gunzipSync(large))) + 10);
    }
  });

  test('in brotli too', async () => {
    // A stream with a window of 16 bits, and empty metadata blocks (RFC 7932 §9.2): each is six bits, filled up to a byte.
    const stream = (count: number): Buffer =>
      Buffer.concat([Buffer.from([0x0c]), times(count, Buffer.from([6])), Buffer.from([3])]);
    expect(zlib.brotliDecompressSync(stream(10))).toHaveLength(0);
    expect(await streamed(stream(10), ['br'])).toHaveLength(0);
    const [small, large] = [stream(200_000), stream(400_000)];
    const [once, twice] = [await cpuTime(() => streamed(small, ['br'])), await cpuTime(() => streamed(large, ['br']))];
    expect(twice).toBeLessThan(3.5 * once + 10);
    expect(twice).toBeLessThan(20 * (await cpuTime(() => zlib.brotliDecompressSync(large))) + 10);
  });
});

describe('short streams decoded without zlib', () => {
  const short = new ShortDeflate();
  const read = (bytes: Uint8Array): [unknown, string] => {
    const target = new Uint8Array(2000);
    const end = short.read(bytes, 0, target, 100);
    return [end, Buffer.from(target.subarray(100, 100 + short.length)).toString('latin1')];
  };

  test('yield what zlib yields, and end where it ends', () => {
    const strategies = fc.constantFrom(zlib.constants.Z_FIXED, zlib.constants.Z_DEFAULT_STRATEGY);
    const data = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.string({ maxLength: 300 }).map((s) => Buffer.from(s)),
    );
    fc.assert(
      fc.property(data, strategies, fc.integer({ min: 0, max: 9 }), (bytes, strategy, level) => {
        const coded = Buffer.concat([zlib.deflateRawSync(bytes, { strategy, level }), Buffer.from('what follows')]);
        const [end, text] = read(coded);
        if (end === 'other') return;
        expect([end, text]).toEqual([coded.length - 12, Buffer.from(bytes).toString('latin1')]);
        for (let cut = 0; cut < (end as number); cut++) expect(read(coded.subarray(0, cut))[0]).toBe('incomplete');
      }),
    );
  });

  test('are left to zlib if they are invalid', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 60 }), (bytes) => {
        const [end, text] = read(bytes);
        if (typeof end !== 'number') return;
        expect(zlib.inflateRawSync(bytes.subarray(0, end)).toString('latin1')).toBe(text);
      }),
      { numRuns: 2000 },
    );
  });

  test('are left to the engine of zstd if they are invalid', () => {
    const frame = (hex: string, text = ''): Buffer =>
      Buffer.concat([Buffer.from(hex.replaceAll(' ', ''), 'hex'), Buffer.from(text)]);
    const text = (bytes: Buffer): string | null => {
      const out = shortZstd(bytes);
      return out === null ? null : Buffer.from(out).toString();
    };
    expect(text(frame('28b52ffd 20 00 010000'))).toBe('');
    expect(text(frame('28b52ffd 24 00 010000 99e9d851'))).toBe('');
    expect(text(frame('28b52ffd 24 00 010000 99e9d852'))).toBeNull();
    expect(text(frame('28b52ffd 20 05 290000', 'hello'))).toBe('hello');
    expect(text(frame('28b52ffd 20 06 290000', 'hello'))).toBeNull();
    expect(text(frame('28b52ffd 00 58 290000', 'hello'))).toBe('hello');
    expect(text(frame('28b52ffd 00 f8 290000', 'hello'))).toBeNull();
    expect(text(Buffer.concat([frame('28b52ffd 20 0a 280000', 'hello'), frame('2b0000 61')]))).toBe('helloaaaaa');
    expect(text(frame('28b52ffd 24 05 290000', 'hello1234'))).toBeNull();
    expect(text(frame('28b52ffd 21 01 05 290000', 'hello'))).toBeNull();
    expect(text(frame('28b52ffd 28 05 290000', 'hello'))).toBeNull();
    expect(text(frame('28b52ffd 60 0100 0b0800', 'a'))).toBe('a'.repeat(257));
    expect(text(frame('28b52ffd 20 05 2d0000', 'hello'))).toBeNull();
  });
});
