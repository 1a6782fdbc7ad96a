import { describe, expect, test } from '@jest/globals';
import { FunctionTransport, Session, UnrewindableBodyError } from '../../src/index.ts';
import { failure, pieces, played, REDIRECT, textOf } from '../played.ts';

const seeOther = (): ReturnType<typeof REDIRECT>[] => [REDIRECT('/b', 307)];

describe('a body that can be read again is sent again', () => {
  test.each<[string, () => unknown]>([
    ['text', () => 'abc'],
    ['bytes', () => new TextEncoder().encode('abc')],
    ['a Blob', () => new Blob(['abc'])],
    ['a Set of chunks', () => new Set(['a', 'b', 'c'])],
    ['an iterable that begins anew', () => ({ [Symbol.asyncIterator]: () => pieces('ab', 'c') })],
  ])('%s', async (_what, data) => {
    const { session, sent } = played(seeOther());
    await session.post('http://a.test/a', { data: data() as never });
    expect(sent.map(({ method, body }) => `${method} ${body}`)).toEqual(['POST abc', 'POST abc']);
  });

  test('the same prepared request too', async () => {
    const { session, sent } = played();
    const { request } = await session.post('http://a.test/', { data: new Blob(['xyz']) });
    if (request === null) throw new Error('a response of a session knows its request');
    await session.send(request);
    expect(sent.map(({ body }) => body)).toEqual(['xyz', 'xyz']);
  });
});

describe('a body that can be read only once is never sent again, nor sent empty', () => {
  const kinds: [string, () => unknown][] = [
    ['a generator', () => pieces('ab')],
    ['a web stream', () => new Blob(['ab']).stream()],
  ];

  test.each(kinds)('%s: a redirect that keeps it throws UnrewindableBodyError', async (_what, data) => {
    const { session, sent } = played(seeOther());
    const error = await failure<UnrewindableBodyError>(session.post('http://a.test/a', { data: data() as never }));
    expect(error).toBeInstanceOf(UnrewindableBodyError);
    expect(error.message).toMatch(/^Unable to rewind request body for redirect/);
    expect(error.request?.url).toBe('http://a.test/b');
    expect(sent).toHaveLength(1);
  });

  test.each(kinds)('%s: a redirect that drops it is followed', async (_what, data) => {
    const { session, lines } = played([REDIRECT('/b', 302)]);
    await session.post('http://a.test/a', { data: data() as never });
    expect(lines()).toEqual(["POST http://a.test/a {Transfer-Encoding: chunked} 'ab'", 'GET http://a.test/b']);
  });

  test('the same prepared request again', async () => {
    const { session } = played();
    const { request } = await session.post('http://a.test/', { data: pieces('ab') });
    if (request === null) throw new Error('a response of a session knows its request');
    await expect(session.send(request)).rejects.toThrow(UnrewindableBodyError);
  });
});

test('a stream is read on demand, not ahead', async () => {
  let asked = 0;
  async function* counted(): AsyncGenerator<Uint8Array> {
    for (; asked < 1000; asked++) yield new Uint8Array(1);
  }
  const transport = new FunctionTransport(async ({ body }) => {
    const iterator = (body as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
    await iterator.next();
    await iterator.next();
    const seen = asked;
    await iterator.return?.();
    return { json: seen };
  });
  const session = new Session({ transport, trustEnv: false });
  expect((await session.post('http://a.test/', { data: counted() })).json()).toBe(1);
});

test('a web stream is cancelled and unlocked when the request is abandoned', async () => {
  let cancelled = false;
  const stream = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.enqueue(new Uint8Array(1)),
    cancel: () => {
      cancelled = true;
    },
  });
  const transport = new FunctionTransport(async ({ body }) => {
    for await (const _ of body as AsyncIterable<Uint8Array>) break;
    return {};
  });
  await new Session({ transport, trustEnv: false }).post('http://a.test/', { data: stream });
  expect([cancelled, stream.locked]).toEqual([true, false]);
});

describe('uploads report their progress', () => {
  test('of bytes in slices, with total and percent', async () => {
    const told: unknown[] = [];
    const { session } = played();
    await session.post('http://a.test/', {
      data: new Uint8Array(150_000),
      onUploadProgress: ({ transferred, total, percent }) => told.push([transferred, total, Math.round(percent ?? -1)]),
    });
    expect(told).toEqual([
      [65536, 150_000, 44],
      [131_072, 150_000, 87],
      [150_000, 150_000, 100],
    ]);
  });

  test('of a stream of unknown length, without total and percent', async () => {
    const told: unknown[] = [];
    const { session } = played();
    await session.post('http://a.test/', {
      data: pieces('ab', 'c'),
      onUploadProgress: ({ transferred, total, percent, bytesPerSecond }) => {
        told.push([transferred, total, percent]);
        expect(bytesPerSecond).toBeGreaterThanOrEqual(0);
      },
    });
    expect(told).toEqual([
      [2, null, null],
      [3, null, null],
    ]);
  });

  test('of an empty stream, once', async () => {
    const told: number[] = [];
    const { session } = played();
    await session.post('http://a.test/', { data: pieces(), onUploadProgress: (p) => told.push(p.transferred) });
    expect(told).toEqual([0]);
  });

  test('an error of the listener ends the call', async () => {
    const { session } = played();
    const error = new Error('of the listener');
    const onUploadProgress = (): never => {
      throw error;
    };
    expect(await failure(session.post('http://a.test/', { data: 'x', onUploadProgress }))).toBe(error);
  });

  test('the body is the same with and without a listener', async () => {
    const transport = new FunctionTransport(async ({ body }) => ({ body: await textOf(body as Uint8Array) }));
    const session = new Session({ transport, trustEnv: false });
    const r = await session.post('http://a.test/', { data: 'hé', onUploadProgress: () => {} });
    expect(r.content.toString()).toBe('hé');
  });
});
