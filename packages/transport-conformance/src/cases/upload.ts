import { sleep, until, within } from '../clock.ts';
import { type ConformanceCase, defineCases } from '../conformance-case.ts';
import { describeError, expectEqual, expectTrue, rejectionOf } from '../expectation.ts';
import { readHead } from '../server/raw-server.ts';

const PIECE = Buffer.alloc(65_536, 'u');
const MANY = 1_024;
const TOO_LARGE = 'HTTP/1.1 413 Too Large\r\nContent-Length: 3\r\nConnection: close\r\n\r\nbig';

/** Pieces without end; tells how many were taken, and whether it was let go. */
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

export const upload: readonly ConformanceCase[] = defineCases('upload', [
  {
    name: 'a stream is sent as it comes: a piece arrives before the next is made',
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
        await until(() => arrived.includes('first'), 'The arrival of the first piece, while the second is not made,');
        yield Buffer.from('second');
      }
      const headers = { 'Transfer-Encoding': 'chunked' };
      const { response } = await context.exchange({ url: server.url, method: 'POST', headers, body: body() });
      expectEqual(response.status, 200, 'Status');
    },
  },
  {
    name: 'a server that does not read holds the stream up',
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
      await until(() => taken > 0, 'The first piece of the body being taken');
      await sleep(400);
      expectTrue(taken < MANY / 2, `Of ${MANY} pieces of 64 KiB, ${taken} were taken while the server read none.`);
      resume();
      expectEqual((await sent).response.status, 200, 'Status after the server read on');
    },
  },
  {
    name: 'an error of the stream is what send rejects with, and the request does not look whole',
    needs: ['streaming-upload'],
    run: async (context) => {
      for (const headers of [{ 'Content-Length': '10' }, { 'Transfer-Encoding': 'chunked' }]) {
        context.server.play([]);
        const mine = new RangeError('the disk is gone');
        async function* body(): AsyncGenerator<Uint8Array> {
          yield Buffer.from('half');
          await sleep(20);
          throw mine;
        }
        const sent = context.send({ url: context.url(), method: 'POST', headers, body: body() });
        const error = await within(2_000, rejectionOf(sent, "the stream's own error"), 'The rejection');
        expectTrue(error === mine, `Expected the stream's own error, unwrapped, got ${describeError(error)}.`);
        await context.server.settled();
        const whole = context.server.requests.filter((request) => request.framing !== 'truncated');
        expectEqual(whole.length, 0, 'Requests that arrived as if they were whole');
      }
    },
  },
  {
    name: 'a stream that fails before its first piece is what send rejects with',
    needs: ['streaming-upload'],
    run: async (context) => {
      const mine = new RangeError('no such disk');
      const body: AsyncIterable<Uint8Array> = {
        [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(mine) }),
      };
      const headers = { 'Transfer-Encoding': 'chunked' };
      const sent = context.send({ url: context.url(), method: 'POST', headers, body });
      const error = await within(2_000, rejectionOf(sent, "the stream's own error"), 'The rejection');
      expectTrue(error === mine, `Expected the stream's own error, unwrapped, got ${describeError(error)}.`);
    },
  },
  {
    name: 'an answer that comes before the upload is over is the response',
    run: async (context) => {
      const server = await context.listen(async ({ socket, source }) => {
        await readHead(source);
        socket.write(TOO_LARGE);
      });
      const body = Buffer.alloc(16_000_000);
      const headers = { 'Content-Length': String(body.length) };
      const sent = context.exchange({ url: server.url, method: 'POST', headers, body });
      const { response, body: answer } = await within(3_000, sent, 'The response');
      expectEqual([response.status, answer.toString()], [413, 'big'], 'Status and body');
    },
  },
  {
    name: 'an answer that comes before the upload is over lets go of the stream',
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
      await until(() => body.released, 'The return of the iterator of the request body');
    },
  },
  {
    name: 'a connection that breaks during the upload lets go of the stream',
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
      await until(() => body.released, 'The return of the iterator of the request body');
    },
  },
  {
    name: 'an upload goes on after the head of the response came',
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
      const { body: answer } = await within(3_000, context.exchange(init), 'The end of the response');
      expectEqual(answer.toString(), 'hello', 'Body');
    },
  },
]);
