import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import {
  AbortError,
  ConnectionError,
  FunctionTransport,
  HostNotAllowed,
  HTTPDigestAuth,
  InvalidHeader,
  InvalidSchema,
  InvalidURL,
  MissingSchema,
  Request,
  type RequestOptions,
  RetryError,
  retry,
  Session,
  type SessionOptions,
  SSLError,
  Timeout,
  TooManyRedirects,
  type TransportRequest,
  UnrewindableBodyError,
  UnsupportedByTransport,
} from '../../src/index.ts';
import { failure, playedTransport, REDIRECT, type Reply, textOf } from '../played.ts';
import { file, GIVEN, iterator, webStream } from './given-streams.ts';

let directory: string;
const uncaught: unknown[] = [];
const note = (error: unknown): void => void uncaught.push(error);
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'req-bodies-'));
  process.on('uncaughtException', note);
  process.on('unhandledRejection', note);
});
afterEach(() => expect(uncaught.splice(0)).toEqual([]));
afterAll(() => {
  process.off('uncaughtException', note);
  process.off('unhandledRejection', note);
  rmSync(directory, { recursive: true });
});

interface FailingCall {
  /** The error that the call fails with. */
  readonly error: new (
    ...args: never[]
  ) => Error;
  readonly url?: string;
  readonly session?: Partial<SessionOptions>;
  readonly options?: RequestOptions;
  readonly replies?: Reply[];
  /** Also for a body that is a file, which could be sent again. */
  readonly call?: (session: Session, url: string, options: RequestOptions) => Promise<unknown>;
}

class OfTheCaller extends Error {}
const throwing = (): never => {
  throw new OfTheCaller();
};

const BEFORE: Readonly<Record<string, FailingCall>> = {
  'a host that the guard refuses': { error: HostNotAllowed, session: { allowHosts: ['b.test'] } },
  'an invalid header': { error: InvalidHeader, options: { headers: { 'X-A': 'a\nb' } } },
  'an invalid URL': { error: InvalidURL, url: 'http://[' },
  'a URL without a scheme': { error: MissingSchema, url: 'a.test' },
  'a scheme without a transport': { error: InvalidSchema, url: 'ftp://a.test/' },
  'an invalid method': { error: TypeError, call: (s, url, options) => s.request('A B', url, options) },
  'an unknown option': { error: TypeError, options: { unknown: 1 } as never },
  'params that cannot be encoded': { error: TypeError, options: { params: 5 as never } },
  'an invalid timeout': { error: TypeError, options: { timeout: -1 } },
  'a signal that has fired': { error: AbortError, options: { signal: AbortSignal.abort() } },
  'an auth function that throws': { error: OfTheCaller, options: { auth: throwing } },
  'an auth function that rejects': { error: OfTheCaller, options: { auth: async () => throwing() } },
  'an auth flow that throws': {
    error: OfTheCaller,
    options: {
      auth: {
        // biome-ignore lint/correctness/useYield: it fails before its first request.
        async *authFlow() {
          throwing();
        },
      },
    },
  },
  'invalid auth': { error: TypeError, options: { auth: 5 as never } },
  'an auth function that replaces the body and throws': {
    error: OfTheCaller,
    options: {
      auth(prepared) {
        prepared.body = 'other';
        throwing();
      },
    },
  },
  'a CA file that cannot be read': { error: SSLError, url: 'https://a.test/', options: { verify: '/missing.pem' } },
  'a certificate that cannot be read': { error: SSLError, options: { cert: '/missing.pem' } },
  'an invalid proxy': { error: InvalidURL, options: { proxies: { http: 'http://[' } } },
  'a prepareRequest of a subclass that throws': {
    error: OfTheCaller,
    async call({ transport }, url, options) {
      class Refusing extends Session {
        override prepareRequest(): never {
          return throwing();
        }
      }
      await new Refusing({ transport }).post(url, options);
    },
  },
  'session.prepareRequest()': {
    error: InvalidHeader,
    call: (s, url, options) => s.prepareRequest(new Request('POST', url, { ...options, headers: { A: '\n' } })),
  },
  'request.prepare()': {
    error: InvalidURL,
    call: (_s, _url, options) => new Request('POST', 'http://', options).prepare(),
  },
  'session.send() with an invalid option': {
    error: TypeError,
    call: async (s, url, options) => s.send(await s.prepareRequest(new Request('POST', url, options)), { timeout: 0 }),
  },
  'a closed transport': {
    error: ConnectionError,
    async call(s, url, options) {
      await s.close();
      await s.post(url, options);
    },
  },
  'a transport that lacks what it needs': {
    error: UnsupportedByTransport,
    async call(_s, url, options) {
      const transport = new FunctionTransport(() => ({}), { capabilities: [] });
      await new Session({ transport, trustEnv: false }).request('TRACE', url, options);
    },
  },
  'a transport that fails': {
    error: ConnectionError,
    async call(_s, url, options) {
      const transport = new FunctionTransport(() => {
        throw new ConnectionError('refused');
      });
      await new Session({ transport: retry(transport, 2), trustEnv: false }).post(url, options);
    },
  },
  'a transport that never answers': {
    error: Timeout,
    async call(_s, url, options) {
      const transport = new FunctionTransport(() => new Promise(() => {}));
      await new Session({ transport, trustEnv: false }).post(url, { ...options, timeout: { total: 20 } });
    },
  },
};

