import { ConnectionError, ConnectTimeout, ReadTimeout, Timeout } from '@req/core';
import type { CaseContext } from '../case-context.ts';
import { Stopwatch, sleep, within } from '../clock.ts';
import { type ConformanceCase, defineCases } from '../conformance-case.ts';
import { expectBytes, expectEqual, expectError, expectTrue, rejectionOf } from '../expectation.ts';
import { bodyIterator, readBody, readUntilError } from '../read-body.ts';
import { fullBacklog } from '../server/full-backlog.ts';
import { readHead } from '../server/raw-server.ts';

const OK = 'HTTP/1.1 200 OK\r\n';

/** Sends a request that must time out after `ms`; resolves to its error. */
async function timeoutOf(context: CaseContext, ms: number, init: Parameters<CaseContext['send']>[0]): Promise<unknown> {
  const watch = new Stopwatch();
  const error = await within(ms + 3_000, rejectionOf(context.send(init), 'a timeout'), 'The timeout');
  watch.expectElapsed(ms, 'The timeout');
  return error;
}

export const timeouts: readonly ConformanceCase[] = defineCases(
  {
    subject: 'timeouts',
    rule: 'The Transport contract: timeout.connect ends in ConnectTimeout, timeout.read, for each wait for bytes, in ReadTimeout.',
  },
  [
    {
      name: 'rejects with a ConnectTimeout when the connection is not established in time',
      run: async (context) => {
        const backlog = await fullBacklog();
        context.atEnd(() => backlog.close());
        const error = await timeoutOf(context, 200, { url: backlog.url, timeout: { connect: 200 } });
        expectError(expectError(error, ConnectTimeout), ConnectionError, [ReadTimeout]);
      },
    },
    {
      name: 'rejects with a ConnectTimeout when the TLS handshake hangs',
      needs: ['tls'],
      run: async (context) => {
        const server = await context.listen(() => {});
        const url = server.url.replace('http:', 'https:');
        expectError(await timeoutOf(context, 200, { url, timeout: { connect: 200 } }), ConnectTimeout);
      },
    },
    {
      name: 'rejects with a ConnectTimeout when the proxy does not answer CONNECT',
      needs: ['connect'],
      run: async (context) => {
        const server = await context.listen(() => {});
        const init = { url: 'https://any.test/', proxy: { url: server.url }, timeout: { connect: 200 } };
        expectError(await timeoutOf(context, 200, init), ConnectTimeout);
      },
    },
    {
      name: 'stops the connect timeout once the connection is established',
      run: async (context) => {
        context.server.play([{ raw: `${OK}Content-Length: 2\r\n\r\nok`, delayMs: 400 }]);
        const { body } = await context.exchange({ url: context.url(), timeout: { connect: 150 } });
        expectBytes(body, 'ok', 'Body');
      },
    },
    {
      name: 'rejects with a ReadTimeout when the response head does not arrive in time',
      run: async (context) => {
        for (const stream of [false, true]) {
          context.server.play([{ delayMs: 2_000 }]);
          const error = await timeoutOf(context, 200, { url: context.url(), stream, timeout: { read: 200 } });
          expectError(error, ReadTimeout, [ConnectTimeout]);
        }
      },
    },
    {
      name: 'rejects with a ReadTimeout on a reused connection when the response head does not arrive in time',
      run: async (context) => {
        await context.exchange({ url: context.url(), timeout: { connect: 1_000, read: 1_000 } });
        context.server.play([{ delayMs: 2_000 }]);
        const init = { url: context.url(), timeout: { connect: 1_000, read: 200 } };
        expectError(await timeoutOf(context, 200, init), ReadTimeout, [ConnectTimeout]);
      },
    },
    {
      name: 'respects a read timeout that is longer than the connect timeout',
      run: async (context) => {
        context.server.play([{ delayMs: 3_000 }]);
        const error = await timeoutOf(context, 1_300, { url: context.url(), timeout: { connect: 100, read: 1_300 } });
        expectError(error, ReadTimeout, [ConnectTimeout]);
      },
    },
    {
      name: 'throws a ReadTimeout when a streamed body stalls',
      run: async (context) => {
        context.server.play([{ raw: `${OK}Content-Length: 10\r\n\r\nhalf`, hang: 3_000 }]);
        const watch = new Stopwatch();
        const response = await context.send({ url: context.url(), stream: true, timeout: { read: 250 } });
        const { body, error } = await within(2_500, readUntilError(response), 'The timeout');
        watch.expectElapsed(250, 'The timeout');
        expectBytes(body, 'half', 'Bytes before the timeout');
        expectError(error, ReadTimeout);
      },
    },
    {
      name: 'throws a ReadTimeout when a buffered body stalls',
      run: async (context) => {
        context.server.play([{ raw: `${OK}Content-Length: 10\r\n\r\nhalf`, hang: 3_000 }]);
        const watch = new Stopwatch();
        const read = async (): Promise<undefined> => {
          await context.exchange({ url: context.url(), timeout: { read: 250 } });
          return undefined;
        };
        const error = await within(2_500, rejectionOf(read(), 'a ReadTimeout'), 'The timeout');
        watch.expectElapsed(250, 'The timeout');
        expectError(error, ReadTimeout);
      },
    },
    {
      name: 'restarts the read timeout with every piece of the body',
      run: async (context) => {
        for (const stream of [false, true]) {
          context.server.play([{ parts: [`${OK}Content-Length: 9\r\n\r\n`, ...'dripping!'], gapMs: 80 }]);
          const { body } = await context.exchange({ url: context.url(), stream, timeout: { read: 400 } });
          expectBytes(body, 'dripping!', 'Body');
        }
      },
    },
    {
      name: 'pauses the read timeout while the body is not being read',
      run: async (context) => {
        // Fits into the system's buffers, so that the rest is available immediately after the pause.
        const size = 400_000;
        context.server.play([{ raw: `${OK}Content-Length: ${size}\r\n\r\n${'s'.repeat(size)}` }]);
        const response = await context.send({ url: context.url(), stream: true, timeout: { read: 250 } });
        const iterator = bodyIterator(response);
        let length = (await iterator.next()).value?.length ?? 0;
        await sleep(700);
        for (let step = await iterator.next(); step.done !== true; step = await iterator.next())
          length += step.value.length;
        expectEqual(length, size, 'Bytes read');
      },
    },
    {
      name: 'starts the read timeout when the request has been sent',
      needs: ['streaming-upload'],
      run: async (context) => {
        async function* body(): AsyncGenerator<Uint8Array> {
          for (let i = 0; i < 3; i++) {
            await sleep(250);
            yield Buffer.from('slow');
          }
        }
        const headers = { 'Transfer-Encoding': 'chunked' };
        const init = {
          url: context.url(),
          method: 'POST',
          headers,
          body: body(),
          timeout: { connect: 200, read: 200 },
        };
        expectEqual((await context.exchange(init)).response.status, 200, 'Status');
      },
    },
    {
      name: 'closes the connection after a timeout',
      run: async (context) => {
        let closed = (): void => {};
        const gone = new Promise<void>((resolve) => {
          closed = resolve;
        });
        const server = await context.listen(async ({ socket, source }) => {
          socket.on('close', closed);
          socket.on('end', closed);
          await readHead(source);
        });
        expectError(await timeoutOf(context, 150, { url: server.url, timeout: { read: 150 } }), Timeout);
        await within(1_000, gone, 'The end of the connection after the timeout');
      },
    },
    {
      name: 'does not apply a timeout after the exchange has ended',
      run: async (context) => {
        const { response } = await context.exchange({ url: context.url(), timeout: { connect: 120, read: 120 } });
        await sleep(200);
        expectEqual((await readBody(response)).length, 0, 'Length of the body');
        context.server.play([{ raw: `${OK}Content-Length: 2\r\n\r\nok`, delayMs: 250 }]);
        const second = await context.exchange({ url: context.url(), timeout: { connect: null, read: null } });
        expectTrue(
          second.body.toString() === 'ok',
          'A request without timeouts was ended by the timeouts of the previous one.',
        );
      },
    },
  ],
);
