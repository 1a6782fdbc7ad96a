import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  AbortError,
  ChunkedEncodingError,
  ConnectionError,
  ContentDecodingError,
  ContentTooLarge,
  FunctionTransport,
  HostNotAllowed,
  HTTPDigestAuth,
  HTTPError,
  InvalidHeader,
  InvalidJSONError,
  InvalidSchema,
  InvalidURL,
  JSONDecodeError,
  MissingSchema,
  PreparedRequest,
  ReadTimeout,
  Request,
  RequestException,
  type RequestOptions,
  type Response,
  ResponseNotRead,
  RetryError,
  retry,
  Session,
  type SessionOptions,
  SSLError,
  StreamConsumedError,
  Timeout,
  TooManyRedirects,
  type Transport,
  UnrewindableBodyError,
  UnsupportedByTransport,
} from '../../src/index.ts';
import { failure, pieces, playedTransport, REDIRECT, type Reply } from '../played.ts';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'req-errors-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

interface Failing {
  readonly kind: new (...args: never[]) => Error;
  readonly replies?: Reply[];
  readonly session?: Partial<SessionOptions>;
  readonly transport?: () => Transport;
  readonly url?: string;
  readonly options?: RequestOptions;
  /** Default: a POST. */
  readonly call?: (session: Session, url: string, options: RequestOptions) => Promise<unknown>;
  /** The URL of the error's request. Default: the URL of the call. */
  readonly request?: string;
  /** The status of the error's response. Default: `null`, none. */
  readonly response?: number;
  readonly cause?: boolean;
}

const URL_ = 'http://a.test/';
const MISSING = '/missing.pem';
const GZIP = { 'Content-Encoding': 'gzip' };
const streamed = (read: (r: Response) => unknown) => async (s: Session, url: string, options: RequestOptions) =>
  read(await s.get(url, { ...options, stream: true }));
const drain = async (all: AsyncIterable<unknown>): Promise<void> => {
  for await (const _ of all);
};
const lost = (): ConnectionError => new ConnectionError('lost', { cause: new Error('underneath') });
const broken = { body: pieces('a', new ChunkedEncodingError('broke off')) };

/** Before there is a PreparedRequest: the error has the Request. */
const UNPREPARED: Readonly<Record<string, Failing>> = {
  'no scheme': { kind: MissingSchema, url: 'a.test' },
  'no host': { kind: InvalidURL, url: 'http://' },
  'an invalid host': { kind: InvalidURL, url: 'http://a.test:99999/' },
  'an invalid header': { kind: InvalidHeader, options: { headers: { A: 'b\n' } } },
  'an invalid base URL': { kind: InvalidURL, url: 'x', session: { baseUrl: 'http://[' }, request: 'http://[/x' },
  'request.prepare()': {
    kind: MissingSchema,
    url: 'a.test',
    call: (_s, url, options) => new Request('POST', url, options).prepare(),
  },
  'session.prepareRequest()': {
    kind: MissingSchema,
    url: 'a.test',
    call: (s, url, options) => s.prepareRequest(new Request('POST', url, options)),
  },
};

