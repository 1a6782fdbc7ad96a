import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { ContentTooLarge, FunctionTransport, Session, type ShortResponse } from '../../src/index.ts';
import { failure, pieces, played, REDIRECT } from '../played.ts';

const LIMIT = 1000;
const plain = (size: number): Buffer => Buffer.alloc(size, 'x');
const gzipped = (size: number): ShortResponse => ({
  headers: { 'Content-Encoding': 'gzip' },
  body: gzipSync(plain(size)),
});
const sliceBytes = (reply: ShortResponse): ShortResponse => ({
  ...reply,
  body: pieces((reply.body as Buffer).subarray(0, 10), (reply.body as Buffer).subarray(10)),
});

describe('maxBodySize', () => {
  const kinds: [string, (size: number) => ShortResponse][] = [
    ['a plain body', (size) => ({ body: plain(size) })],
    ['a plain body in pieces', (size) => sliceBytes({ body: plain(size) })],
    ['a gzip body', gzipped],
    ['a gzip body in pieces', (size) => sliceBytes(gzipped(size))],
  ];

  test.each(kinds)('accepts %s of exactly that size', async (_what, reply) => {
    const { session } = played([reply(LIMIT), reply(LIMIT)]);
    expect((await session.get('http://a.test/', { maxBodySize: LIMIT })).content).toHaveLength(LIMIT);
    const streamed = await session.get('http://a.test/', { maxBodySize: LIMIT, stream: true });
    expect(await streamed.read()).toHaveLength(LIMIT);
  });

  test.each(kinds)('refuses %s with one byte more', async (_what, reply) => {
    const { session } = played([reply(LIMIT + 1), reply(LIMIT + 1)]);
    const whole = await failure<ContentTooLarge>(session.get('http://a.test/', { maxBodySize: LIMIT }));
    expect(whole).toBeInstanceOf(ContentTooLarge);
    expect([whole.code, whole.request?.url]).toEqual(['CONTENT_TOO_LARGE', 'http://a.test/']);
    const streamed = await session.get('http://a.test/', { maxBodySize: LIMIT, stream: true });
    const error = await failure<ContentTooLarge>(streamed.read());
    expect(error).toBeInstanceOf(ContentTooLarge);
    expect(error.request?.url).toBe('http://a.test/');
  });

  test('counts decoded bytes, not those sent', async () => {
    const reply = gzipped(100_000);
    expect((reply.body as Buffer).length).toBeLessThan(LIMIT);
    const { session } = played([reply]);
    expect(await failure(session.get('http://a.test/', { maxBodySize: LIMIT }))).toBeInstanceOf(ContentTooLarge);
  });

  test.each([[false], [true]])('counts the bytes that a client has decoded (stream: %p)', async (stream) => {
    const transport = new FunctionTransport(
      () => ({ headers: { 'Content-Encoding': 'gzip' }, body: pieces(plain(LIMIT), 'x') }),
      { capabilities: [] },
    );
    const session = new Session({ transport, trustEnv: false, maxBodySize: LIMIT });
    const call = session.get('http://a.test/', { stream }).then((r) => r.read());
    expect(await failure(call)).toBeInstanceOf(ContentTooLarge);
    session.maxBodySize = LIMIT + 1;
    expect(await (await session.get('http://a.test/', { stream })).read()).toHaveLength(LIMIT + 1);
  });

  test('may be set on the session; null lifts it for a request', async () => {
    const body = plain(LIMIT + 1);
    const { session } = played([{ body }, { body }], { maxBodySize: LIMIT });
    expect(await failure(session.get('http://a.test/'))).toBeInstanceOf(ContentTooLarge);
    expect((await session.get('http://a.test/', { maxBodySize: null })).content).toHaveLength(LIMIT + 1);
  });

  test('applies to the body of a redirect too', async () => {
    const { session, sent } = played([{ ...REDIRECT('/b'), body: plain(LIMIT + 1) }]);
    expect(await failure(session.get('http://a.test/', { maxBodySize: LIMIT }))).toBeInstanceOf(ContentTooLarge);
    expect(sent).toHaveLength(1);
  });

  test('ends a streamed body as soon as it is exceeded', async () => {
    let given = 0;
    let returned = false;
    async function* endless(): AsyncGenerator<Uint8Array> {
      try {
        for (;;) {
          given++;
          yield new Uint8Array(600);
        }
      } finally {
        returned = true;
      }
    }
    const { session } = played([{ body: endless() }]);
    expect(await failure(session.get('http://a.test/', { maxBodySize: LIMIT }))).toBeInstanceOf(ContentTooLarge);
    expect([given, returned]).toEqual([2, true]);
  });
});

