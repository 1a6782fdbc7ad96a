import { sleep, until, within } from '../clock.ts';
import { type ConformanceCase, defineCases } from '../conformance-case.ts';
import { describeError, expectEqual, expectTrue, rejectionOf } from '../expectation.ts';
import { readHead } from '../server/raw-server.ts';

const PIECE = Buffer.alloc(65_536, 'u');
const MANY = 1_024;
const TOO_LARGE = 'HTTP/1.1 413 Too Large\r\nContent-Length: 3\r\nConnection: close\r\n\r\nbig';

/** An endless body that records how many pieces were read and whether its iterator was returned. */
class EndlessBody implements AsyncIterable<Uint8Array> {
  taken = 0;
  released = false;
  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    try {
      for (;;) {
        this.taken++;
        yield PIECE;
        await sleep(1);
      }
    } finally {
      this.released = true;
    }
  }
}

export const upload: readonly ConformanceCase[] = defineCases(
  {
    subject: 'upload',
    rule: 'The Transport contract: reads the body as the server takes it, and passes on what the body itself throws.',
  },
  [
    {
      name: 'sends each piece of a stream before it reads the next',
      needs: ['streaming-upload'],
      run: async (context) => {
        let arrived = '';
        const server = await context.listen(({ socket }) => {
          socket.on('data', (chunk: Buffer) => {
            arrived += chunk.toString('latin1');
            if (arrived.includes('\r\n0\r\n\r\n')) socket.end('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
          });
        });
        async function* body(): AsyncGenerator<Uint8Array> {
          yield Buffer.from('first');
          await until(() => arrived.includes('first'), 'The arrival of the first piece before the second is read');
          yield Buffer.from('second');
        }
        const headers = { 'Transfer-Encoding': 'chunked' };
        const { response } = await context.exchange({ url: server.url, method: 'POST', headers, body: body() });
        expectEqual(response.status, 200, 'Status');
      },
    },
    {
      name: 'stops reading the stream while the server does not read',
      needs: ['streaming-upload'],
      run: async (context) => {
        let taken = 0;
        let resume = (): void => {};
        let received = 0;
        const server = await context.listen(({ socket }) => {
          socket.on('data', (chunk: Buffer) => {
            received += chunk.length;
            if (received > PIECE.length * MANY) socket.end('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
          });
          socket.pause();
          resume = () => socket.resume();
        });
        async function* body(): AsyncGenerator<Uint8Array> {
          for (; taken < MANY; taken++) yield PIECE;
        }
        const headers = { 'Content-Length': String(PIECE.length * MANY) };
        const sent = context.exchange({ url: server.url, method: 'POST', headers, body: body() });
        sent.catch(() => {});
        await until(() => taken > 0, 'Reading the first piece of the body');
        await sleep(400);
        expectTrue(
          taken < MANY / 2,
          `${taken} of ${MANY} pieces of 64 KiB were read although the server read nothing.`,
        );
        resume();
        expectEqual((await sent).response.status, 200, 'Status after the server continued to read');
      },
    },
    {
      name: 'rejects with the error of the stream and leaves the request incomplete',
      needs: ['streaming-upload'],
      run: async (context) => {
        for (const headers of [{ 'Content-Length': '10' }, { 'Transfer-Encoding': 'chunked' }]) {
          context.server.play([]);
          const streamError = new RangeError('the disk is gone');
          async function* body(): AsyncGenerator<Uint8Array> {
            yield Buffer.from('half');
            await sleep(20);
            throw streamError;
          }
          const sent = context.send({ url: context.url(), method: 'POST', headers, body: body() });
          const error = await within(2_000, rejectionOf(sent, "the stream's own error"), 'The rejection');
          expectTrue(
            error === streamError,
            `Expected the stream's own error, not wrapped, got ${describeError(error)}.`,
          );
          await context.server.settled();
          const whole = context.server.requests.filter((request) => request.framing !== 'truncated');
          expectEqual(whole.length, 0, 'Number of requests that arrived complete');
        }
      },
    },
    {
      name: 'rejects with the error of a stream that fails before its first piece',
      needs: ['streaming-upload'],
      run: async (context) => {
        const streamError = new RangeError('no such disk');
        const body: AsyncIterable<Uint8Array> = {
          [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(streamError) }),
        };
        const headers = { 'Transfer-Encoding': 'chunked' };
        const sent = context.send({ url: context.url(), method: 'POST', headers, body });
        const error = await within(2_000, rejectionOf(sent, "the stream's own error"), 'The rejection');
        expectTrue(error === streamError, `Expected the stream's own error, not wrapped, got ${describeError(error)}.`);
      },
    },
    {
      name: 'returns a response that arrives during the upload',
      run: async (context) => {
        const server = await context.listen(async ({ socket, source }) => {
          await readHead(source);
          socket.write(TOO_LARGE);
        });
        const body = Buffer.alloc(16_000_000);
        const headers = { 'Content-Length': String(body.length) };
        const sent = context.exchange({ url: server.url, method: 'POST', headers, body });
        const { response, body: responseBody } = await within(3_000, sent, 'The response');
        expectEqual([response.status, responseBody.toString()], [413, 'big'], 'Status and body');
      },
    },
    {
      name: 'releases the stream when the response arrives during the upload',
      needs: ['streaming-upload'],
      run: async (context) => {
        const server = await context.listen(async ({ socket, source }) => {
          await readHead(source);
          await sleep(30);
          socket.write(TOO_LARGE);
          await sleep(200);
          socket.destroySoon();
        });
        const body = new EndlessBody();
        const headers = { 'Transfer-Encoding': 'chunked' };
        const sent = context.exchange({ url: server.url, method: 'POST', headers, body });
        const { response } = await within(3_000, sent, 'The response');
        expectEqual(response.status, 413, 'Status');
        await until(() => body.released, 'return() of the iterator of the request body');
      },
    },
    {
      name: 'releases the stream when the connection breaks during the upload',
      needs: ['streaming-upload'],
      run: async (context) => {
        const server = await context.listen(async ({ socket, source }) => {
          await readHead(source);
          await sleep(30);
          socket.resetAndDestroy();
        });
        const body = new EndlessBody();
        const headers = { 'Transfer-Encoding': 'chunked' };
        const sent = context.send({ url: server.url, method: 'POST', headers, body });
        await within(3_000, rejectionOf(sent, 'a ConnectionError'), 'The rejection');
        await until(() => body.released, 'return() of the iterator of the request body');
      },
    },
    {
      name: 'continues the upload after the response head has arrived',
      needs: ['streaming-upload'],
      run: async (context) => {
        let release = (): void => {};
        const server = await context.listen(async ({ socket, source }) => {
          await readHead(source);
          socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n');
          await source.line();
          socket.write('5\r\nhello\r\n', () => release());
          socket.on('data', (chunk: Buffer) => {
            if (chunk.includes('\r\n0\r\n\r\n')) socket.end('0\r\n\r\n');
          });
        });
        const gate = new Promise<void>((resolve) => {
          release = resolve;
        });
        async function* body(): AsyncGenerator<Uint8Array> {
          yield Buffer.from('ping');
          await gate;
          yield Buffer.from('pong');
        }
        const headers = { 'Transfer-Encoding': 'chunked' };
        const init = { url: server.url, method: 'POST', headers, body: body(), stream: true };
        const { body: responseBody } = await within(3_000, context.exchange(init), 'The end of the response');
        expectEqual(responseBody.toString(), 'hello', 'Body');
      },
    },
  ],
);