const PREPARED: Readonly<Record<string, Failing>> = {
  'a value that JSON cannot represent': { kind: InvalidJSONError, options: { json: 1n }, cause: true },
  'an invalid header of a part': {
    kind: InvalidHeader,
    options: { files: { a: ['a', 'x', 'text/plain', { B: 'c\n' }] } },
  },
  'an exception of an auth function': {
    kind: ConnectionError,
    options: {
      auth() {
        throw lost();
      },
    },
    cause: true,
  },
  'one of an asynchronous auth function': {
    kind: ConnectionError,
    options: {
      async auth() {
        throw lost();
      },
    },
    cause: true,
  },
  'a user name that Basic cannot carry': { kind: InvalidHeader, options: { auth: ['a:b', 'c'] } },
  'a scheme without a transport': { kind: InvalidSchema, url: 'ftp://a.test/' },
  'a host that is not allowed': { kind: HostNotAllowed, session: { allowHosts: ['b.test'] } },
  'an invalid proxy': { kind: InvalidURL, options: { proxies: { http: 'http://[' } } },
  'a CA file that is not there': { kind: Error, url: 'https://a.test/', options: { verify: MISSING } },
  'a certificate that is not there': { kind: SSLError, options: { cert: MISSING } },
  'a Content-Length without a body': { kind: InvalidHeader, options: { headers: { 'Content-Length': '5' } } },
  'a Content-Length that is not the body’s': {
    kind: InvalidHeader,
    options: { headers: { 'Content-Length': '5' }, data: pieces('a') },
  },
  'a header set by an auth function': {
    kind: InvalidHeader,
    options: { auth: (r) => void r.headers.set('A', 'b\u0100') },
  },
  'a signal that has fired': { kind: AbortError, options: { signal: AbortSignal.abort('why') }, cause: true },
  'a signal that fires': {
    kind: Timeout,
    transport: () => new FunctionTransport(() => new Promise(() => {})),
    options: { signal: AbortSignal.timeout(5) },
    cause: true,
  },
  'a total timeout': {
    kind: Timeout,
    transport: () => new FunctionTransport(() => new Promise(() => {})),
    options: { timeout: { total: 5 } },
  },
  'a read timeout': {
    kind: ReadTimeout,
    transport: () => new FunctionTransport(() => new Promise(() => {})),
    options: { timeout: 5 },
  },
  'a capability that is missing': {
    kind: UnsupportedByTransport,
    transport: () => new FunctionTransport(() => ({}), { capabilities: [] }),
    options: { data: pieces('a') },
  },
  'a transport that fails': { kind: ConnectionError, replies: [lost()], cause: true },
  'a closed transport': {
    kind: ConnectionError,
    async call(s, url, options) {
      await s.close();
      await s.get(url, options);
    },
  },
  'a body that was sent before': {
    kind: UnrewindableBodyError,
    async call(s, url) {
      const data = pieces('a');
      await s.post(url, { data });
      await s.post(url, { data });
    },
  },
  'a head with two framings': {
    kind: ConnectionError,
    replies: [{ headers: { 'Content-Length': '1', 'Transfer-Encoding': 'chunked' } }],
  },
  'retries that fail': {
    kind: ConnectionError,
    transport: () => retry(playedTransport([lost(), lost(), lost()]).transport, 1),
    call: (s, url) => s.get(url),
    cause: true,
  },
  'a retry without the body': {
    kind: UnrewindableBodyError,
    transport: () => retry(playedTransport([lost()]).transport, 1),
    call: (s, url) => s.put(url, { data: pieces('a') }),
    cause: true,
  },
  'retries used up by statuses': {
    kind: RetryError,
    transport: () => retry(playedTransport([{ status: 503 }]).transport, { total: 0, statusForcelist: [503] }),
    call: (s, url) => s.get(url),
    response: 503,
  },
  'a Retry-After that cannot be read': {
    kind: InvalidHeader,
    transport: () => retry(playedTransport([{ status: 503, headers: { 'Retry-After': 'x' } }]).transport, 1),
    call: (s, url) => s.get(url),
    response: 503,
  },

  // Redirects and challenges: the response that led there.
  'a redirect to nowhere': { kind: InvalidURL, replies: [REDIRECT('http://[')], response: 302, cause: true },
  'a redirect to another scheme': {
    kind: InvalidSchema,
    replies: [REDIRECT('ftp://b.test/')],
    request: 'ftp://b.test/',
    response: 302,
  },
  'a redirect to a host that is not allowed': {
    kind: HostNotAllowed,
    replies: [REDIRECT('http://b.test/')],
    session: { allowHosts: ['a.test'] },
    request: 'http://b.test/',
    response: 302,
  },
  'a redirect with several targets': {
    kind: InvalidHeader,
    replies: [
      {
        status: 302,
        headers: [
          ['Location', '/b'],
          ['Location', '/c'],
        ],
      },
    ],
    response: 302,
  },
  'a redirect that needs the body again': {
    kind: UnrewindableBodyError,
    replies: [REDIRECT('/b', 307)],
    options: { data: pieces('a') },
    request: 'http://a.test/b',
    response: 307,
  },
  'too many redirects': {
    kind: TooManyRedirects,
    replies: [REDIRECT('/b'), REDIRECT('/c')],
    session: { maxRedirects: 1 },
    request: 'http://a.test/b',
    response: 302,
  },
  'a redirect whose body is too large': {
    kind: ContentTooLarge,
    replies: [{ ...REDIRECT('/b'), body: 'x'.repeat(100) }],
    session: { maxBodySize: 10 },
    response: 302,
  },
  'a redirect’s target that fails': {
    kind: ConnectionError,
    replies: [REDIRECT('/b'), lost()],
    request: 'http://a.test/b',
    cause: true,
  },
  'a redirect of a redirect to another scheme': {
    kind: InvalidSchema,
    replies: [REDIRECT('/b'), REDIRECT('ftp://b.test/', 301)],
    request: 'ftp://b.test/',
    response: 301,
  },
  'a digest that needs the body again': {
    kind: UnrewindableBodyError,
    replies: [{ status: 401, headers: { 'WWW-Authenticate': 'Digest realm="r", nonce="n", qop="auth"' } }],
    options: { data: pieces('a'), auth: new HTTPDigestAuth('u', 'p') },
    response: 401,
  },
  'an exception of an auth flow': {
    kind: ConnectionError,
    replies: [{ status: 401 }],
    options: {
      auth: {
        async *authFlow(request) {
          yield request;
          throw lost();
        },
      },
    },
    response: 401,
    cause: true,
  },
  'an auth flow without an end': {
    kind: TooManyRedirects,
    options: {
      auth: {
        async *authFlow(request) {
          for (;;) yield request;
        },
      },
    },
    response: 200,
  },
  'an exception of a hook': {
    kind: ConnectionError,
    replies: [{ status: 201 }],
    options: {
      hooks: {
        response() {
          throw lost();
        },
      },
    },
    response: 201,
    cause: true,
  },
  'a hook that raises for a status': {
    kind: HTTPError,
    replies: [{ status: 404 }],
    options: { hooks: { response: (r) => void r.raiseForStatus() } },
    response: 404,
  },

  // The body.
  'a body that breaks off': { kind: ChunkedEncodingError, replies: [broken], response: 200 },
  'an invalid content coding': {
    kind: ContentDecodingError,
    replies: [{ headers: GZIP, body: 'no gzip' }],
    response: 200,
    cause: true,
  },
  'too many codings': {
    kind: ContentDecodingError,
    replies: [{ headers: { 'Content-Encoding': 'gzip, gzip, gzip, gzip, gzip, gzip' }, body: 'x' }],
    response: 200,
  },
  'a body that is too large': {
    kind: ContentTooLarge,
    replies: [{ body: 'abc' }],
    options: { maxBodySize: 2 },
    response: 200,
  },
  'a coded body that is too large': {
    kind: ContentTooLarge,
    replies: [{ headers: GZIP, body: gzipSync('a'.repeat(1000)) }],
    options: { maxBodySize: 20 },
    response: 200,
  },
  'a status that is an error': {
    kind: HTTPError,
    replies: [{ status: 500 }],
    call: async (s, url) => (await s.get(url)).raiseForStatus(),
    response: 500,
  },
  'json() of invalid JSON': {
    kind: JSONDecodeError,
    replies: [{ body: '{' }],
    call: async (s, url) => (await s.get(url)).json(),
    response: 200,
  },
  'json() of what its schema refuses': {
    kind: InvalidJSONError,
    replies: [{ body: '{}' }],
    call: async (s, url) =>
      (await s.get(url)).json({
        '~standard': { validate: () => ({ issues: [{ message: 'no' }] }) },
      }),
    response: 200,
  },
};

