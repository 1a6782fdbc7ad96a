import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  AbortError,
  ConnectionError,
  ConnectTimeout,
  ReadTimeout,
  type ShortResponse,
  Timeout,
} from '../../src/index.ts';
import { failure, pieces, played, REDIRECT } from '../played.ts';

const MINUTE = 60_000;
const running = new Set<unknown>();
const { setTimeout: set, clearTimeout: clear } = globalThis;

/** Pending timers of a minute or more: here only `timeout.total` starts any. */
beforeAll(() => {
  globalThis.setTimeout = ((run: () => void, ms?: number) => {
    const timer = set(run, ms);
    if (ms === MINUTE) running.add(timer);
    return timer;
  }) as typeof set;
  globalThis.clearTimeout = ((timer: ReturnType<typeof set>) => {
    running.delete(timer);
    clear(timer);
  }) as typeof clear;
});
afterAll(() => {
  globalThis.setTimeout = set;
  globalThis.clearTimeout = clear;
});

const after = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Resolves as soon as the request is aborted, so that the test does not hang. */
const hanging = ({ signal }: { signal: AbortSignal | null }): Promise<ShortResponse> =>
  new Promise((resolve) => signal?.addEventListener('abort', () => resolve({})));

/** A body of `count` chunks, `ms` apart, that records whether it was returned early. */
function dripping(count: number, ms: number, noted: { returned: boolean }): AsyncIterable<Uint8Array> {
  let left = count;
  return {
    [Symbol.asyncIterator]: () => ({
      async next() {
        if (left-- <= 0) return { done: true, value: undefined };
        await after(ms);
        return { done: false, value: new Uint8Array(1) };
      },
      async return() {
        noted.returned = true;
        return { done: true, value: undefined };
      },
    }),
  };
}

describe('timeout.total', () => {
  test('ends a call that takes longer with a Timeout that says so', async () => {
    const { session } = played([hanging]);
    const started = performance.now();
    const error = await failure<Timeout>(session.get('http://a.test/', { timeout: { total: 50 } }));
    expect(performance.now() - started).toBeGreaterThanOrEqual(50);
    expect(error).toBeInstanceOf(Timeout);
    expect(error).not.toBeInstanceOf(ConnectTimeout);
    expect(error.message).toBe('The request took longer than 50 ms in total. Timeouts are in milliseconds.');
    expect(error.request?.url).toBe('http://a.test/');
  });

  test('covers all redirects together', async () => {
    // Each hop is much shorter than the timeout; only together they exceed it.
    const slow = async (): Promise<ShortResponse> => {
      await after(10);
      return REDIRECT('/next');
    };
    const { session } = played(Array<typeof slow>(29).fill(slow));
    const error = await failure(session.get('http://a.test/', { timeout: { total: 100 } }));
    expect(error).toBeInstanceOf(Timeout);
  });

  test('leaves no timer behind when the call ends in time', async () => {
    const { session } = played([{ body: 'x' }, { body: pieces('x') }, new Error('of the network'), {}]);
    const timeout = { total: MINUTE };
    await session.get('http://a.test/', { timeout });
    await session.get('http://a.test/', { timeout });
    await failure(session.get('http://a.test/', { timeout }));
    await failure(session.get('http://a.test/', { timeout, headers: { 'Content-Length': '5' } }));
    expect(running.size).toBe(0);
  });

  test('leaves no timer behind when a streamed body was read or closed', async () => {
    const { session } = played([{ body: pieces('a', 'b') }, { body: pieces('a', 'b') }]);
    const options = { timeout: { total: MINUTE }, stream: true };
    const open = await session.get('http://a.test/', options);
    expect(running.size).toBe(1);
    await open.close();
    await (await session.get('http://a.test/', options)).read();
    expect(running.size).toBe(0);
  });

  test("reaches the transport as its signal, which also follows the caller's own", async () => {
    const { session, sent } = played([hanging]);
    const controller = new AbortController();
    const pending = session.get('http://a.test/', { timeout: { total: MINUTE }, signal: controller.signal });
    const failed = failure<AbortError>(pending);
    await after(5);
    controller.abort('enough');
    const error = await failed;
    expect(error).toBeInstanceOf(AbortError);
    expect(error.cause).toBe('enough');
    expect(sent[0]?.request.signal?.aborted).toBe(true);
    expect(running.size).toBe(0);
  });
});

