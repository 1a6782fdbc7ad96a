import type { TransportResponse } from '@req/core';
import type { CaseContext } from '../case-context.ts';
import { sleep, until, within } from '../clock.ts';
import { type ConformanceCase, defineCases } from '../conformance-case.ts';
import { expectBytes, expectEqual, expectTrue, fail } from '../expectation.ts';
import { bodyIterator, readBody } from '../read-body.ts';
import { pour, type RawServer, readHead } from '../server/raw-server.ts';

const PIECE = Buffer.alloc(65_536, 'x');
/** 64 MiB in total, more than all buffers between server and client. */
const MANY = 1_024;
const HEAD = `HTTP/1.1 200 OK\r\nContent-Length: ${PIECE.length * MANY}\r\n\r\n`;

interface PouringServer {
  readonly server: RawServer;
  /** Number of pieces written. */
  written(): number;
  /** Whether the first connection was closed. The client may already have opened another one. */
  freed(): boolean;
}

/** A server that sends 64 MiB as fast as the client reads. */
async function pouringServer(context: CaseContext): Promise<PouringServer> {
  let written = 0;
  let freed = false;
  const server = await context.listen(async ({ socket, source }) => {
    socket.on('close', () => {
      freed = true;
    });
    await readHead(source);
    socket.write(HEAD);
    await pour(socket, PIECE, MANY, () => {
      written++;
    });
  });
  return { server, written: () => written, freed: () => freed };
}

async function expectFreed({ freed, written }: PouringServer): Promise<void> {
  await until(() => freed() || written() === MANY, 'The end of the connection after the body was returned');
}

function returnBody(response: TransportResponse): { next(): Promise<unknown>; return(): Promise<unknown> } {
  const iterator = bodyIterator(response);
  return {
    next: () => iterator.next(),
    return: () => iterator.return?.() ?? fail("The body's iterator has no return()."),
  };
}

export const bodyFlow: readonly ConformanceCase[] = defineCases(
  {
    subject: 'body flow',
    rule: 'The Transport contract: frees the connection when the iterator of the body ends or is returned early.',
  },
  [
    {
      name: 'applies backpressure to the server while a streamed body is not read',
      run: async (context) => {
        const source = await pouringServer(context);
        const response = await context.send({ url: source.server.url, stream: true });
        let last = -1;
        for (let i = 0; i < 8 && last !== source.written(); i++) {
          last = source.written();
          await sleep(150);
        }
        const mebibytes = source.written() / 16;
        expectTrue(mebibytes < 32, `The server could send ${mebibytes} of 64 MiB, though nobody read.`);
        await returnBody(response).return();
      },
    },
    {
      name: 'delivers a streamed body that is read with pauses',
      run: async (context) => {
        const size = 8_000_000;
        context.server.play([{ raw: `HTTP/1.1 200 OK\r\nContent-Length: ${size}\r\n\r\n${'p'.repeat(size)}` }]);
        const response = await context.send({ url: context.url(), stream: true });
        const iterator = bodyIterator(response);
        let length = 0;
        let pieces = 0;
        for (let step = await iterator.next(); step.done !== true; step = await iterator.next()) {
          length += step.value.length;
          if (pieces++ < 5) await sleep(20);
        }
        expectEqual(length, size, 'Bytes read');
      },
    },
    {
      name: 'frees the connection when the body iterator is returned early',
      run: async (context) => {
        const source = await pouringServer(context);
        const iterator = returnBody(await context.send({ url: source.server.url, stream: true }));
        await iterator.next();
        await within(1_000, iterator.return(), 'The end of return()');
        await expectFreed(source);
      },
    },
    {
      name: 'frees the connection when the body iterator is returned before its first read',
      run: async (context) => {
        const source = await pouringServer(context);
        const iterator = returnBody(await context.send({ url: source.server.url, stream: true }));
        await within(1_000, iterator.return(), 'The end of return()');
        await expectFreed(source);
      },
    },
    {
      name: 'sends the next request after a loop over a body was left by break',
      run: async (context) => {
        const endless = { $repeat: ['e', 4_000_000] } as const;
        context.server.play([{ parts: ['HTTP/1.1 200 OK\r\nContent-Length: 4000000\r\n\r\n', endless], gapMs: 0 }]);
        const response = await context.send({ url: context.url(), stream: true });
        if (!(response.body instanceof Uint8Array)) for await (const _piece of response.body) break;
        context.server.play([{ raw: 'HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nnext' }]);
        const { body } = await within(2_000, context.exchange({ url: context.url() }), 'The next response');
        expectBytes(body, 'next', 'Body of the next response');
      },
    },
    {
      name: 'does not block other requests while a body is not read',
      run: async (context) => {
        const source = await pouringServer(context);
        const held = await Promise.all(
          Array.from({ length: 3 }, () => context.send({ url: source.server.url, stream: true })),
        );
        const fourth = await within(
          2_000,
          context.send({ url: source.server.url, stream: true }),
          'The fourth response',
        );
        for (const response of [...held, fourth]) await returnBody(response).return();
      },
    },
    {
      name: 'keeps the body iterator done after its end',
      run: async (context) => {
        context.server.play([{ raw: 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok' }]);
        const response = await context.send({ url: context.url(), stream: true });
        const iterator = bodyIterator(response);
        while ((await iterator.next()).done !== true);
        expectEqual((await within(500, iterator.next(), 'next() after the end')).done, true, 'done after the end');
        await within(500, Promise.resolve(iterator.return?.()), 'return() after the end');
      },
    },
    {
      name: 'returns the complete body of a slow server with stream: false',
      run: async (context) => {
        context.server.play([{ parts: ['HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n', 'one', 'two'], gapMs: 60 }]);
        expectBytes(await readBody(await context.send({ url: context.url(), stream: false })), 'onetwo', 'Body');
      },
    },
  ],
);