const ENDLESS = (): AsyncGenerator<Uint8Array> =>
  (async function* () {
    yield Buffer.from('a');
    await new Promise(() => {});
  })();

type Read = (r: Response) => unknown;
const READS: Readonly<Record<string, Read>> = {
  'read()': (r) => r.read(),
  'iterContent()': (r) => drain(r.iterContent()),
  'iterContent({ chunkSize })': (r) => drain(r.iterContent({ chunkSize: 4 })),
  'iterContent({ decodeUnicode })': (r) => {
    r.encoding = 'utf-8';
    return drain(r.iterContent({ decodeUnicode: true }));
  },
  'iterLines()': (r) => drain(r.iterLines()),
  iterating: (r) => drain(r),
  'save()': (r) => r.save(join(directory, 'file')),
};
const RAW_READS: Readonly<Record<string, Read>> = {
  'raw.read()': (r) => r.raw.read(),
  'raw.read(size)': async (r) => {
    // The chunks before the error are read first.
    await r.raw.read(100);
    await r.raw.read(100);
  },
  'iterating raw': (r) => drain(r.raw),
};

const BODIES: readonly (readonly [string, () => Failing, raw: boolean])[] = [
  [
    'breaks off',
    () => ({ kind: ChunkedEncodingError, replies: [{ body: pieces(new ChunkedEncodingError('broke off')) }] }),
    true,
  ],
  [
    'meets an error of the network',
    () => ({ kind: ConnectionError, replies: [{ body: pieces('a', lost()) }], cause: true }),
    true,
  ],
  [
    'is no gzip',
    () => ({ kind: ContentDecodingError, replies: [{ headers: GZIP, body: pieces('no gzip') }], cause: true }),
    false,
  ],
  [
    'has too many codings',
    () => ({
      kind: ContentDecodingError,
      replies: [{ headers: { 'Content-Encoding': 'br, br, br, br, br, br' }, body: pieces('x') }],
    }),
    false,
  ],
  [
    'is too large',
    () => ({ kind: ContentTooLarge, replies: [{ body: pieces('abc', 'def') }], options: { maxBodySize: 4 } }),
    true,
  ],
  [
    'is too large when it is decoded',
    () => ({
      kind: ContentTooLarge,
      replies: [{ headers: GZIP, body: pieces(gzipSync('a'.repeat(1000))) }],
      options: { maxBodySize: 4 },
    }),
    false,
  ],
  ['stalls', () => ({ kind: ReadTimeout, replies: [{ body: ENDLESS() }], options: { timeout: 20 } }), true],
  [
    'takes too long',
    () => ({ kind: Timeout, replies: [{ body: ENDLESS() }], options: { timeout: { total: 20 } } }),
    true,
  ],
  [
    'is aborted',
    () => ({
      kind: Timeout,
      replies: [{ body: ENDLESS() }],
      options: { signal: AbortSignal.timeout(50) },
      cause: true,
    }),
    true,
  ],
];

