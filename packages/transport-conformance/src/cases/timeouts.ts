import { ConnectionError, ConnectTimeout, ReadTimeout, Timeout } from '@req/core';
import type { CaseContext } from '../case-context.ts';
import { Stopwatch, sleep, within } from '../clock.ts';
import { type ConformanceCase, defineCases } from '../conformance-case.ts';
import { expectBytes, expectEqual, expectError, expectTrue, rejectionOf } from '../expectation.ts';
import { bodyIterator, readBody, readUntilError } from '../read-body.ts';
import { fullBacklog } from '../server/full-backlog.ts';
import { readHead } from '../server/raw-server.ts';

const OK = 'HTTP/1.1 200 OK\r\n';

/** Sends what must time out after `ms`, measured from now. */
async function timesOut(context: CaseContext, ms: number, init: Parameters<CaseContext['send']>[0]): Promise<unknown> {
  const watch = new Stopwatch();
  const error = await within(ms + 3_000, rejectionOf(context.send(init), 'a timeout'), 'The timeout');
  watch.expectElapsed(ms, 'The timeout');
  return error;
}

export const timeouts: readonly ConformanceCase[] = defineCases('timeouts', [
  {
    name: 'a connection that is not made in time is a ConnectTimeout',
    run: async (context) => {
      const backlog = await fullBacklog();
      context.atEnd(() => backlog.close());
      const error = await timesOut(context, 200, { url: backlog.url, timeout: { connect: 200 } });
      expectError(expectError(error, ConnectTimeout), ConnectionError, [ReadTimeout]);
    },
  },
  {
    name: 'a TLS handshake that hangs is a ConnectTimeout',
    needs: ['tls'],
    run: async (context) => {
      const server = await context.listen(() => {});
      const url = server.url.replace('http:', 'https:');
      expectError(await timesOut(context, 200, { url, timeout: { connect: 200 } }), ConnectTimeout);
    },
  },
  {
    name: 'a proxy that does not answer CONNECT is a ConnectTimeout',
    needs: ['connect'],
    run: async (context) => {
      const server = await context.listen(() => {});
      const init = { url: 'https://any.test/', proxy: { url: server.url }, timeout: { connect: 200 } };
      expectError(await timesOut(context, 200, init), ConnectTimeout);
    },
  },
  {
    name: 'the connect timeout ends with the connection',
    run: async (context) => {
      context.server.play([{ raw: `${OK}Content-Length: 2\r\n\r\nok`, delayMs: 400 }]);
      const { body } = await context.exchange({ url: context.url(), timeout: { connect: 150 } });
      expectBytes(body, 'ok', 'Body');
    },
  },
  {
    name: 'a head that does not come in time is a ReadTimeout',
    run: async (context) => {
      for (const stream of [false, true]) {
        context.server.play([{ delayMs: 2_000 }]);
        const error = await timesOut(context, 200, { url: context.url(), stream, timeout: { read: 200 } });
        expectError(error, ReadTimeout, [ConnectTimeout]);
      }
    },
  },
  {
    name: 'a head that does not come in time is a ReadTimeout, also over a connection that was used before',
    run: async (context) => {
      await context.exchange({ url: context.url(), timeout: { connect: 1_000, read: 1_000 } });
      context.server.play([{ delayMs: 2_000 }]);
      const init = { url: context.url(), timeout: { connect: 1_000, read: 200 } };
      expectError(await timesOut(context, 200, init), ReadTimeout, [ConnectTimeout]);
    },
  },
  {
    name: 'a read timeout longer than the connect timeout is kept',
    run: async (context) => {
      context.server.play([{ delayMs: 3_000 }]);
      const error = await timesOut(context, 1_300, { url: context.url(), timeout: { connect: 100, read: 1_300 } });
      expectError(error, ReadTimeout, [ConnectTimeout]);
    },
  },
  {
    name: 'a streamed body that stalls is a ReadTimeout',
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
    name: 'a buffered body that stalls is a ReadTimeout',
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
    name: 'each wait for bytes has its own read timeout: a dripping body arrives',
    run: async (context) => {
      for (const stream of [false, true]) {
        context.server.play([{ parts: [`${OK}Content-Length: 9\r\n\r\n`, ...'dripping!'], gapMs: 80 }]);
        const { body } = await context.exchange({ url: context.url(), stream, timeout: { read: 400 } });
        expectBytes(body, 'dripping!', 'Body');
      }
    },
  },
  {
    name: 'a slow reader is no slow server: the read timeout rests while nobody reads',
    run: async (context) => {
      // Fits into the buffers of the system: what is asked for after the pause is there at once.
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
    name: 'a slow upload is no slow server: the read timeout begins when the request is out',
    needs: ['streaming-upload'],
    run: async (context) => {
      async function* body(): AsyncGenerator<Uint8Array> {
        for (let i = 0; i < 3; i++) {
          await sleep(250);
          yield Buffer.from('slow');
        }
      }
      const headers = { 'Transfer-Encoding': 'chunked' };
      const init = { url: context.url(), method: 'POST', headers, body: body(), timeout: { connect: 200, read: 200 } };
      expectEqual((await context.exchange(init)).response.status, 200, 'Status');
    },
  },
  {
    name: 'a timed out exchange frees its connection',
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
      expectError(await timesOut(context, 150, { url: server.url, timeout: { read: 150 } }), Timeout);
      await within(1_000, gone, 'The end of the connection after the timeout');
    },
  },
  {
    name: 'a timeout that is not reached does nothing',
    run: async (context) => {
      const { response } = await context.exchange({ url: context.url(), timeout: { connect: 120, read: 120 } });
      await sleep(200);
      expectEqual((await readBody(response)).length, 0, 'Length of the body');
      context.server.play([{ raw: `${OK}Content-Length: 2\r\n\r\nok`, delayMs: 250 }]);
      const second = await context.exchange({ url: context.url(), timeout: { connect: null, read: null } });
      expectTrue(second.body.toString() === 'ok', 'A request without timeouts was ended by those of the one before.');
    },
  },
]);
