import { describe, expect, test } from '@jest/globals';
import {
  type EventSourceOptions,
  eventSource,
  type Reconnection,
  type ServerSentEvent,
} from '../../src/events/index.ts';
import {
  AbortError,
  ChunkedEncodingError,
  ConnectionError,
  ContentTooLarge,
  HTTPError,
  InvalidHeader,
  RequestException,
  type SessionOptions,
  type ShortResponse,
  SSLError,
  Timeout,
} from '../../src/index.ts';
import { failure, pieces, played, type Reply } from '../played.ts';

const stream = (...texts: (string | Error)[]): ShortResponse => ({
  headers: { 'Content-Type': 'text/event-stream' },
  body: pieces(...texts),
});
const END: ShortResponse = { status: 204 };

interface Watched {
  readonly events: string[];
  readonly reconnections: Reconnection[];
  readonly error: RequestException | null;
  /** The header of each request, `-` without. */
  header(name: string): string[];
  readonly requests: number;
}

/** Reads the events until they end, connecting again at once unless told otherwise. */
async function watch(
  replies: readonly Reply[],
  options: EventSourceOptions = {},
  sessionOptions: Partial<SessionOptions> = {},
): Promise<Watched> {
  const { session, sent } = played(replies, sessionOptions);
  const events: string[] = [];
  const reconnections: Reconnection[] = [];
  const onReconnect = (each: Reconnection): void => void reconnections.push(each);
  let error: RequestException | null = null;
  try {
    for await (const { type, data } of eventSource(session, 'http://a.test/', {
      retryDelay: 0,
      onReconnect,
      ...options,
    }))
      events.push(type === 'message' ? data : `${type}: ${data}`);
  } catch (thrown) {
    error = thrown as RequestException;
  }
  const header = (name: string): string[] => sent.map(({ headers }) => headers[name] ?? '-');
  return { events, reconnections, error, header, requests: sent.length };
}

describe('eventSource() connects again', () => {
  test('when the stream ends, until a 204', async () => {
    const { events, error, requests } = await watch([stream('data: 1\n\n'), stream('event: x\ndata: 2\n\n'), END]);
    expect([events, error, requests]).toEqual([['1', 'x: 2'], null, 3]);
  });

  test('with the last event ID, also of an event without data, and keeps it', async () => {
    const replies = [stream('id: a\ndata: 1\n\nid: b\n\n'), stream('data: 2\n\n'), stream('id\ndata: 3\n\n'), END];
    expect((await watch(replies)).header('Last-Event-ID')).toEqual(['-', 'b', 'b', '-']);
  });

  test('without the ID of an event that was cut off', async () => {
    const { events, header } = await watch([stream('id: a\ndata: 1\n\nid: b\ndata: 2'), END]);
    expect([events, header('Last-Event-ID')]).toEqual([['1'], ['-', 'a']]);
  });

  test('with an ID in UTF-8', async () => {
    const [, header = ''] = (await watch([stream('id: é…\ndata: 1\n\n'), END])).header('Last-Event-ID');
    expect(Buffer.from(header, 'latin1').toString()).toBe('é…');
  });

  test.each<[string, Reply]>([
    ['a connection that breaks', stream('data: 1\n\n', new ConnectionError('broke'))],
    ['a body that is cut short', stream('data: 1\n\n', new ChunkedEncodingError('cut'))],
    ['a timeout', new Timeout('late')],
    ['a 429', { status: 429 }],
    ['a 500', { status: 500 }],
    ['a 502', { status: 502 }],
    ['a 503', { status: 503 }],
    ['a 504', { status: 504 }],
  ])('after %s', async (_what, reply) => {
    const { events, error, requests } = await watch([reply, stream('data: 2\n\n'), END]);
    expect([events.at(-1), error, requests]).toEqual(['2', null, 3]);
  });

  test('after as long as the stream says, counted anew', async () => {
    const replies = [stream('retry: 7\n\n'), stream('retry: x\ndata: 1\n\n'), stream('retry: 5\n\n'), END];
    expect((await watch(replies)).reconnections.map(({ delay }) => delay)).toEqual([7, 7, 5]);
  });

  test('after twice as long for each failure in a row, up to a limit, at random', async () => {
    const refused = new ConnectionError('refused');
    const replies = [refused, refused, refused, refused, stream('data: 1\n\n', refused), refused, END];
    const { reconnections } = await watch(replies, { retryDelay: 2, maxRetryDelay: 5 });
    expect(reconnections.map(({ failures }) => failures)).toEqual([1, 2, 3, 4, 1, 2]);
    const most = [2, 4, 5, 5, 2, 4];
    for (const [i, { delay, failures, error }] of reconnections.entries()) {
      expect(delay).toBeLessThanOrEqual(most[i] as number);
      expect(delay).toBeGreaterThanOrEqual((most[i] as number) / (failures > 1 ? 2 : 1));
      expect(error).toBe(refused);
    }
  });

  test('after as long as Retry-After says', async () => {
    const replies = [
      { status: 503, headers: { 'Retry-After': '1' } },
      { status: 503, headers: { 'Retry-After': 'soon' } },
      END,
    ];
    const controller = new AbortController();
    const delays: number[] = [];
    await watch(replies, {
      signal: controller.signal,
      onReconnect({ delay }) {
        delays.push(delay);
        controller.abort();
      },
    });
    expect(delays).toEqual([1000]);
    expect((await watch(replies.slice(1))).reconnections.map(({ delay }) => delay)).toEqual([0]);
  });

  test('as often as maxRetries says, then throws the last failure', async () => {
    const failures = [1, 2, 3].map((n) => new ConnectionError(`refused ${n}`));
    const { error, requests } = await watch(failures, { maxRetries: 2 });
    expect([error, requests]).toEqual([failures[2], 3]);
    expect((await watch([...failures, END], { maxRetries: null })).requests).toBe(4);
    expect((await watch([failures[0] as Error], { maxRetries: 0 })).error).toBe(failures[0]);
  });
});