const MISUSES: Readonly<Record<string, readonly [Failing['kind'], Read]>> = {
  'content before it was read': [ResponseNotRead, (r) => r.content],
  'text before it was read': [ResponseNotRead, (r) => r.text],
  'json() before it was read': [ResponseNotRead, (r) => r.json()],
  'content after iterating': [
    StreamConsumedError,
    async (r) => {
      await drain(r);
      return r.content;
    },
  ],
  'iterating twice': [
    StreamConsumedError,
    async (r) => {
      await drain(r);
      await drain(r);
    },
  ],
  'read() after iterating': [
    StreamConsumedError,
    async (r) => {
      await drain(r);
      await r.read();
    },
  ],
};

async function played(failing: Failing): Promise<RequestException> {
  const transport = failing.transport?.() ?? playedTransport(failing.replies).transport;
  const session = new Session({ trustEnv: false, ...failing.session, transport });
  const call = failing.call ?? ((s, url, options): Promise<unknown> => s.post(url, options));
  return failure<RequestException>(call(session, failing.url ?? URL_, failing.options ?? {}));
}

function check(error: RequestException, { kind, url, request, response, cause = false }: Failing): void {
  expect(error).toBeInstanceOf(kind);
  expect(error).toBeInstanceOf(RequestException);
  expect(String(error.request?.url)).toBe(request ?? url ?? URL_);
  expect(error.response?.statusCode ?? null).toBe(response ?? null);
  expect(error.cause !== undefined).toBe(cause);
  // A log shows neither.
  expect(Object.keys(error)).not.toEqual(expect.arrayContaining(['request', 'response']));
}

describe('an exception of a call has its request, response and cause', () => {
  test.each(Object.entries(UNPREPARED))('%s', async (_what, failing) => {
    const error = await played(failing);
    check(error, failing);
    expect(error.request).toBeInstanceOf(Request);
  });

  test.each(Object.entries(PREPARED))('%s', async (_what, failing) => {
    const error = await played(failing);
    check(error, failing);
    expect(error.request).toBeInstanceOf(PreparedRequest);
  });
});

