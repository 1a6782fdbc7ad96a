import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { transportRequest } from '@req/transport-conformance';
import {
  ConnectionError,
  ConnectTimeout,
  contextKey,
  type ExchangeObserver,
  FunctionTransport,
  HeaderMap,
  type LogEntry,
  type LogOptions,
  log,
  type ObservedExchange,
  observe,
  retry,
  Session,
  type ShortResponse,
  type TransportResponse,
} from '../../src/index.ts';
import { resendCount, TransportWrapper, withBody, withFacts } from '../../src/transport/index.ts';
import { failure, pieces, playedTransport, REDIRECT, type Reply } from '../played.ts';

afterEach(() => {
  jest.restoreAllMocks();
});

const URL_ = 'http://a.test/x';

/** An observer that notes each event. */
function noting(): { readonly seen: string[]; readonly observer: ExchangeObserver } {
  const seen: string[] = [];
  const note =
    (event: string) =>
    ({ request, response, error, bytes, complete }: ObservedExchange): void => {
      const what = error instanceof Error ? error.message : (response?.status ?? '-');
      const end = event === 'bodyEnd' ? ` ${bytes} ${complete ? 'complete' : 'dropped'}` : '';
      seen.push(`${event} ${request.method} ${new URL(request.url).pathname} ${what}${end}`);
    };
  const observer = {
    request: note('request'),
    response: note('response'),
    error: note('error'),
    bodyEnd: note('bodyEnd'),
  };
  return { seen, observer };
}

function observed(...replies: Reply[]): { readonly session: Session; readonly seen: string[] } {
  const { seen, observer } = noting();
  const { transport } = playedTransport(replies);
  return { seen, session: new Session({ trustEnv: false, transport: observe(transport, observer) }) };
}

describe('observe tells about every exchange', () => {
  test('request, response and end of the body, for each hop of a redirect', async () => {
    const { session, seen } = observed(REDIRECT('/y'), { body: 'hello' });
    await session.get(URL_);
    expect(seen).toEqual([
      'request GET /x -',
      'response GET /x 302',
      'bodyEnd GET /x 302 0 complete',
      'request GET /y -',
      'response GET /y 200',
      'bodyEnd GET /y 200 5 complete',
    ]);
  });

  test('the body of a streamed response ends when it has been read', async () => {
    const { session, seen } = observed({ body: pieces('ab', 'cd') });
    const response = await session.get(URL_, { stream: true });
    expect(seen).toHaveLength(2);
    await response.read();
    expect(seen.at(-1)).toBe('bodyEnd GET /x 200 4 complete');
  });

  test('or when it is closed, and then it is not complete', async () => {
    const { session, seen } = observed({ body: pieces('ab', 'cd') });
    const response = await session.get(URL_, { stream: true });
    for await (const _ of response.iterContent()) break;
    await response.close();
    expect(seen.at(-1)).toBe('bodyEnd GET /x 200 2 dropped');
  });

  test('an exchange without a response ends in error', async () => {
    const { session, seen } = observed(new ConnectionError('refused'));
    await failure(session.get(URL_));
    expect(seen).toEqual(['request GET /x -', 'error GET /x refused']);
  });

  test('so does one whose body breaks off, after its response', async () => {
    const { session, seen } = observed({ body: pieces('ab', new ConnectionError('broken')) });
    await failure(session.get(URL_));
    expect(seen).toEqual(['request GET /x -', 'response GET /x 200', 'error GET /x broken']);
  });

  test('inside of retry each attempt is an exchange, around it all together are one', async () => {
    const replies = [{ status: 503 }, { status: 503 }, { status: 200 }];
    const policy = { statusForcelist: [503] };
    const [inside, around] = [noting(), noting()];
    await retry(observe(playedTransport(replies).transport, inside.observer), policy).send(
      transportRequest({ url: URL_ }),
    );
    await observe(retry(playedTransport(replies).transport, policy), around.observer).send(
      transportRequest({ url: URL_ }),
    );
    expect(inside.seen.filter((line) => line.startsWith('response'))).toEqual([
      'response GET /x 503',
      'response GET /x 503',
      'response GET /x 200',
    ]);
    expect(around.seen.filter((line) => line.startsWith('response'))).toEqual(['response GET /x 200']);
  });

  test('an exchange is one object from its beginning to its end, with the time that has passed', async () => {
    const seen: ObservedExchange[] = [];
    const elapsed: number[] = [];
    const note = (exchange: ObservedExchange): void => {
      seen.push(exchange);
      elapsed.push(exchange.elapsed);
    };
    const transport = observe(new FunctionTransport(() => ({})), { request: note, response: note, bodyEnd: note });
    await transport.send(transportRequest({ url: URL_ }));
    expect(new Set(seen).size).toBe(1);
    expect(elapsed).toEqual([...elapsed].sort((a, b) => a - b));
    expect(elapsed[0]).toBe(0);
  });

  test.each(['request', 'response', 'error', 'bodyEnd'] as const)(
    'what %s throws is a process warning, and changes nothing',
    async (event) => {
      const warn = jest.spyOn(process, 'emitWarning').mockImplementation(() => {});
      const own = new Error('of the observer');
      const reply = event === 'error' ? new ConnectionError('refused') : { body: 'fine' };
      const { transport } = playedTransport([reply, reply]);
      for (const listener of [
        () => Promise.reject(own),
        () => {
          throw own;
        },
      ]) {
        const sending = observe(transport, { [event]: listener }).send(transportRequest({ url: URL_ }));
        if (event === 'error') expect(await failure(sending)).toBe(reply);
        else expect((await sending).status).toBe(200);
      }
      expect(warn.mock.calls.map(([warning]) => warning)).toEqual([own, own]);
    },
  );

  test('an unknown event and an invalid transport are refused', () => {
    const { transport } = playedTransport();
    expect(() => observe(transport, { sent: () => {} } as never)).toThrow(TypeError);
    expect(() => observe(transport, { request: 5 } as never)).toThrow('observe(): request must be a function');
    expect(() => observe({} as never, {})).toThrow('must be the transport to wrap');
  });
});