const play = (replies: readonly Reply[], options: Partial<SessionOptions> = {}): Session =>
  new Session({ trustEnv: false, ...options, transport: playedTransport(replies).transport });

describe.each(Object.entries(BEFORE))('a request that fails before it is sent: %s', (_what, failing) => {
  test.each(GIVEN)('destroys %s', async (_kind, make) => {
    const given = make(directory);
    const session = play(failing.replies ?? [], failing.session);
    const call = failing.call ?? ((s, url, options): Promise<unknown> => s.post(url, options));
    const error = await failure(
      call(session, failing.url ?? 'http://a.test/', { ...given.options, ...failing.options }),
    );
    expect(error).toBeInstanceOf(failing.error);
    expect(await given.released()).toBe(true);
  });
});

describe('a request that fails later destroys its body', () => {
  /** Reads one chunk, and fails. */
  const failing = async ({ body }: TransportRequest): Promise<never> => {
    await (body as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]().next();
    throw new ConnectionError('broke off');
  };

  test.each(GIVEN.filter(([what]) => !/nobody writes|not there/.test(what)))(
    'of %s, midway, whatever the transport does with it',
    async (_kind, make) => {
      const given = make(directory);
      const session = new Session({ transport: new FunctionTransport(failing), trustEnv: false });
      expect(await failure(session.post('http://a.test/', given.options))).toBeInstanceOf(ConnectionError);
      expect(await given.released()).toBe(true);
    },
  );

  test('that waits for bytes that never arrive', async () => {
    const node = new PassThrough();
    const cancelled: unknown[] = [];
    const web = new ReadableStream({ cancel: () => void cancelled.push('web') });
    for (const data of [node, web]) {
      const transport = new FunctionTransport(async ({ body }) => ({ body: await textOf(body as never) }));
      const session = new Session({ transport, trustEnv: false });
      const error = await failure(session.post('http://a.test/', { data, timeout: { total: 20 } }));
      expect(error).toBeInstanceOf(Timeout);
    }
    expect([node.destroyed, cancelled, web.locked]).toEqual([true, ['web'], false]);
  });

  test('that fails itself, with its own error', async () => {
    const own = new OfTheCaller();
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('a');
      throw own;
    }
    const node = new Readable({ read: () => {} });
    const session = play([{}, {}]);
    expect(await failure(session.post('http://a.test/', { data: broken() }))).toBe(own);
    const failed = failure(session.post('http://a.test/', { data: node }));
    node.destroy(own);
    expect(await failed).toBe(own);
  });

  test('that yields something that is not a chunk', async () => {
    const data = Readable.from([{ an: 'object' }, {}]);
    const error = await failure(play([]).post('http://a.test/', { data }));
    expect(error).toBeInstanceOf(TypeError);
    expect(error.message).toBe('A body given in pieces must yield bytes or strings, not object');
    expect(data.destroyed).toBe(true);
  });

  test('that was not read to its end before TooManyRedirects', async () => {
    const files = { a: new PassThrough(), b: new PassThrough() };
    const transport = new FunctionTransport(() => REDIRECT('/', 307));
    const session = new Session({ transport, trustEnv: false, maxRedirects: 0 });
    expect(await failure(session.post('http://a.test/', { files }))).toBeInstanceOf(TooManyRedirects);
    expect([files.a.destroyed, files.b.destroyed]).toEqual([true, true]);
  });

  test('when a hook throws', async () => {
    const data = new PassThrough();
    const transport = new FunctionTransport(() => ({}));
    const session = new Session({ transport, trustEnv: false, hooks: { response: throwing } });
    expect(await failure(session.post('http://a.test/', { data }))).toBeInstanceOf(OfTheCaller);
    expect(data.destroyed).toBe(true);
  });

  test('when all retries failed', async () => {
    const bodies = { a: new PassThrough(), b: new PassThrough() };
    const transport = retry(new FunctionTransport(() => ({ status: 503 })), { total: 0, statusForcelist: [503] });
    const session = new Session({ transport, trustEnv: false });
    expect(await failure(session.put('http://a.test/', { files: bodies }))).toBeInstanceOf(RetryError);
    expect([bodies.a.destroyed, bodies.b.destroyed]).toEqual([true, true]);
  });

  test('that an auth flow created', async () => {
    const made = new PassThrough();
    const session = play([new ConnectionError('refused')]);
    session.auth = {
      async *authFlow(request) {
        const signed = request.copy();
        signed.body = made;
        yield signed;
      },
    };
    made.end('x');
    expect(await failure(session.post('http://a.test/', { data: 'x' }))).toBeInstanceOf(ConnectionError);
    expect(made.destroyed).toBe(true);
  });
});

