import { getEventListeners, once } from 'node:events';
import net from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { AbortError, Timeout } from '@req/core';
import { failure, overEveryTransport } from './every-transport.ts';

setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc') as () => void;

/** Memory is collected, and what follows from that is done. */
async function collected(): Promise<void> {
  for (let i = 0; i < 2; i++) {
    gc();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Starts a body and never ends it, or ends it at once. */
let server: net.Server;
const sockets = new Set<net.Socket>();
beforeAll(async () => {
  server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    socket.on('data', (chunk) => {
      const stalls = /^\w+ \/stalls/.test(chunk.toString('latin1'));
      if (stalls) stalled = socket;
      socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${stalls ? 1000 : 4}\r\n\r\nsome`);
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
});
afterAll(() => {
  for (const socket of sockets) socket.destroy();
  server.close();
});
const url = (path: string): string => `http://127.0.0.1:${(server.address() as net.AddressInfo).port}${path}`;
/** The connection of the last request that stalls. */
let stalled: net.Socket;

interface Aborting {
  /** `null`: it fires by itself. */
  readonly abort: ((reason: unknown) => void) | null;
  /** What nobody but a request holds. */
  signal(): AbortSignal;
}

const long = new AbortController();
const SIGNALS: readonly (readonly [string, () => Aborting])[] = [
  [
    'a controller’s',
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
          AbortSignal.any([long.signal, AbortSignal.any([controller.signal, AbortSignal.timeout(600_000)])]),
      };
    },
  ],
  ['a timeout', () => ({ abort: null, signal: () => AbortSignal.timeout(250) })],
  [
    'a timeout among several',
    () => ({ abort: null, signal: () => AbortSignal.any([AbortSignal.timeout(250), long.signal]) }),
  ],
];

overEveryTransport(({ session }) => {
  describe.each(SIGNALS)('after memory was collected a signal (%s)', (_what, make) => {
    test('ends a body that is being read', async () => {
      const { abort, signal } = make();
      const r = await session().get(url('/stalls'), { stream: true, signal: signal() });
      const pieces = r.iterContent();
      await pieces.next();
      const closed = once(stalled, 'close');
      const failed = failure(pieces.next());
      await collected();
      abort?.('enough');
      expect(await failed).toBeInstanceOf(abort === null ? Timeout : AbortError);
      await closed;
    });

    test('ends a body of asFetch', async () => {
      const { abort, signal } = make();
      const response = await session().asFetch()(url('/stalls'), { signal: signal() });
      const reader = (response.body as ReadableStream<Uint8Array>).getReader();
      await reader.read();
      const closed = once(stalled, 'close');
      const failed = failure(reader.read());
      await collected();
      const reason = new Error('enough');
      abort?.(reason);
      const error = await failed;
      if (abort === null) expect(error.name).toBe('TimeoutError');
      else expect(error).toBe(reason);
      await closed;
    });
  });

  test('after memory was collected a signal ends a body that nobody reads, beside a total timeout', async () => {
    const controller = new AbortController();
    const any = (): AbortSignal => AbortSignal.any([controller.signal, long.signal]);
    const options = { stream: true, timeout: { total: 600_000 } };
    const r = await session().get(url('/stalls'), { ...options, signal: any() });
    const closed = once(stalled, 'close');
    await collected();
    controller.abort('enough');
    await closed;
    expect(await failure(r.read())).toBeInstanceOf(AbortError);
  });

  test('after memory was collected the signal of a Request ends a body of asFetch', async () => {
    const controller = new AbortController();
    const fetch = session().asFetch();
    const response = await fetch(new Request(url('/stalls'), { signal: controller.signal }));
    const closed = once(stalled, 'close');
    await collected();
    const reason = new Error('enough');
    controller.abort(reason);
    await closed;
    expect(await failure(response.text())).toBe(reason);
  });

  describe('a signal that lives on', () => {
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

    test('has none after a body was given up, or failed', async () => {
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
