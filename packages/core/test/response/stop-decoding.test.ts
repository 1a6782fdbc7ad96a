import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import zlib from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { AbortError, Response, Timeout } from '../../src/index.ts';
import { decodeStream, decodeWhole } from '../../src/response/decode-content.ts';
import { failure, played } from '../played.ts';
import { sliceBytes } from './body-bytes.ts';

const MIB = 1_048_576;
const NONE = { maxBodySize: null, maxRatio: null };
const times = (count: number, bytes: Uint8Array): Buffer => Buffer.concat(Array<Uint8Array>(count).fill(bytes));
const TEXT = Buffer.alloc(MIB, 'The quick brown fox jumps over the lazy dog.\n');
/** 24 MiB of text in a small part of that. */
const BIG = times(24, zlib.gzipSync(TEXT));
/** 8 MB of members that hold nothing. */
const EMPTY = zlib.gzipSync(times(400_000, zlib.gzipSync('')));
const KINDS: [string, Uint8Array, string[]][] = [
  ['gzip members', BIG, ['gzip']],
  ['one gzip member', zlib.gzipSync(times(24, TEXT)), ['gzip']],
  ['deflate', zlib.deflateSync(times(24, TEXT)), ['deflate']],
  [
    'brotli',
    zlib.brotliCompressSync(times(24, TEXT), { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 1 } }),
    ['br'],
  ],
  ['gzip of gzip', zlib.gzipSync(BIG), ['gzip', 'gzip']],
  ['gzip of nothing', EMPTY, ['gzip', 'gzip']],
];

/** How many turns the event loop has while `run` runs. */
async function turnsDuring(run: () => unknown): Promise<number> {
  let turns = 0;
  let running = true;
  const counting = (async () => {
    while (running) {
      await turn();
      turns++;
    }
  })();
  await run();
  running = false;
  await counting;
  return turns;
}

describe.each(KINDS)('decoding %s', (_title, bytes, codings) => {
  test('yields to the event loop', async () => {
    expect(await turnsDuring(() => decodeWhole(bytes, codings, NONE))).toBeGreaterThan(10);
    const drain = async (): Promise<void> => {
      for await (const _chunk of decodeStream(sliceBytes(bytes, MIB), codings, NONE));
    };
    expect(await turnsDuring(drain)).toBeGreaterThan(10);
  });

  test('stops when `check` throws', async () => {
    const told = new Error('told to end');
    let checks = 0;
    const check = (): void => {
      if (++checks >= 5) throw told;
    };
    await expect((async () => decodeWhole(bytes, codings, NONE, check))()).rejects.toBe(told);
    expect(checks).toBe(5);
    checks = 0;
    let seen = 0;
    const drain = async (): Promise<void> => {
      for await (const chunk of decodeStream(sliceBytes(bytes, MIB), codings, NONE, check)) seen += chunk.length;
    };
    await expect(drain()).rejects.toBe(told);
    expect(checks).toBe(5);
    expect(seen).toBeLessThan(MIB);
  });
});

const reply = (body: Uint8Array | AsyncIterable<Uint8Array>): object => ({
  headers: { 'Content-Type': 'text/plain', 'Content-Encoding': 'gzip' },
  body,
});

describe('a signal stops decoding even after all bytes have arrived', () => {
  /** Aborts in the midst of decoding. */
  function aborting(): AbortSignal {
    const controller = new AbortController();
    void (async () => {
      for (let i = 0; i < 20; i++) await turn();
      controller.abort();
    })();
    return controller.signal;
  }

  test('of a whole body', async () => {
    const { session } = played([reply(BIG)]);
    const error = await failure(session.get('http://a.test/', { signal: aborting() }));
    expect(error).toBeInstanceOf(AbortError);
    expect(error).toMatchObject({ request: { url: 'http://a.test/' } });
  });

  test.each<[string, (r: Response) => Promise<unknown>]>([
    ['read()', (r) => r.read()],
    ['iterContent()', (r) => all(r.iterContent())],
    ['pieces of a size', (r) => all(r.iterContent({ chunkSize: 1000 }))],
    ['text', (r) => all(r.iterContent({ decodeUnicode: true }))],
    ['lines', (r) => all(r.iterLines())],
    ['lines of text', (r) => all(r.iterLines({ decodeUnicode: true }))],
  ])('of a streamed body, in %s', async (_way, read) => {
    for (const body of [BIG, sliceBytes(BIG, 65_536)]) {
      const { session } = played([reply(body)]);
      const controller = new AbortController();
      const r = await session.get('http://a.test/', { stream: true, signal: controller.signal });
      const reading = failure(read(r));
      for (let i = 0; i < 5; i++) await turn();
      controller.abort();
      const error = await reading;
      expect(error).toBeInstanceOf(AbortError);
      expect(error).toMatchObject({ request: { url: 'http://a.test/' } });
    }
  });

  test('of a body that is being saved, and leaves no file', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'req-decoding-'));
    const { session } = played([reply(BIG)]);
    const r = await session.get('http://a.test/', { stream: true, signal: aborting() });
    expect(await failure(r.save(join(folder, 'a.txt')))).toBeInstanceOf(AbortError);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('AbortSignal.timeout() is a Timeout', async () => {
    const { session } = played([reply(BIG)]);
    const error = await failure(session.get('http://a.test/', { signal: AbortSignal.timeout(20) }));
    expect(error).toBeInstanceOf(Timeout);
  });

  test('but does not affect what was decoded before', async () => {
    const { session } = played([reply(zlib.gzipSync('hello'))]);
    const controller = new AbortController();
    const r = await session.get('http://a.test/', { signal: controller.signal });
    controller.abort();
    expect((await r.read()).toString()).toBe('hello');
  });
});

