import { AbortError, Timeout } from '@req/core';
import type { CaseContext } from '../case-context.ts';
import { sleep, until, within } from '../clock.ts';
import { type ConformanceCase, defineCases } from '../conformance-case.ts';
import { describeError, expectBytes, expectEqual, expectError, expectTrue, fail, rejectionOf } from '../expectation.ts';
import { bodyIterator, readUntilError } from '../read-body.ts';
import { fullBacklog } from '../server/full-backlog.ts';
import { readHead } from '../server/raw-server.ts';

const OK = 'HTTP/1.1 200 OK\r\n';
const REASON = { why: 'cancelled by the user' };

function expectAborted(error: unknown): void {
  const cause = expectError(error, AbortError).cause;
  expectTrue(cause === REASON, `Expected the reason of the signal as cause, got ${describeError(error)}.`);
}

/** Expects the connection of the first request to be closed. The client may already have opened another one. */
async function expectClosed(context: CaseContext): Promise<void> {
  const connection = context.server.requests[0]?.connection ?? fail('The server received no request.');
  await until(() => !context.server.isOpen(connection), 'The end of the connection after the abort');
}

export const abort: readonly ConformanceCase[] = defineCases(
  {
    subject: 'abort',
    rule: 'The Transport contract: once signal is aborted, stops promptly and rejects with errorFromSignal(signal).',
  },
  [
    {
      name: 'rejects with an AbortError and sends nothing when the signal is already aborted',
      run: async (context) => {
        const signal = AbortSignal.abort(REASON);
        expectAborted(
          await within(500, rejectionOf(context.send({ url: context.url(), signal }), 'AbortError'), 'The rejection'),
        );
        await sleep(50);
        await context.server.settled();
        expectEqual(context.server.requests.length, 0, 'Requests on the wire');
      },
    },
    {
      name: 'rejects immediately when aborted while connecting',
      run: async (context) => {
        const backlog = await fullBacklog();
        context.atEnd(() => backlog.close());
        const controller = new AbortController();
        const sent = rejectionOf(context.send({ url: backlog.url, signal: controller.signal }), 'AbortError');
        await sleep(80);
        controller.abort(REASON);
        expectAborted(await within(500, sent, 'The rejection'));
      },
    },
    {
      name: 'rejects immediately and closes the connection when aborted while waiting for the response',
      run: async (context) => {
        let closed = false;
        const server = await context.listen(async ({ socket, source }) => {
          socket.on('end', () => {
            closed = true;
          });
          socket.on('close', () => {
            closed = true;
          });
          await readHead(source);
        });
        const controller = new AbortController();
        const sent = rejectionOf(context.send({ url: server.url, signal: controller.signal }), 'AbortError');
        await until(() => server.accepted === 1, 'The connection');
        await sleep(50);
        controller.abort(REASON);
        expectAborted(await within(500, sent, 'The rejection'));
        await until(() => closed, 'The end of the connection after the abort');
      },
    },
    {
      name: 'throws immediately when aborted while waiting for a streamed body',
      run: async (context) => {
        context.server.play([{ raw: `${OK}Content-Length: 10\r\n\r\nhalf`, hang: 5_000 }]);
        const controller = new AbortController();
        const response = await context.send({ url: context.url(), stream: true, signal: controller.signal });
        const rest = readUntilError(response);
        await sleep(80);
        controller.abort(REASON);
        const { body, error } = await within(500, rest, 'The end of the body');
        expectBytes(body, 'half', 'Bytes before the abort');
        expectAborted(error);
        await expectClosed(context);
      },
    },
    {
      name: 'closes the connection when aborted while the body is not being read, and throws at the next read',
      run: async (context) => {
        context.server.play([{ raw: `${OK}Content-Length: 10\r\n\r\nhalf`, hang: 5_000 }]);
        const controller = new AbortController();
        const response = await context.send({ url: context.url(), stream: true, signal: controller.signal });
        controller.abort(REASON);
        await expectClosed(context);
        expectAborted((await within(500, readUntilError(response), 'The end of the body')).error);
      },
    },
    {
      name: 'rejects immediately when aborted while the body is being buffered',
      run: async (context) => {
        context.server.play([{ raw: `${OK}Content-Length: 10\r\n\r\nhalf`, hang: 5_000 }]);
        const controller = new AbortController();
        const read = async (): Promise<undefined> => {
          await context.exchange({ url: context.url(), signal: controller.signal });
          return undefined;
        };
        const sent = rejectionOf(read(), 'AbortError');
        await sleep(100);
        controller.abort(REASON);
        expectAborted(await within(500, sent, 'The rejection'));
      },
    },
    {
      name: 'rejects immediately and releases the stream when aborted during an upload',
      needs: ['streaming-upload'],
      run: async (context) => {
        let released = false;
        async function* body(): AsyncGenerator<Uint8Array> {
          try {
            for (;;) {
              yield Buffer.from('piece');
              await sleep(5);
            }
          } finally {
            released = true;
          }
        }
        const controller = new AbortController();
        const headers = { 'Transfer-Encoding': 'chunked' };
        const init = { url: context.url(), method: 'POST', headers, body: body(), signal: controller.signal };
        const sent = rejectionOf(context.send(init), 'AbortError');
        await sleep(80);
        controller.abort(REASON);
        expectAborted(await within(500, sent, 'The rejection'));
        await until(() => released, 'return() of the iterator of the request body');
      },
    },
    {
      name: 'throws a Timeout for AbortSignal.timeout(), before the response and within the body',
      run: async (context) => {
        context.server.play([{ delayMs: 3_000 }]);
        const signal = AbortSignal.timeout(120);
        const error = await within(
          1_500,
          rejectionOf(context.send({ url: context.url(), signal }), 'a Timeout'),
          'The rejection',
        );
        expectError(error, Timeout, [AbortError]);
        context.server.play([{ raw: `${OK}Content-Length: 10\r\n\r\nhalf`, hang: 3_000 }]);
        const later = AbortSignal.timeout(150);
        const response = await context.send({ url: context.url(), signal: later, stream: true });
        const { error: inBody } = await within(1_500, readUntilError(response), 'The end of the body');
        expectError(inBody, Timeout, [AbortError]);
      },
    },
    {
      name: 'removes its listeners from the signal when the exchange has ended',
      run: async (context) => {
        const controller = new AbortController();
        const { signal } = controller;
        let listeners = 0;
        const add = signal.addEventListener.bind(signal);
        const remove = signal.removeEventListener.bind(signal);
        signal.addEventListener = (...args: Parameters<typeof add>) => {
          listeners++;
          add(...args);
        };
        signal.removeEventListener = (...args: Parameters<typeof remove>) => {
          listeners--;
          remove(...args);
        };
        for (let i = 0; i < 3; i++) await context.exchange({ url: context.url(), signal, stream: i % 2 === 0 });
        await sleep(20);
        expectTrue(listeners <= 0, `After 3 exchanges, ${listeners} listener(s) remain on the signal.`);
        controller.abort(REASON);
        await sleep(30);
        expectEqual(
          (await context.exchange({ url: context.url() })).response.status,
          200,
          'Status of the next request',
        );
      },
    },
    {
      name: 'aborts all requests that share a signal, and no others',
      run: async (context) => {
        context.server.play([
          { delayMs: 3_000 },
          { delayMs: 3_000 },
          { raw: `${OK}Content-Length: 2\r\n\r\nok`, delayMs: 300 },
        ]);
        const controller = new AbortController();
        const { signal } = controller;
        const aborted = [1, 2].map(() => rejectionOf(context.send({ url: context.url(), signal }), 'AbortError'));
        await context.server.arrived(2);
        const other = context.exchange({ url: context.url() });
        await context.server.arrived(3);
        controller.abort(REASON);
        for (const error of await within(500, Promise.all(aborted), 'The rejections')) expectAborted(error);
        expectBytes((await other).body, 'ok', 'Body of the other request');
      },
    },
    {
      name: 'ignores the signal after the body was returned early',
      run: async (context) => {
        context.server.play([{ raw: `${OK}Content-Length: 10\r\n\r\nhalf`, hang: 5_000 }]);
        const controller = new AbortController();
        const iterator = bodyIterator(
          await context.send({ url: context.url(), stream: true, signal: controller.signal }),
        );
        await iterator.next();
        await iterator.return?.();
        controller.abort(REASON);
        await sleep(30);
      },
    },
  ],
);