describe('log writes one line an exchange', () => {
  async function logged(
    reply: Reply,
    {
      url = URL_,
      options,
      headers = {},
    }: { url?: string; options?: LogOptions; headers?: Record<string, string> } = {},
  ): Promise<{ line: string; entry: LogEntry }> {
    const lines: { line: string; entry: LogEntry }[] = [];
    const transport = log(
      playedTransport([reply]).transport,
      (line, entry) => void lines.push({ line, entry }),
      options,
    );
    const session = new Session({ trustEnv: false, transport });
    await session.get(url, { headers }).catch(() => {});
    expect(lines).toHaveLength(1);
    return lines[0] as { line: string; entry: LogEntry };
  }
  const timeless = (line: string): string => line.replace(/\d+ ms/, '# ms');

  test('with method, URL, status, size and time', async () => {
    const { line, entry } = await logged({ body: 'hello' });
    expect(timeless(line)).toBe('GET http://a.test/x 200 OK, 5 bytes, # ms');
    expect(entry).toMatchObject({ method: 'GET', status: 200, bytes: 5, complete: true, resends: 0, error: null });
  });

  test('with the error, in place of the size', async () => {
    const { line, entry } = await logged(new ConnectionError('refused\nGET http://forged 200'));
    expect(timeless(line)).toBe('GET http://a.test/x ConnectionError: refused\\u000aGET http://forged 200 (# ms)');
    expect(entry.error).toMatchObject({ name: 'ConnectionError', code: 'CONNECTION_ERROR' });
    expect(entry.status).toBeNull();
  });

  test('secrets are masked: in the URL, in headers, in errors that are not ours', async () => {
    const url = 'http://a.test/x?access_token=hidden';
    const headers = { Authorization: 'Bearer hidden', 'X-Api-Key': 'hidden', 'X-Shown': 'shown' };
    const reply = { headers: { 'Set-Cookie': 'sid=hidden' } };
    const one = await logged(reply, { url, headers, options: { headers: true } });
    expect(JSON.stringify(one)).not.toContain('hidden');
    expect(one.entry.requestHeaders).toMatchObject({ 'X-Shown': 'shown' });
    expect(Object.keys(one.entry.responseHeaders ?? {})).toContain('Set-Cookie');
    const two = await logged(new Error('at http://user:hidden@a.test/'));
    expect(JSON.stringify(two)).not.toContain('hidden');
  });

  test.each<[what: unknown, message: string]>([
    [null, 'null was thrown'],
    [Object.create(null), 'an Object was thrown'],
    ['at http://user:hidden@a.test/', 'at http://***@a.test/'],
  ])('with what is no error: %j', async (thrown, message) => {
    const lines: string[] = [];
    const inner = new FunctionTransport(() => Promise.reject(thrown));
    const sending = log(inner, (line) => lines.push(line)).send(transportRequest({ url: URL_ }));
    await sending.catch(() => {});
    expect(lines.map(timeless)).toEqual([`GET http://a.test/x Error: ${message} (# ms)`]);
  });

  test('what a logger throws, or rejects with, is a warning', async () => {
    const warned = jest.spyOn(process, 'emitWarning').mockImplementation(() => {});
    const info = (line: string): unknown => Promise.reject(new Error(`lost: ${timeless(line)}`));
    for (const logger of [info, { info, error: info }])
      await log(playedTransport().transport, logger).send(transportRequest({ url: URL_ }));
    await new Promise(setImmediate);
    expect(warned.mock.calls.map(([warning]) => (warning as unknown as Error).message)).toEqual([
      'lost: GET http://a.test/x 200 OK, 0 bytes, # ms',
      'lost: GET http://a.test/x 200 OK, 0 bytes, # ms',
    ]);
  });

  test('a request that is sent again says so', async () => {
    const lines: string[] = [];
    const { transport } = playedTransport([{ status: 503 }]);
    const retried = retry(
      log(transport, (line) => void lines.push(timeless(line))),
      { statusForcelist: [503] },
    );
    await retried.send(transportRequest({ url: URL_ }));
    expect(lines).toEqual([
      'GET http://a.test/x 503 Service Unavailable, 0 bytes, # ms',
      'GET http://a.test/x 200 OK, 0 bytes, # ms, resend 1',
    ]);
  });

  test('to a logger with a method for each level, which gets the line alone', async () => {
    const calls: unknown[] = [];
    const level =
      (name: string) =>
      (...args: unknown[]) =>
        void calls.push([name, args.length]);
    const logger = { debug: level('debug'), info: level('info'), warn: level('warn'), error: level('error') };
    const { transport } = playedTransport([{}, {}, new ConnectionError('refused')]);
    await log(transport, logger).send(transportRequest({ url: URL_ }));
    await log(transport, logger, { level: 'debug' }).send(transportRequest({ url: URL_ }));
    await failure(log(transport, logger).send(transportRequest({ url: URL_ })));
    expect(calls).toEqual([
      ['info', 1],
      ['debug', 1],
      ['error', 1],
    ]);
  });

  test.each<[what: string, logger: unknown, options: unknown]>([
    ['no logger', null, {}],
    ['a logger without the method', { info: () => {} }, {}],
    ['a level that does not exist', console, { level: 'trace' }],
    ['an option that does not exist', console, { header: true }],
  ])('%s is refused', (_what, logger, options) => {
    expect(() => log(playedTransport().transport, logger as never, options as never)).toThrow(TypeError);
  });
});