describe('a body that expands more than a thousandfold, past 10 MiB, is refused', () => {
  const bomb = gzipped(24 * 1024 * 1024);

  const size = 24 * 1024 * 1024;

  test('by default, and accepted with maxDecompressionRatio: null', async () => {
    const { session } = played([bomb, bomb]);
    expect(await failure(session.get('http://a.test/'))).toBeInstanceOf(ContentTooLarge);
    session.maxDecompressionRatio = null;
    expect((await session.get('http://a.test/')).content).toHaveLength(size);
  });

  test('or above another ratio', async () => {
    const { session } = played([bomb, gzipped(size / 2)], { maxDecompressionRatio: 1100 });
    expect((await session.get('http://a.test/')).content).toHaveLength(size);
    session.maxDecompressionRatio = 10;
    expect(await failure(session.get('http://a.test/'))).toBeInstanceOf(ContentTooLarge);
  });
});

describe('download progress is reported', () => {
  const listen = (told: unknown[]) => ({
    onDownloadProgress: (p: { transferred: number; total: number | null; percent: number | null }): void => {
      told.push([p.transferred, p.total, p.percent]);
    },
  });

  test('with total and percent when the length is known', async () => {
    const told: unknown[] = [];
    const { session } = played([{ headers: { 'Content-Length': '4' }, body: pieces('a', 'bcd') }]);
    await session.get('http://a.test/', listen(told));
    expect(told).toEqual([
      [1, 4, 25],
      [4, 4, 100],
    ]);
  });

  test('without them when the length is unknown', async () => {
    const told: unknown[] = [];
    const { session } = played([{ body: pieces('a', 'bcd') }]);
    await session.get('http://a.test/', { ...listen(told), stream: true }).then((r) => r.read());
    expect(told).toEqual([
      [1, null, null],
      [4, null, null],
    ]);
  });

  test('in slices for a body that arrived whole', async () => {
    const told: unknown[] = [];
    const { session } = played([{ headers: { 'Content-Length': '70000' }, body: plain(70_000) }]);
    const r = await session.get('http://a.test/', listen(told));
    expect(told.map((each) => (each as number[])[0])).toEqual([65_536, 70_000]);
    expect(r.content).toHaveLength(70_000);
  });

  test('once for an empty body', async () => {
    const told: unknown[] = [];
    const { session } = played([{ headers: { 'Content-Length': '0' } }]);
    await session.get('http://a.test/', listen(told));
    expect(told).toEqual([[0, 0, 100]]);
  });

  test('in bytes on the wire', async () => {
    const told: unknown[] = [];
    const reply = gzipped(5000);
    const length = (reply.body as Buffer).length;
    const { session } = played([
      { headers: { 'Content-Encoding': 'gzip', 'Content-Length': String(length) }, body: reply.body as Buffer },
    ]);
    const r = await session.get('http://a.test/', listen(told));
    expect(told.at(-1)).toEqual([length, length, 100]);
    expect(r.content).toHaveLength(5000);
  });

  test('an exception of the listener ends the call', async () => {
    const error = new Error('of the listener');
    const { session } = played([{ body: pieces('a') }]);
    const onDownloadProgress = (): never => {
      throw error;
    };
    expect(await failure(session.get('http://a.test/', { onDownloadProgress }))).toBe(error);
  });
});
