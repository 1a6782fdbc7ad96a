import { getEventListeners } from 'node:events';
import type { Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { AbortError, Timeout } from '@req/core';
import { collectGarbage } from '@req/test-support/memory';
import { startTcpServer, type TcpServer } from '@req/test-support/tcp-server';
import { failure } from '@req/test-support/waiting';
import { overEveryTransport } from './every-transport.ts';

/** Answers with a body that is complete, or that stalls after its first bytes. */
let server: TcpServer;
/** The connection of the last stalled response. */
let stalled: Socket;
beforeAll(async () => {
  server = await startTcpServer((socket) => {
    socket.on('data', (chunk) => {
      const stalls = /^\w+ \/stalls/.test(chunk.toString('latin1'));
      if (stalls) stalled = socket;
      socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${stalls ? 1000 : 4}\r\n\r\nsome`);
    });
  });
});
afterAll(() => server.close());
const url = (path: string): string => server.origin + path;

interface Aborting {
  /** `null`: it fires by itself. */
  readonly abort: ((reason: unknown) => void) | null;
  /** A signal to which nothing but the request keeps a reference. */
  signal(): AbortSignal;
}

const longLived = new AbortController();
/** Long enough for every request to have its response head, and for the collection to be over. */
const FIRES_AFTER_MS = 3_000;
const SIGNALS: readonly (readonly [string, () => Aborting])[] = [
  [
    'of a controller',
    () => {
      const controller = new AbortController();
      return { abort: (reason) => controller.abort(reason), signal: () => controller.signal };
    },
  ],
  [
    'one of several',
    () => {
      const controller = new AbortController();
      return {
        abort: (reason) => controller.abort(reason),
        signal: () =>
          AbortSignal.any([longLived.signal, AbortSignal.any([controller.signal, AbortSignal.timeout(600_000)])]),
      };
    },
  ],
  ['a timeout', () => ({ abort: null, signal: () => AbortSignal.timeout(FIRES_AFTER_MS) })],
  [
    'a timeout among several',
    () => ({ abort: null, signal: () => AbortSignal.any([AbortSignal.timeout(FIRES_AFTER_MS), longLived.signal]) }),
  ],
];

type Finish = () => Promise<void>;
const starts: (() => Promise<unknown>)[] = [];

/**
 * A test with a garbage collection in the middle: `start` sends a request whose body stalls, the returned function checks
 * what a signal does to it afterwards. All of them share one collection, because a full one takes long.
 */
function testAcrossCollection(title: string, start: () => Promise<Finish>): void {
  let started: Promise<Finish>;
  starts.push(async () => {
    started = start();
    await started.catch(() => {});
  });
  test(title, async () => (await started)());
}

beforeAll(async () => {
  // One after the other: `stalled` is the connection of the latest request.
  for (const start of starts) await start();
  await collectGarbage();
});

/** The connection of the last stalled request has been closed. */
const stalledClosed = (): Promise<void> => new Promise((resolve) => stalled.once('close', () => resolve()));

overEveryTransport(({ session }) => {
  describe.each(SIGNALS)('after a garbage collection a signal (%s)', (_kind, make) => {
    testAcrossCollection('ends a body that is being read', async () => {
      const { abort, signal } = make();
      const response = await session().get(url('/stalls'), { stream: true, signal: signal() });
      const chunks = response.iterContent();
      await chunks.next();
      const closed = stalledClosed();
      const failed = failure(chunks.next());
      return async () => {
        abort?.('enough');
        expect(await failed).toBeInstanceOf(abort === null ? Timeout : AbortError);
        await closed;
      };
    });

    testAcrossCollection('ends a body of asFetch', async () => {
      const { abort, signal } = make();
      const response = await session().asFetch()(url('/stalls'), { signal: signal() });
      const reader = (response.body as ReadableStream<Uint8Array>).getReader();
      await reader.read();
      const closed = stalledClosed();
      const failed = failure(reader.read());
      return async () => {
        const reason = new Error('enough');
        abort?.(reason);
        const error = await failed;
        if (abort === null) expect(error.name).toBe('TimeoutError');
        else expect(error).toBe(reason);
        await closed;
      };
    });
  });

  testAcrossCollection(
    'after a garbage collection a signal ends a body that nobody reads, beside a total timeout',
    async () => {
      const controller = new AbortController();
      const any = (): AbortSignal => AbortSignal.any([controller.signal, longLived.signal]);
      const options = { stream: true, timeout: { total: 600_000 } };
      const response = await session().get(url('/stalls'), { ...options, signal: any() });
      const closed = stalledClosed();
      return async () => {
        controller.abort('enough');
        await closed;
        expect(await failure(response.read())).toBeInstanceOf(AbortError);
      };
    },
  );

  testAcrossCollection('after a garbage collection the signal of a Request ends a body of asFetch', async () => {
    const controller = new AbortController();
    const fetch = session().asFetch();
    const response = await fetch(new Request(url('/stalls'), { signal: controller.signal }));
    const closed = stalledClosed();
    return async () => {
      const reason = new Error('enough');
      controller.abort(reason);
      await closed;
      expect(await failure(response.text())).toBe(reason);
    };
  });

  describe('a long-lived signal', () => {
    const { signal } = new AbortController();
    const listeners = (): number => getEventListeners(signal, 'abort').length;

    test('has no listener after a body was read', async () => {
      const one = session();
      await one.get(url('/'), { signal });
      expect(listeners()).toBe(0);
      await one.get(url('/'), { signal, timeout: { total: 600_000 } });
      await one.post(url('/'), { signal, data: 'abc' });
      await one.post(url('/'), { signal, data: [Buffer.from('abc')].values() });
      expect(listeners()).toBe(0);
      for (const timeout of [null, 600_000, { total: 600_000 }]) {
        await (await one.get(url('/'), { signal, timeout, stream: true })).read();
      }
      expect(listeners()).toBe(0);
    });

    test('has none after a body was closed or failed', async () => {
      const one = session();
      await (await one.get(url('/stalls'), { signal, stream: true })).close();
      expect(await failure(one.get(url('/stalls'), { signal, timeout: { total: 50 } }))).toBeInstanceOf(Timeout);
      await failure(one.get('http://127.0.0.1:1/', { signal }));
      expect(listeners()).toBe(0);
    });

    test('has none after asFetch', async () => {
      const fetch = session().asFetch();
      await (await fetch(url('/'), { signal })).text();
      await (await fetch(url('/'), { signal, method: 'POST', body: 'abc' })).text();
      await (await fetch(url('/stalls'), { signal })).body?.cancel();
      await failure(fetch('http://127.0.0.1:1/', { signal }));
      expect(listeners()).toBe(0);
    });
  });
});