describe('a signal', () => {
  test('that is already aborted: nothing is sent', async () => {
    const { session, sent } = played();
    const error = await failure<AbortError>(session.get('http://a.test/', { signal: AbortSignal.abort('no') }));
    expect(error).toBeInstanceOf(AbortError);
    expect([error.code, error.cause, error.message]).toEqual(['ABORT_ERROR', 'no', 'The request was aborted.']);
    expect(error.request?.url).toBe('http://a.test/');
    expect(sent).toEqual([]);
  });

  test('aborted during the call ends it, with its reason as the cause', async () => {
    const { session } = played([hanging]);
    const controller = new AbortController();
    const failed = failure<AbortError>(session.get('http://a.test/', { signal: controller.signal }));
    const reason = new Error('enough');
    controller.abort(reason);
    expect((await failed).cause).toBe(reason);
  });

  test('of AbortSignal.timeout() raises Timeout', async () => {
    const { session } = played([hanging]);
    const error = await failure<Timeout>(session.get('http://a.test/', { signal: AbortSignal.timeout(20) }));
    expect(error).toBeInstanceOf(Timeout);
    expect(error).not.toBeInstanceOf(AbortError);
    expect((error.cause as Error).name).toBe('TimeoutError');
  });

  test('aborted between two redirects: no further request is sent', async () => {
    const controller = new AbortController();
    const { session, sent } = played([
      () => {
        queueMicrotask(() => controller.abort());
        return REDIRECT('/b');
      },
    ]);
    expect(await failure(session.get('http://a.test/', { signal: controller.signal }))).toBeInstanceOf(AbortError);
    expect(sent).toHaveLength(1);
  });

  test('aborted after the call does nothing', async () => {
    const { session } = played([{ body: 'x' }]);
    const controller = new AbortController();
    const r = await session.get('http://a.test/', { signal: controller.signal });
    controller.abort();
    expect(r.text).toBe('x');
  });

  test('that outlives the call has no listener left', async () => {
    const { signal } = new AbortController();
    let listeners = 0;
    const add = signal.addEventListener.bind(signal);
    const remove = signal.removeEventListener.bind(signal);
    signal.addEventListener = ((...args: Parameters<typeof add>) => {
      listeners++;
      add(...args);
    }) as never;
    signal.removeEventListener = ((...args: Parameters<typeof remove>) => {
      listeners--;
      remove(...args);
    }) as never;
    const { session } = played([{}, new Error('x'), { body: pieces('a') }]);
    const options = { signal, timeout: { total: MINUTE } };
    await session.get('http://a.test/', options);
    await failure(session.get('http://a.test/', options));
    await (await session.get('http://a.test/', { ...options, stream: true })).read();
    expect(listeners).toBe(0);
  });
});

describe('a body that stalls', () => {
  const stalled = (): AsyncIterable<Uint8Array> => pieces('ab', new ReadTimeout('a.test sent nothing for 50 ms.'));

  test.each([[false], [true]])('raises a ReadTimeout that is also a ConnectionError (stream: %p)', async (stream) => {
    const { session } = played([{ body: stalled() }]);
    const error = await failure<ReadTimeout>(session.get('http://a.test/', { stream }).then((r) => r.read()));
    expect(error).toBeInstanceOf(ReadTimeout);
    expect(error).toBeInstanceOf(ConnectionError);
    expect(error.request?.url).toBe('http://a.test/');
  });

  test('of a redirect ends the call', async () => {
    const { session, sent } = played([{ ...REDIRECT('/b'), body: stalled() }]);
    expect(await failure(session.get('http://a.test/'))).toBeInstanceOf(ReadTimeout);
    expect(sent).toHaveLength(1);
  });
});

describe('a streamed response that is closed', () => {
  test('by close() ends the iterator of the transport, also before the first chunk', async () => {
    const noted = [{ returned: false }, { returned: false }];
    const { session } = played(noted.map((note) => ({ body: dripping(5, 1, note) })));
    const untouched = await session.get('http://a.test/', { stream: true });
    await untouched.close();
    await untouched.close();
    const begun = await session.get('http://a.test/', { stream: true });
    for await (const _ of begun) break;
    await begun.close();
    expect(noted).toEqual([{ returned: true }, { returned: true }]);
  });

  test('by `await using`', async () => {
    const noted = { returned: false };
    const { session } = played([{ body: dripping(5, 1, noted) }]);
    {
      await using r = await session.get('http://a.test/', { stream: true });
      expect(r.statusCode).toBe(200);
    }
    expect(noted.returned).toBe(true);
  });
});