describe('a wrapper', () => {
  class Plain extends TransportWrapper {
    send(request: Parameters<FunctionTransport['send']>[0]): Promise<TransportResponse> {
      return this.inner.send(request);
    }
  }

  test('has the name, the capabilities and the socket of the transport, and closes it', async () => {
    const inner = Object.assign(new FunctionTransport(() => ({}), { capabilities: ['proxy'] }), { socketPath: '/s' });
    const wrapper = new Plain(inner);
    expect(wrapper).toMatchObject({ name: 'function', capabilities: new Set(['proxy']), socketPath: '/s' });
    await wrapper[Symbol.asyncDispose]();
    await expect(inner.send(transportRequest({ url: URL_ }))).rejects.toThrow('closed');
  });

  test('can replace the body and the facts of a response, and keeps the rest', () => {
    const response = Object.defineProperty(
      {
        status: 200,
        reason: 'OK',
        httpVersion: '1.1',
        headers: new HeaderMap(),
        body: Buffer.from('a'),
        facts: { timings: null, fromCache: true, attempts: 2 },
        trailers: null,
      },
      'retries',
      { value: [1] },
    ) as TransportResponse;
    const changed = withFacts(withBody(response, Buffer.from('b')), { attempts: 3 });
    expect(changed).toMatchObject({ status: 200, body: Buffer.from('b'), retries: [1] });
    expect(changed.facts).toMatchObject({ attempts: 3, fromCache: true, timings: null, connection: null });
    expect(Object.keys(changed)).not.toContain('retries');
  });

  test('adds no facts from Object.prototype', async () => {
    const { transport } = playedTransport([{ status: 503 }]);
    const session = new Session({ trustEnv: false, transport: retry(transport, { statusForcelist: [503] }) });
    const lent = { attempts: 9, fromCache: true, connection: {}, timings: {}, facts: { fromCache: true } };
    Object.assign(Object.prototype, lent);
    let told: string;
    try {
      told = JSON.stringify((await session.get(URL_)).facts);
    } finally {
      for (const name of Object.keys(lent)) Reflect.deleteProperty(Object.prototype, name);
    }
    expect(JSON.parse(told)).toEqual({ attempts: 2, redirects: 0, fromCache: false, connection: null, timings: null });
  });
});

