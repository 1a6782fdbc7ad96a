import type { TransportResponse } from '@req/core';
import type { CaseContext } from '../case-context.ts';
import { sleep, until, within } from '../clock.ts';
import { type ConformanceCase, defineCases } from '../conformance-case.ts';
import { expectBytes, expectEqual, expectTrue, fail } from '../expectation.ts';
import { bodyIterator, readBody } from '../read-body.ts';
import { pour, type RawServer, readHead } from '../server/raw-server.ts';

const PIECE = Buffer.alloc(65_536, 'x');
/** 64 MiB: more than any buffer on the way. */
const MANY = 1_024;
const HEAD = `HTTP/1.1 200 OK\r\nContent-Length: ${PIECE.length * MANY}\r\n\r\n`;

interface Pouring {
  readonly server: RawServer;
  /** Pieces that the peer took. */
  written(): number;
  /** The first connection is gone. A client may open another one at once. */
  freed(): boolean;
}

/** A server that sends as fast as it may. */
async function pouring(context: CaseContext): Promise<Pouring> {
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

async function expectFreed({ freed, written }: Pouring): Promise<void> {
  await until(() => freed() || written() === MANY, 'The end of the connection after the body was returned');
}

function returnBody(response: TransportResponse): { next(): Promise<unknown>; return(): Promise<unknown> } {
  const iterator = bodyIterator(response);
  return {
    next: () => iterator.next(),
    return: () => iterator.return?.() ?? fail("The body's iterator has no return()."),
  };
}

export const bodyFlow: readonly ConformanceCase[] = defineCases('flow of the body', [
  {
    name: 'a streamed body that nobody reads holds the server up',
    run: async (context) => {
      const source = await pouring(context);
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
    name: 'a streamed body that is read with pauses arrives whole',
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
    name: 'a body whose iterator is returned early frees its connection',
    run: async (context) => {
      const source = await pouring(context);
      const iterator = returnBody(await context.send({ url: source.server.url, stream: true }));
      await iterator.next();
      await within(1_000, iterator.return(), 'The end of return()');
      await expectFreed(source);
    },
  },
  {
    name: 'a body whose iterator is returned before anything was read frees its connection',
    run: async (context) => {
      const source = await pouring(context);
      const iterator = returnBody(await context.send({ url: source.server.url, stream: true }));
      await within(1_000, iterator.return(), 'The end of return()');
      await expectFreed(source);
    },
  },
  {
    name: 'a body is left by break, and the next request works',
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
    name: 'a body that nobody reads does not keep other requests waiting',
    run: async (context) => {
      const source = await pouring(context);
      const held = await Promise.all(
        Array.from({ length: 3 }, () => context.send({ url: source.server.url, stream: true })),
      );
      const fourth = await within(2_000, context.send({ url: source.server.url, stream: true }), 'The fourth response');
      for (const response of [...held, fourth]) await returnBody(response).return();
    },
  },
  {
    name: 'a body is over when it has ended: the iterator stays done',
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
    name: 'stream: false returns the body of a slow server whole',
    run: async (context) => {
      context.server.play([{ parts: ['HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n', 'one', 'two'], gapMs: 60 }]);
      expectBytes(await readBody(await context.send({ url: context.url(), stream: false })), 'onetwo', 'Body');
    },
  },
]);