describe('timeout.total stops decoding', () => {
  test.each([false, true])('stream: %p', async (stream) => {
    const { session } = played([reply(BIG)]);
    const get = async (): Promise<unknown> =>
      (await session.get('http://a.test/', { stream, timeout: { total: 30 } })).read();
    const error = await failure(get());
    expect(error).toBeInstanceOf(Timeout);
    expect(error.message).toBe('The request took longer than 30 ms in total. Timeouts are in milliseconds.');
  });

  test('even after the last byte was read, and leaves no listener behind', async () => {
    const controller = new AbortController();
    let listeners = 0;
    for (const [name, step] of [
      ['addEventListener', 1],
      ['removeEventListener', -1],
    ] as const) {
      const original = controller.signal[name].bind(controller.signal) as (...args: unknown[]) => void;
      controller.signal[name] = (...args: unknown[]): void => {
        listeners += step;
        original(...args);
      };
    }
    const ways: ((r: Response) => Promise<unknown>)[] = [
      (r) => r.read(),
      (r) => all(r.iterContent()),
      (r) => r.close(),
      (r) => r.raw.read(),
      (r) => r.raw.read(3).then(() => r.close()),
      (r) =>
        r
          .iterContent()
          .next()
          .then(() => r.close()),
    ];
    for (const way of ways) {
      for (const body of [zlib.gzipSync('hello'), zlib.gzipSync('hello').subarray(0, 15)]) {
        const { session } = played([reply(body)]);
        const options = { stream: true, timeout: { total: 600_000 }, signal: controller.signal };
        await way(await session.get('http://a.test/', options)).catch(() => {});
        expect(listeners).toBe(0);
      }
    }
  });
});

describe('closing a response stops decoding', () => {
  test('a pending read() is an AbortError, not part of the body', async () => {
    async function* slow(): AsyncGenerator<Uint8Array> {
      for await (const piece of sliceBytes(TEXT, 1000)) {
        await turn();
        yield piece;
      }
    }
    for (const [body, coding] of [
      [sliceBytes(BIG, MIB), 'gzip'],
      [sliceBytes(BIG, 65_536), 'gzip'],
      [slow(), 'identity'],
    ] as const) {
      const r = new Response({ headers: { 'Content-Encoding': coding }, body });
      const reading = failure(r.read());
      for (let i = 0; i < 5; i++) await turn();
      await r.close();
      expect(await reading).toBeInstanceOf(AbortError);
    }
  });

  test('iteration ends, and close() does not wait for bytes that never arrive', async () => {
    async function* stalled(): AsyncGenerator<Uint8Array> {
      yield BIG.subarray(0, 1000);
      await new Promise(() => {});
    }
    const inner = stalled();
    // As a transport's body: given up at any time.
    let giveUp: (result: IteratorResult<Uint8Array>) => void = () => {};
    const givenUp = new Promise<IteratorResult<Uint8Array>>((resolve) => {
      giveUp = resolve;
    });
    const body: AsyncIterableIterator<Uint8Array> = {
      next: () => Promise.race([inner.next(), givenUp]),
      return: async () => {
        giveUp({ done: true, value: undefined });
        return { done: true, value: undefined };
      },
      [Symbol.asyncIterator]: () => body,
    };
    const r = new Response({ headers: { 'Content-Encoding': 'gzip' }, body });
    let seen = 0;
    const iterating = (async () => {
      for await (const chunk of r) seen += chunk.length;
    })();
    while (seen === 0) await turn();
    await r.close();
    await iterating;
    expect(seen).toBeLessThan(2 * MIB);
  });

  test('save() leaves no file', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'req-decoding-'));
    const r = new Response({ headers: { 'Content-Encoding': 'gzip' }, body: sliceBytes(BIG, 65_536) });
    const saving = failure(r.save(join(folder, 'a.txt')));
    while (readdirSync(folder).length === 0) await turn();
    await r.close();
    expect(await saving).toBeInstanceOf(AbortError);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('also through asFetch', async () => {
    let pieces = 0;
    async function* source(): AsyncGenerator<Uint8Array> {
      for await (const piece of sliceBytes(BIG, 1000)) {
        pieces++;
        yield piece;
      }
    }
    const { session } = played([reply(source())]);
    const response = await session.asFetch()('http://a.test/');
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    await reader.read();
    await reader.cancel();
    expect(pieces).toBeLessThan(100);
  });
});

async function all(items: AsyncIterable<unknown>): Promise<number> {
  let count = 0;
  for await (const _item of items) count++;
  return count;
}