describe('context', () => {
  const priority = contextKey<'low' | 'high'>('priority');

  /** What a wrapper of the transport finds for each request. */
  async function found(context: unknown, replies: ShortResponse[] = []): Promise<unknown[]> {
    const seen: unknown[] = [];
    const inner = playedTransport(replies).transport;
    const request = ({ request: sent }: ObservedExchange): void => void seen.push(sent.context.get(priority));
    const session = new Session({ trustEnv: false, transport: observe(inner, { request }) });
    await session.get(URL_, { context: context as never });
    return seen;
  }

  test('values reach the wrappers of the transport, at each hop', async () => {
    expect(await found([priority.with('high')], [REDIRECT('/y')])).toEqual(['high', 'high']);
    expect(await found(undefined)).toEqual([undefined]);
  });

  test('of two values with one key the later counts; keys of one name are different keys', async () => {
    expect(await found([priority.with('low'), priority.with('high')])).toEqual(['high']);
    expect(await found([contextKey<string>('priority').with('other')])).toEqual([undefined]);
  });

  test('nothing of it is sent', async () => {
    const { transport, sent } = playedTransport();
    await new Session({ trustEnv: false, transport }).get(URL_, { context: [priority.with('high')] });
    expect(sent[0]?.line).toBe(`GET ${URL_}`);
  });

  test.each([[5], ['high'], [{}], [['high']], [[{ key: 'priority', value: 1 }]]])('%j is refused', async (context) => {
    await expect(found(context)).rejects.toThrow(TypeError);
  });

  test('the resend count grows over redirects and retries of one call', async () => {
    const seen: unknown[] = [];
    const inner = playedTransport([{ status: 503 }, REDIRECT('/y'), { status: 503 }, { status: 503 }]).transport;
    const request = ({ request: sent }: ObservedExchange): void => void seen.push(sent.context.get(resendCount));
    const transport = retry(observe(inner, { request }), { statusForcelist: [503] });
    const session = new Session({ trustEnv: false, transport });
    const response = await session.get(URL_);
    expect(seen).toEqual([undefined, 1, 2, 3, 4]);
    expect(response.facts).toMatchObject({ attempts: 3, redirects: 1 });
    await session.get(URL_);
    expect(seen.at(-1)).toBeUndefined();
  });

  test('over all attempts of one retrying transport in another, which are the attempts of the response', async () => {
    const seen: unknown[] = [];
    const { transport } = playedTransport([1, 2, 3, 4].map(() => new ConnectTimeout('slow')));
    const request = ({ request: sent }: ObservedExchange): void => void seen.push(sent.context.get(resendCount));
    const inner = retry(observe(transport, { request }), { total: 1 });
    const session = new Session({ trustEnv: false, transport: retry(inner, { total: 5 }) });
    const { facts } = await session.get(URL_);
    expect(seen).toEqual([undefined, 1, 2, 3, 4]);
    expect(facts.attempts).toBe(5);
  });

  test('and over challenges', async () => {
    const seen: unknown[] = [];
    const inner = playedTransport([{ status: 401 }, REDIRECT('/y')]).transport;
    const request = ({ request: sent }: ObservedExchange): void => void seen.push(sent.context.get(resendCount));
    const session = new Session({ trustEnv: false, transport: observe(inner, { request }) });
    const authFlow = async function* (prepared: never): AsyncGenerator<never, void, { statusCode: number }> {
      if ((yield prepared).statusCode === 401) yield prepared;
    };
    await session.get(URL_, { auth: { authFlow } as never });
    expect(seen).toEqual([undefined, 1, 2]);
  });
});
