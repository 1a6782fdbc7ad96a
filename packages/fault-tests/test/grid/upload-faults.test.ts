import type net from 'node:net';
import { describe, expect, test } from '@jest/globals';
import { ConnectionError, InvalidHeader, RequestException, type Response, Session } from '@req/core';
import { TRANSPORTS, type TransportName } from '@req/test-support/transports';
import { eventually, within } from '@req/test-support/waiting';
import { PathServer, withServer } from './support/path-server.ts';
import { resourcesHeld } from './support/resources.ts';

/** More than the buffers of both systems hold. */
const SIZE = 8 * 1024 * 1024;
const PIECE = Buffer.alloc(64 * 1024, 'p');
const ANSWER = 'HTTP/1.1 413 Content Too Large\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno';

/** Pieces of a body, and whether whoever read them has let go. */
class Pieces implements AsyncIterable<Uint8Array> {
  released = false;
  given = 0;
  readonly #count: number;
  readonly #failure: Error | null;

  constructor(count: number, failure: Error | null = null) {
    this.#count = count;
    this.#failure = failure;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    try {
      for (; this.given < this.#count; this.given++) {
        await new Promise((resolve) => setImmediate(resolve));
        yield PIECE;
      }
      if (this.#failure !== null) throw this.#failure;
    } finally {
      this.released = true;
    }
  }
}

interface Upload {
  readonly server: PathServer;
  readonly post: (data: Uint8Array | AsyncIterable<Uint8Array>, headers?: Record<string, string>) => Promise<Response>;
}

/** A POST to a server that treats its connections in this way; afterwards nothing is left. */
async function uploading(
  name: TransportName,
  treat: (socket: net.Socket, begun: number) => void,
  run: (upload: Upload) => Promise<void>,
): Promise<void> {
  const held = resourcesHeld();
  await withServer(
    () => PathServer.start((socket, { body }) => treat(socket, body.length)),
    held,
    async (server) => {
      const transport = TRANSPORTS[name]();
      const session = new Session({ transport, trustEnv: false, timeout: 8_000 });
      await run({
        server,
        post: (data, headers = {}) => within(session.post(`${server.origin}/up`, { data, headers })),
      });
      await session.close();
      await transport.close();
      await eventually(() => server.open === 0, 'All connections are closed');
    },
  );
}

const endOf = (promise: Promise<Response>): Promise<unknown> => promise.catch((error: unknown) => error);

/** Calls back once so much of the body has come. */
function afterBytes(socket: net.Socket, { begun, bytes }: { begun: number; bytes: number }, then: () => void): void {
  let seen = begun;
  const look = (chunk: Buffer): void => {
    seen += chunk.length;
    if (seen < bytes) return;
    socket.off('data', look);
    then();
  };
  socket.on('data', look);
  look(Buffer.alloc(0));
}

const bodies = {
  bytes: () => Buffer.alloc(SIZE, 'b'),
  'a stream': () => new Pieces(SIZE / PIECE.length),
} as const;

describe.each(Object.keys(TRANSPORTS) as TransportName[])('over %s', (name) => {
  describe.each(Object.keys(bodies) as (keyof typeof bodies)[])('an upload of %s', (kind) => {
    describe.each([0, 50, 100])('of which %i percent have arrived', (percent) => {
      // The head and a frame or two are not worth counting.
      const bytes = Math.floor((SIZE * percent) / 100);

      test.each(['close', 'reset'] as const)('is a ConnectionError after a %s', async (how) => {
        const treat = (socket: net.Socket, begun: number): void =>
          afterBytes(socket, { begun, bytes }, () => (how === 'close' ? socket.destroy() : socket.resetAndDestroy()));
        await uploading(name, treat, async ({ post }) => {
          const body = bodies[kind]();
          expect(await endOf(post(body))).toBeInstanceOf(ConnectionError);
          if (body instanceof Pieces) await eventually(() => body.released, 'The iterator is released');
        });
      });
    });

    test('that is answered before its end and read all the same gives the answer', async () => {
      await uploading(
        name,
        (socket) => void socket.end(ANSWER),
        async ({ post }) => {
          const body = bodies[kind]();
          const response = await post(body);
          expect([response.statusCode, response.text]).toEqual([413, 'no']);
          if (body instanceof Pieces) await eventually(() => body.released, 'The iterator is released');
        },
      );
    });

    test('that is answered before its end and read no further gives the answer', async () => {
      const sockets: net.Socket[] = [];
      const treat = (socket: net.Socket): void => {
        sockets.push(socket);
        socket.pause();
        socket.write(ANSWER);
      };
      await uploading(name, treat, async ({ post }) => {
        const body = bodies[kind]();
        const response = await post(body);
        expect([response.statusCode, response.text]).toEqual([413, 'no']);
        if (body instanceof Pieces) await eventually(() => body.released, 'The iterator is released');
        // Who does not read does not see that the other end is gone.
        for (const socket of sockets) socket.resume();
      });
    });
  });

  test('what the iterator of a body throws is what the caller catches', async () => {
    const own = new RangeError('the disk is on fire');
    await uploading(
      name,
      () => {},
      async ({ post, server }) => {
        expect(await endOf(post(new Pieces(3, own)))).toBe(own);
        if (name !== 'built-in fetch') await eventually(() => server.open === 0, 'The connection is dropped');
      },
    );
  });

  test.each([
    ['shorter', 3],
    ['longer', 1],
  ] as const)(
    'a stream %s than its Content-Length is an InvalidHeader, and no whole request',
    async (_which, times) => {
      const arrived: number[] = [];
      const treat = (socket: net.Socket): void => {
        socket.on('data', (chunk: Buffer) => arrived.push(chunk.length));
      };
      await uploading(name, treat, async ({ post, server }) => {
        const declared = PIECE.length * times;
        const end = await endOf(post(new Pieces(2), { 'Content-Length': String(declared) }));
        expect(end).toBeInstanceOf(RequestException);
        expect(end).toBeInstanceOf(InvalidHeader);
        await eventually(() => server.open === 0, 'The connection is dropped');
        expect(arrived.reduce((sum, length) => sum + length, 0)).toBeLessThanOrEqual(declared + 1_000);
      });
    },
  );
});