describe('eventSource() sends', () => {
  test('Accept and Cache-Control, which your headers override', async () => {
    const plain = await watch([END]);
    expect([plain.header('Accept'), plain.header('Cache-Control')]).toEqual([['text/event-stream'], ['no-store']]);
    const own = await watch([END], { headers: { accept: 'text/event-stream, x/y', 'Cache-Control': null } });
    expect([own.header('accept'), own.header('Cache-Control')]).toEqual([['text/event-stream, x/y'], ['-']]);
  });

  test('the ID of an earlier run', async () => {
    expect((await watch([END], { lastEventId: '7' })).header('Last-Event-ID')).toEqual(['7']);
  });

  test('any method and body, each time', async () => {
    const { session, sent } = played([stream('data: 1\n\n'), END]);
    const options: EventSourceOptions = { method: 'POST', json: { q: 1 }, retryDelay: 0, params: { a: 'b' } };
    for await (const { data } of eventSource(session, 'http://a.test/', options)) expect(data).toBe('1');
    expect(sent.map(({ method, url, body }) => `${method} ${url} ${body}`)).toEqual([
      'POST http://a.test/?a=b {"q":1}',
      'POST http://a.test/?a=b {"q":1}',
    ]);
  });
});

describe('eventSource() ends with an error', () => {
  test.each<[string, Reply, typeof RequestException, string]>([
    [
      'another type',
      { json: {} },
      RequestException,
      "Not an event stream: status 200 and Content-Type 'application/json'",
    ],
    [
      'a similar type',
      { ...stream(), headers: { 'Content-Type': 'text/event-streams' } },
      RequestException,
      'Not an event',
    ],
    ['no type', { body: 'data: 1\n\n' }, RequestException, 'status 200 and no Content-Type'],
    ['another status', { ...stream(), status: 202 }, RequestException, 'status 202'],
    ['a 404', { status: 404, body: 'gone' }, HTTPError, '404 Client Error'],
    ['a certificate', new SSLError('bad'), SSLError, 'bad'],
    ['an ID that no header can hold', stream('id: a\x01\n\n'), InvalidHeader, '"Last-Event-ID"'],
    ['an event over maxEventSize', stream(`data: ${'x'.repeat(50)}\n\n`), ContentTooLarge, 'maxEventSize'],
  ])('for %s', async (_what, reply, type, message) => {
    const { error, events } = await watch([reply, stream('data: 2\n\n'), END], { maxEventSize: 40 });
    expect(error).toBeInstanceOf(type);
    expect(error?.message).toContain(message);
    expect(events).toEqual([]);
  });

  test('whose response can be read', async () => {
    expect((await watch([{ status: 400, body: 'why' }])).error?.response?.text).toBe('why');
  });

  test.each([['text/event-stream;'], ['text/event-stream; charset=utf-8'], ['Text/Event-Stream ;x=y']])(
    'but not for the type %j',
    async (type) => {
      const { events, error } = await watch([{ ...stream('data: 1\n\n'), headers: { 'Content-Type': type } }, END]);
      expect([events, error]).toEqual([['1'], null]);
    },
  );

  test.each<[string, unknown]>([
    ['retryDelay', { retryDelay: -1 }],
    ['maxRetryDelay', { maxRetryDelay: '1' }],
    ['maxRetries', { maxRetries: -1 }],
    ['maxEventSize', { maxEventSize: 0 }],
    ['lastEventId', { lastEventId: 5 }],
    ['onReconnect', { onReconnect: 1 }],
    ["'maxRetrys': did you mean 'maxRetries'?", { maxRetrys: 1 }],
    ["'hedaers': did you mean 'headers'?", { hedaers: {} }],
    ['not as a number', 5],
  ])('at once, a TypeError, for an invalid %s', (name, options) => {
    expect(() => eventSource(played().session, 'http://a.test/', options as EventSourceOptions)).toThrow(
      expect.objectContaining({ name: 'TypeError', message: expect.stringContaining(name) }),
    );
  });

  test('at once, a TypeError that says what to write, without a session', () => {
    for (const session of ['http://a.test/', null, undefined, {}])
      expect(() => eventSource(session as never, 'http://a.test/')).toThrow(
        /^The first argument must be a session, not .*: eventSource\(session, url\)$/,
      );
  });
});

