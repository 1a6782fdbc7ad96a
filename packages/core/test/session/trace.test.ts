import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { ConnectionError, Response, retry, type TraceEvent } from '../../src/index.ts';
import { diagnosed } from '../../src/platform/diagnostics.node.ts';
import * as web from '../../src/platform/diagnostics.web.ts';
import { markStale } from '../../src/transport/index.ts';
import { failure, pieces, played, playedTransport, REDIRECT } from '../played.ts';

afterEach(() => {
  jest.restoreAllMocks();
});

const URL_ = 'http://a.test/x?token=hidden';

/** The events without their times, which must never go back. */
function timeless(events: readonly TraceEvent[]): unknown[] {
  const times = events.map(({ time }) => time);
  expect(times).toEqual([...times].sort((a, b) => a - b));
  return events.map(({ time: _, ...event }) => event);
}

describe('trace tells over every transport', () => {
  test('each request with its secrets masked, its response, and the end of the body', async () => {
    const events: TraceEvent[] = [];
    const { session } = played([REDIRECT('/y'), { body: pieces('ab', 'c') }]);
    await session.get(URL_, { trace: (event) => void events.push(event) });
    expect(timeless(events)).toEqual([
      { type: 'request', method: 'GET', url: 'http://a.test/x?token=***', resends: 0 },
      { type: 'response', status: 302, httpVersion: '1.1' },
      { type: 'end', bytes: 0, complete: true },
      { type: 'request', method: 'GET', url: 'http://a.test/y', resends: 1 },
      { type: 'response', status: 200, httpVersion: '1.1' },
      { type: 'end', bytes: 3, complete: true },
    ]);
  });

  test('the error of a request without a response', async () => {
    const events: TraceEvent[] = [];
    const error = new ConnectionError('refused');
    const { session } = played([error]);
    await failure(session.get(URL_, { trace: (event) => void events.push(event) }));
    expect(timeless(events).slice(1)).toEqual([{ type: 'error', error }]);
  });

  test('the retries of a retrying transport', async () => {
    const events: TraceEvent[] = [];
    const { session } = played();
    session.transport = retry(playedTransport([{ status: 503 }]).transport, { statusForcelist: [503] });
    await session.get(URL_, { trace: (event) => void events.push(event) });
    expect(timeless(events)[1]).toEqual({ type: 'retry', status: 503, error: null, wait: 0 });
  });

  test('what it throws is a process warning, and changes nothing', async () => {
    const warn = jest.spyOn(process, 'emitWarning').mockImplementation(() => {});
    const own = new Error('of the listener');
    const trace = (): void => {
      throw own;
    };
    expect((await played().session.get(URL_, { trace })).statusCode).toBe(200);
    expect(new Set(warn.mock.calls.map(([warning]) => warning))).toEqual(new Set([own]));
  });

  test('anything but a function is refused', async () => {
    await expect(played().session.get(URL_, { trace: true as never })).rejects.toThrow('trace must be a function');
  });

  test('a transport gets it, or null', async () => {
    const { session, sent } = played();
    await session.get(URL_);
    await session.get(URL_, { trace: () => {} });
    expect(sent.map(({ request }) => typeof request.trace)).toEqual(['object', 'function']);
  });
});

describe('facts of a response', () => {
  test('what nobody can tell is null', async () => {
    const { session } = played([REDIRECT('/y')]);
    const facts = { attempts: 1, fromCache: false, connection: null, timings: null };
    expect((await session.get(URL_)).facts).toEqual({ ...facts, redirects: 1 });
    expect(new Response().facts).toEqual({ ...facts, redirects: 0 });
  });

  test('what the transport tells is there, as it is when it is asked for', async () => {
    class Reply {
      readonly status = 200;
      readonly headers = undefined;
      readonly body = 'x';
      readonly facts = { fromCache: true, attempts: 2 };
    }
    const { session } = played([() => new Reply() as never]);
    expect((await session.get(URL_)).facts).toMatchObject({ fromCache: true, attempts: 2 });
  });

  test('a request that is sent again over a fresh connection is a second attempt', async () => {
    const { session } = played([markStale(new ConnectionError('closed'))]);
    expect((await session.get(URL_)).facts.attempts).toBe(2);
  });
});

describe('diagnostics channels', () => {
  const EVENTS = ['request', 'response', 'error', 'bodyEnd'] as const;

  /** What is published on all channels while `during` runs. */
  async function published(during: () => Promise<unknown>): Promise<[channel: string, message: unknown][]> {
    const seen: [string, unknown][] = [];
    const listen = (message: unknown, channel: string | symbol): void => void seen.push([String(channel), message]);
    for (const event of EVENTS) subscribe(`req:exchange:${event}`, listen);
    try {
      await during();
    } finally {
      for (const event of EVENTS) unsubscribe(`req:exchange:${event}`, listen);
    }
    return seen;
  }

  test('publish each exchange: one object on req:exchange:request, response and bodyEnd, or error', async () => {
    const { session } = played([{ body: 'x' }, new ConnectionError('refused')]);
    const seen = await published(async () => {
      await session.get(URL_);
      await failure(session.get(URL_));
    });
    expect(seen.map(([channel]) => channel)).toEqual([
      'req:exchange:request',
      'req:exchange:response',
      'req:exchange:bodyEnd',
      'req:exchange:request',
      'req:exchange:error',
    ]);
    expect(new Set(seen.map(([, message]) => message)).size).toBe(2);
    expect(seen[2]?.[1]).toMatchObject({ request: { url: URL_ }, response: { status: 200 }, bytes: 1, complete: true });
  });

  test('publish nothing while nobody subscribes, and do not exist on the web', async () => {
    const { session } = played();
    expect(await published(async () => {})).toEqual([]);
    expect(diagnosed()).toBe(false);
    expect((await session.get(URL_)).statusCode).toBe(200);
    expect(web.diagnosed()).toBe(false);
    for (const event of EVENTS) expect(web.diagnostics[event]({})).toBeUndefined();
  });
});