describe('a request whose response has come', () => {
  /** Responds after the first chunk of the body. */
  const early = async ({ body }: TransportRequest) => {
    const pieces = (body as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
    await pieces.next();
    await pieces.next();
    await pieces.return?.();
    return { status: 413, body: 'too large' };
  };

  test.each([false, true])('before its files were read destroys them (streamed: %s)', async (stream) => {
    const files = { a: Readable.from(['a']), b: new PassThrough() };
    const session = new Session({ transport: new FunctionTransport(early), trustEnv: false });
    const r = await session.post('http://a.test/', { files, stream });
    expect(files.b.destroyed).toBe(!stream);
    await r.read();
    expect([files.a.destroyed, files.b.destroyed]).toEqual([true, true]);
  });

  test('with a redirect that drops the body is followed, and the body is destroyed', async () => {
    const data = new PassThrough();
    let first = true;
    const transport = new FunctionTransport(async ({ body }) => {
      if (!first) return { body: String(body) };
      first = false;
      await (body as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]().next();
      return REDIRECT('/b', 303);
    });
    data.write('x');
    const r = await new Session({ transport, trustEnv: false }).post('http://a.test/', { data });
    expect([r.text, data.destroyed]).toEqual(['null', true]);
  });

  test('after its iterator was read to its end does not touch it', async () => {
    const data = iterator('a', 'b');
    await play([]).post('http://a.test/', { data });
    expect(data.returned).toBe(0);
  });

  test('with a body that nobody has begun to read leaves it untouched', async () => {
    let seen: TransportRequest | null = null;
    const transport = new FunctionTransport((request) => {
      seen = request;
      return {};
    });
    await new Session({ transport, trustEnv: false }).post('http://a.test/', { data: Readable.from(['later']) });
    expect(await textOf((seen as unknown as TransportRequest).body as never)).toBe('later');
  });
});

test('a prepared request that is never sent leaves its body to the caller', async () => {
  const data = Readable.from(['abc']);
  const session = play([{}]);
  const request = new Request('POST', 'http://a.test/', { data });
  await session.prepareRequest(request);
  const prepared = await session.prepareRequest(request);
  expect(data.destroyed).toBe(false);
  await session.send(prepared);
  expect(data.destroyed).toBe(true);
});

describe('a body that was read before is refused before anything is sent', () => {
  const drain = async (stream: AsyncIterable<unknown>): Promise<void> => {
    for await (const _ of stream);
  };
  const READ: readonly [string, () => unknown | Promise<unknown>][] = [
    [
      'a Readable read to its end',
      async () => {
        const stream = Readable.from(['abc']);
        await drain(stream);
        return stream;
      },
    ],
    [
      'a Readable that is not destroyed at its end',
      async () => {
        const stream = new Readable({ autoDestroy: false, read: () => {} });
        stream.push('abc');
        stream.push(null);
        stream.resume();
        await new Promise((resolve) => stream.once('end', resolve));
        return stream;
      },
    ],
    [
      'a Readable read in part',
      () => {
        const stream = new PassThrough();
        stream.write('abcdef');
        expect(stream.read(3)).not.toBeNull();
        return stream;
      },
    ],
    [
      'a Readable that a loop has left',
      async () => {
        const stream = Readable.from(['a', 'b']);
        for await (const _ of stream) break;
        return stream;
      },
    ],
    ['a destroyed Readable', () => Readable.from(['abc']).destroy()],
    [
      'a Readable that has failed',
      () => {
        const stream = new PassThrough();
        stream.on('error', () => {});
        return stream.destroy(new OfTheCaller());
      },
    ],
    [
      'a file’s stream read to its end',
      async () => {
        const { createReadStream } = await import('node:fs');
        const stream = createReadStream(file(directory));
        await drain(stream);
        return stream;
      },
    ],
    [
      'a web stream read to its end',
      async () => {
        const { stream } = webStream('abc');
        await drain(stream as never);
        return stream;
      },
    ],
    [
      'a web stream read in part',
      async () => {
        const { stream } = webStream('a', 'b');
        const reader = stream.getReader();
        await reader.read();
        reader.releaseLock();
        return stream;
      },
    ],
    [
      'a locked web stream',
      () => {
        const { stream } = webStream('abc');
        stream.getReader();
        return stream;
      },
    ],
    [
      'a cancelled web stream',
      async () => {
        const { stream } = webStream('abc');
        await stream.cancel();
        return stream;
      },
    ],
    [
      'a web stream that was teed',
      () => {
        const { stream } = webStream('abc');
        stream.tee();
        return stream;
      },
    ],
    [
      'a Response whose body was read',
      async () => {
        const response = new Response('abc');
        await response.text();
        return response;
      },
    ],
    [
      'a Request whose body was read',
      async () => {
        const request = new globalThis.Request('http://a.test/', { method: 'POST', body: 'abc' });
        await request.text();
        return request;
      },
    ],
    [
      'a generator that another request has sent',
      async () => {
        const body = (async function* () {
          yield 'abc';
        })();
        await play([]).post('http://a.test/', { data: body });
        return body;
      },
    ],
    [
      'a generator whose request failed',
      async () => {
        const body = (async function* () {
          yield 'abc';
        })();
        await failure(play([]).post('no-url', { data: body }));
        return body;
      },
    ],
    [
      'a closed FileHandle',
      async () => {
        const handle = await open(file(directory));
        await handle.close();
        return handle;
      },
    ],
  ];

  test.each(READ)('%s, as data', async (_what, make) => {
    const { transport, sent } = playedTransport();
    const session = new Session({ transport, trustEnv: false });
    const error = await failure<UnrewindableBodyError>(
      session.post('http://a.test/', { data: (await make()) as never }),
    );
    expect(error).toBeInstanceOf(UnrewindableBodyError);
    expect(error.request?.url).toBe('http://a.test/');
    expect(sent).toEqual([]);
  });

  test.each(READ)('%s, in files', async (_what, make) => {
    const { transport, sent } = playedTransport();
    const session = new Session({ transport, trustEnv: false });
    const other = new PassThrough();
    const files = { other, f: ['name.txt', (await make()) as never] as const };
    const error = await failure<UnrewindableBodyError>(session.post('http://a.test/', { files }));
    expect(error).toBeInstanceOf(UnrewindableBodyError);
    expect([sent, other.destroyed]).toEqual([[], true]);
  });

  test.each(READ)('%s, through asFetch', async (what, make) => {
    const { transport, sent } = playedTransport();
    const fetch = new Session({ transport, trustEnv: false }).asFetch();
    const body = (await make()) as NonNullable<globalThis.RequestInit['body']>;
    // fetch would convert such an object to text: `[object Response]`.
    if (/Response|Request|FileHandle/.test(what)) return;
    const init: globalThis.RequestInit = { method: 'POST', body, duplex: 'half' } as never;
    expect(await failure(fetch('http://a.test/', init))).toBeInstanceOf(TypeError);
    expect(sent).toEqual([]);
  });

  test('a used Request, through asFetch', async () => {
    const { transport, sent } = playedTransport();
    const request = new globalThis.Request('http://a.test/', { method: 'POST', body: 'abc' });
    await request.text();
    expect(await failure(new Session({ transport, trustEnv: false }).asFetch()(request))).toBeInstanceOf(TypeError);
    expect(sent).toEqual([]);
  });

  test('a stream that was read after its request was prepared', async () => {
    const session = play([]);
    const data = new PassThrough();
    const prepared = await session.prepareRequest(new Request('POST', 'http://a.test/', { data }));
    data.end('abc');
    expect(data.read()).not.toBeNull();
    const error = await failure<UnrewindableBodyError>(session.send(prepared));
    expect([error instanceof UnrewindableBodyError, error.request]).toEqual([true, prepared]);
  });

  test('a stream that failed after its request was prepared: the caller gets its error', async () => {
    const session = play([]);
    const data = new PassThrough();
    const prepared = await session.prepareRequest(new Request('POST', 'http://a.test/', { data }));
    const own = new OfTheCaller();
    data.destroy(own);
    await new Promise((resolve) => data.once('close', resolve));
    expect(await failure(session.send(prepared))).toBe(own);
  });

  test('the same stream twice in files', async () => {
    const { transport, sent } = playedTransport();
    const stream = new PassThrough();
    const session = new Session({ transport, trustEnv: false });
    const error = await failure(session.post('http://a.test/', { files: { a: stream, b: stream } }));
    expect([error instanceof UnrewindableBodyError, sent, stream.destroyed]).toEqual([true, [], true]);
  });

  test('a stream that another request is sending, which continues', async () => {
    const data = new PassThrough();
    const session = play([]);
    const first = session.post('http://a.test/', { data, hooks: { response: (r) => void r } });
    const second = await failure(session.post('http://a.test/', { data }));
    expect([second instanceof UnrewindableBodyError, data.destroyed]).toEqual([true, false]);
    data.end('abc');
    expect((await first).statusCode).toBe(200);
  });

  test('a prepared request that is being sent already, which continues', async () => {
    const data = new PassThrough();
    const session = play([]);
    const prepared = await session.prepareRequest(new Request('POST', 'http://a.test/', { data }));
    const first = session.send(prepared);
    expect(await failure(session.send(prepared))).toBeInstanceOf(UnrewindableBodyError);
    data.end('abc');
    expect((await first).statusCode).toBe(200);
  });

  test('an iterable that returns the same iterator every time', async () => {
    const once = iterator('a', 'b');
    const data = { [Symbol.asyncIterator]: () => once };
    const { transport, sent } = playedTransport();
    const session = new Session({ transport, trustEnv: false });
    await session.post('http://a.test/', { data });
    expect(await failure(session.post('http://a.test/', { data }))).toBeInstanceOf(UnrewindableBodyError);
    expect(sent.map(({ body }) => body)).toEqual(['ab']);
  });

  test('bodies that reading does not use up can be sent any number of times', async () => {
    const blob = new Blob(['abc']);
    const { transport, sent } = playedTransport();
    const session = new Session({ transport, trustEnv: false });
    await Promise.all([1, 2, 3].map(() => session.post('http://a.test/', { data: blob })));
    await session.post('http://a.test/', { files: { a: blob, b: blob } });
    expect(sent.slice(0, 3).map(({ body }) => body)).toEqual(['abc', 'abc', 'abc']);
    expect(sent[3]?.body?.split('abc')).toHaveLength(3);
  });
});

describe('unread streams are sent', () => {
  test.each<[string, () => unknown, string]>([
    ['a Readable of text', () => Readable.from(['hé', 'llo']), 'héllo'],
    ['a Readable with an encoding', () => Readable.from([Buffer.from('hé')]).setEncoding('utf8'), 'hé'],
    ['a Readable whose text is base64', () => Readable.from([Buffer.from('héllo')]).setEncoding('base64'), 'aMOpbGxv'],
    ['an empty Readable', () => Readable.from([]), ''],
    ['an empty web stream', () => webStream().stream, ''],
    ['a Response', () => new Response('abc'), 'abc'],
    ['a Response without a body', () => new Response(null), ''],
    ['a generator of bytes and text', () => [Buffer.from('a'), 'b', new Uint8Array([99])].values(), 'abc'],
  ])('%s', async (_what, make, body) => {
    const { transport, sent } = playedTransport();
    await new Session({ transport, trustEnv: false }).post('http://a.test/', { data: make() as never });
    expect(sent[0]?.body).toBe(body);
  });

  test('the stream of a file with an encoding does not have the length of the file', async () => {
    const { createReadStream } = await import('node:fs');
    const { transport, sent } = playedTransport();
    const data = createReadStream(file(directory, 'héllo')).setEncoding('base64');
    await new Session({ transport, trustEnv: false }).post('http://a.test/', { data });
    expect([sent[0]?.body, sent[0]?.headers['Content-Length']]).toEqual(['aMOpbGxv', undefined]);
  });
});

describe('a FileHandle', () => {
  let handle: FileHandle;
  const over = (replies: Reply[]) => {
    const { transport, sent } = playedTransport(replies);
    return { transport, sent, session: new Session({ transport, trustEnv: false }) };
  };
  const large = 'x'.repeat(200_000);
  beforeAll(async () => {
    handle = await open(file(directory, large));
  });
  afterAll(() => handle.close());

  test('is read from its beginning, even if it was read before, and left open', async () => {
    await handle.read(Buffer.alloc(10), 0, 10);
    const { session, sent } = over([]);
    await session.post('http://a.test/', { data: handle });
    await session.post('http://a.test/', { data: handle });
    expect(sent.map(({ body }) => body?.length)).toEqual([200_000, 200_000]);
    expect(sent[0]?.headers['Content-Length']).toBe('200000');
    expect(readFileSync(handle.fd, 'utf8')).toHaveLength(200_000 - 10);
  });

  test('is sent again by redirects, digest and retries', async () => {
    const challenge = { status: 401, headers: { 'WWW-Authenticate': 'Digest realm="r", nonce="n", qop="auth"' } };
    const { session, sent } = over([REDIRECT('/b', 308), challenge, {}]);
    await session.put('http://a.test/', { data: handle, auth: new HTTPDigestAuth('u', 'p') });
    expect(sent.map(({ body }) => body?.length)).toEqual([200_000, 200_000, 200_000]);
    const retried = over([{ status: 503 }, new ConnectionError('broke'), {}]);
    const transport = retry(retried.transport, { total: 3, statusForcelist: [503] });
    await new Session({ transport, trustEnv: false }).put('http://a.test/', { data: handle });
    expect(retried.sent.map(({ body }) => body?.length)).toEqual([200_000, 200_000, 200_000]);
    expect(handle.fd).toBeGreaterThan(0);
  });

  test('is sent in files, also twice, and again', async () => {
    const { session, sent } = over([REDIRECT('/b', 307), {}]);
    await session.post('http://a.test/', { files: { a: handle, b: ['b.txt', handle] } });
    expect(sent.map(({ body }) => (body?.length ?? 0) > 400_000)).toEqual([true, true]);
  });

  test.each(Object.entries(BEFORE).slice(0, 12))('is left open by a request that fails: %s', async (_what, failing) => {
    const session = play([], failing.session);
    const call = failing.call ?? ((s, url, options): Promise<unknown> => s.post(url, options));
    await failure(call(session, failing.url ?? 'http://a.test/', { data: handle, ...failing.options }));
    expect((await handle.stat()).size).toBe(200_000);
  });

  test('is left open by a request that fails midway', async () => {
    const transport = new FunctionTransport(async ({ body }) => {
      await (body as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]().next();
      throw new ConnectionError('broke off');
    });
    const session = new Session({ transport, trustEnv: false });
    expect(await failure(session.post('http://a.test/', { data: handle }))).toBeInstanceOf(ConnectionError);
    expect((await handle.stat()).size).toBe(200_000);
  });

  test('fails with an error of its own when the file has become shorter', async () => {
    const { writeFileSync } = await import('node:fs');
    const path = join(directory, 'shrinking.txt');
    writeFileSync(path, large);
    const shrinking = await open(path);
    const session = play([]);
    const prepared = await session.prepareRequest(new Request('POST', 'http://a.test/', { data: shrinking }));
    writeFileSync(path, 'short');
    expect(await failure(session.send(prepared))).toBeInstanceOf(InvalidHeader);
    await shrinking.close();
  });

  test('of a pipe is read once, from its current position', async () => {
    const path = join(directory, 'pipe');
    execFileSync('mkfifo', [path]);
    const writer = execFile('sh', ['-c', 'printf abc > "$1"', 'sh', path]);
    const pipe = await open(path);
    const { session, sent } = over([]);
    await session.post('http://a.test/', { data: pipe });
    expect(await failure(session.post('http://a.test/', { data: pipe }))).toBeInstanceOf(UnrewindableBodyError);
    expect(sent.map(({ body, headers }) => [body, headers['Transfer-Encoding']])).toEqual([['abc', 'chunked']]);
    await pipe.close();
    writer.kill();
  });
});