describe('eventSource() obeys its signal', () => {
  test.each<[string, (abort: () => void) => void]>([
    ['before it waits', (abort) => abort()],
    ['while it waits', (abort) => void setImmediate(abort)],
  ])('%s to connect again', async (_when, later) => {
    const controller = new AbortController();
    const onReconnect = (): void => later(() => controller.abort('enough'));
    const options = { signal: controller.signal, retryDelay: 1e9, onReconnect };
    const { events, error } = await watch([stream('data: 1\n\n')], options);
    expect(events).toEqual(['1']);
    expect(error).toBeInstanceOf(AbortError);
    expect(error?.cause).toBe('enough');
  });

  test('while it reads', async () => {
    const controller = new AbortController();
    async function* body(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('data: 1\n\n');
      controller.abort();
      throw new AbortError('aborted');
    }
    const { events, error, requests } = await watch([{ ...stream(), body: body() }], { signal: controller.signal });
    expect([events, requests]).toEqual([['1'], 1]);
    expect(error).toBeInstanceOf(AbortError);
  });
});

test('leaving the loop closes the connection', async () => {
  let returned = false;
  async function* body(): AsyncGenerator<Uint8Array> {
    try {
      for (;;) yield Buffer.from('data: 1\n\n');
    } finally {
      returned = true;
    }
  }
  const { session, sent } = played([{ ...stream(), body: body() }]);
  const seen: ServerSentEvent[] = [];
  for await (const event of eventSource(session, 'http://a.test/')) if (seen.push(event) === 2) break;
  expect([returned, sent.length]).toEqual([true, 1]);
});

test('an error of the listener is the error of the events', async () => {
  const onReconnect = (): never => {
    throw new Error('of the listener');
  };
  expect((await watch([stream()], { onReconnect })).error?.message).toBe('of the listener');
  expect(
    await failure(eventSource(played([stream()]).session, 'http://a.test/', { onReconnect }).next()),
  ).toBeInstanceOf(Error);
});