describe.each(BODIES)('an exception of a streamed body that %s', (_what, make, raw) => {
  const reads = Object.entries(raw ? { ...READS, ...RAW_READS } : READS);
  test.each(reads)('has them when it is raised by %s', async (_how, read) => {
    const failing = make();
    check(await played({ ...failing, call: streamed(read) }), { ...failing, response: 200 });
  });
});

test.each(Object.entries(MISUSES))('%s raises an exception that has them', async (_what, [kind, read]) => {
  const failing: Failing = { kind, replies: [{ body: pieces('{}') }], call: streamed(read), response: 200 };
  check(await played(failing), failing);
});

test('an error of the caller’s own is not changed', async () => {
  const own = new Error('own');
  const throwing = (): never => {
    throw own;
  };
  const { transport } = playedTransport([{}, {}, {}]);
  const session = new Session({ transport, trustEnv: false });
  expect(await failure(session.get(URL_, { auth: throwing }))).toBe(own);
  expect(await failure(session.get(URL_, { hooks: { response: throwing } }))).toBe(own);
  expect(await failure(session.post(URL_, { data: pieces(own) }))).toBe(own);
  expect(Object.keys(own)).toEqual([]);
  expect('request' in own).toBe(false);
});

test('an exception that has a request keeps it', async () => {
  const { transport } = playedTransport([{}, { status: 404 }]);
  const session = new Session({ transport, trustEnv: false });
  const other = (await session.get('http://other.test/')).request;
  const given = new ConnectionError('other', { request: other });
  const error = await failure<RequestException>(
    session.get(URL_, {
      hooks: {
        response() {
          throw given;
        },
      },
    }),
  );
  expect(error).toBe(given);
  expect(error.request).toBe(other);
});

test('requests that are ended by the same signal do not share its Timeout', async () => {
  const signal = AbortSignal.abort(new Timeout('over'));
  const session = new Session({ transport: playedTransport().transport, trustEnv: false });
  const one = await failure<Timeout>(session.get('http://one.test/', { signal }));
  const two = await failure<Timeout>(session.get('http://two.test/', { signal }));
  expect([one.request?.url, two.request?.url]).toEqual(['http://one.test/', 'http://two.test/']);
});

test.each([
  ['short', pieces('try ', 'later'), 'try later'],
  [
    'as long as a page',
    pieces('x'.repeat(100_000), 'y'.repeat(100_000)),
    `${'x'.repeat(100_000)}${'y'.repeat(100_000)}`,
  ],
])('the last response of failed retries can be read: %s', async (_what, body, text) => {
  const transport = retry(playedTransport([{ status: 503, body }]).transport, { total: 0, statusForcelist: [503] });
  const error = await failure<RetryError>(new Session({ transport, trustEnv: false }).get(URL_));
  expect((await error.response?.read())?.toString()).toBe(text);
});

test('the last response of failed retries knows how it came about', async () => {
  const facts = { connection: { remoteAddress: '192.0.2.1', remotePort: 80, reused: false, tls: null } };
  const busy = { status: 503, body: pieces('busy'), facts };
  const { transport } = playedTransport([REDIRECT('/y'), busy, { ...busy, body: pieces('busy') }]);
  const session = new Session({ transport: retry(transport, { total: 1, statusForcelist: [503] }), trustEnv: false });
  const { response } = await failure<RetryError>(session.get(URL_));
  expect(response?.facts).toMatchObject({ attempts: 2, redirects: 1, ...facts });
  expect(response?.history.map(({ statusCode }) => statusCode)).toEqual([302]);
});

test.each([
  ['as usual', {}],
  ['with stream: true', { stream: true }],
  ['with onDownloadProgress', { onDownloadProgress: () => {} }],
])('the last response of failed retries has been read: %s', async (_how, options) => {
  const body = async function* (): AsyncGenerator<Uint8Array> {
    yield* pieces('{"busy":', 'true}');
  };
  const transport = retry(playedTransport([{ status: 503, body: body() }]).transport, {
    total: 0,
    statusForcelist: [503],
  });
  const error = await failure<RetryError>(new Session({ transport, trustEnv: false }).get(URL_, options));
  expect([error.response?.text, error.response?.json()]).toEqual(['{"busy":true}', { busy: true }]);
});
