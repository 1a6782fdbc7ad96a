import type net from 'node:net';
import { describe, expect, test } from '@jest/globals';
import {
  ConnectionError,
  InvalidHeader,
  ReadTimeout,
  RequestException,
  type Response,
  Session,
  type TimeoutOptions,
} from '@req/core';
import { TRANSPORT_NAMES, TRANSPORTS, type TransportName } from '@req/test-support/transports';
import { eventually, within } from '@req/test-support/waiting';
import { PathServer, withServer } from './support/path-server.ts';
import { resourcesHeld } from './support/resources.ts';

/** More than the socket buffers of both sides hold. */
const SIZE = 8 * 1024 * 1024;
const PIECE = Buffer.alloc(64 * 1024, 'p');
const EARLY_RESPONSE = 'HTTP/1.1 413 Content Too Large\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno';

/** A body of pieces that records whether its iterator was returned. */
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
  readonly post: (
    data: Uint8Array | AsyncIterable<Uint8Array>,
    headers?: Record<string, string>,
    timeout?: TimeoutOptions,
  ) => Promise<Response>;
}

/** Runs a test with a server that treats its connections as given, and checks that nothing stays open. */
async function withServerFor(
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
        post: (data, headers = {}, timeout = {}) =>
          within(session.post(`${server.origin}/up`, { data, headers, timeout })),
      });
      await session.close();
      await transport.close();
      await eventually(() => server.open === 0, 'All connections closed');
    },
  );
}

const outcomeOf = (promise: Promise<Response>): Promise<unknown> => promise.catch((error: unknown) => error);

/** Calls back once this many bytes of the body have arrived. */
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

describe.each(TRANSPORT_NAMES)('over %s', (name) => {
  describe.each(Object.keys(bodies) as (keyof typeof bodies)[])('an upload of %s', (kind) => {
    describe.each([0, 50, 100])('of which %i percent have arrived', (percent) => {
      // The header section and the chunk framing are small enough to ignore.
      const bytes = Math.floor((SIZE * percent) / 100);

      test.each(['close', 'reset'] as const)('is a ConnectionError after a %s', async (how) => {
        const treat = (socket: net.Socket, begun: number): void =>
          afterBytes(socket, { begun, bytes }, () => (how === 'close' ? socket.destroy() : socket.resetAndDestroy()));
        await withServerFor(name, treat, async ({ post }) => {
          const body = bodies[kind]();
          expect(await outcomeOf(post(body))).toBeInstanceOf(ConnectionError);
          if (body instanceof Pieces) await eventually(() => body.released, 'The iterator was returned');
        });
      });
    });

    test('that is answered early, while the server keeps reading, returns the response', async () => {
      await withServerFor(
        name,
        (socket) => void socket.end(EARLY_RESPONSE),
        async ({ post }) => {
          const body = bodies[kind]();
          const response = await post(body);
          expect([response.statusCode, response.text]).toEqual([413, 'no']);
          if (body instanceof Pieces) await eventually(() => body.released, 'The iterator was returned');
        },
      );
    });

    test('that is answered early, while the server stops reading, returns the response', async () => {
      const sockets: net.Socket[] = [];
      const treat = (socket: net.Socket): void => {
        sockets.push(socket);
        socket.pause();
        socket.write(EARLY_RESPONSE);
      };
      await withServerFor(name, treat, async ({ post }) => {
        const body = bodies[kind]();
        const response = await post(body);
        expect([response.statusCode, response.text]).toEqual([413, 'no']);
        if (body instanceof Pieces) await eventually(() => body.released, 'The iterator was returned');
        // A paused socket does not notice that the client has disconnected.
        for (const socket of sockets) socket.resume();
      });
    });
  });

  // In one test: the built-in fetch keeps its connections open for seconds afterwards.
  test('an upload of bytes, or of a stream, that the server stops taking is a ReadTimeout', async () => {
    const sockets: net.Socket[] = [];
    const treat = (socket: net.Socket, begun: number): void => {
      sockets.push(socket);
      afterBytes(socket, { begun, bytes: SIZE / 4 }, () => socket.pause());
    };
    await withServerFor(name, treat, async ({ post }) => {
      for (const body of [bodies.bytes(), bodies['a stream']()]) {
        expect(await outcomeOf(post(body, {}, { read: 200 }))).toBeInstanceOf(ReadTimeout);
        if (body instanceof Pieces) await eventually(() => body.released, 'The iterator was returned');
      }
      // A paused socket does not notice that the client has disconnected.
      for (const socket of sockets) socket.resume();
    });
  });

  test('an error thrown by the body iterator reaches the caller unchanged', async () => {
    const ownError = new RangeError('the disk is on fire');
    await withServerFor(
      name,
      () => {},
      async ({ post, server }) => {
        expect(await outcomeOf(post(new Pieces(3, ownError)))).toBe(ownError);
        if (name !== 'built-in fetch') await eventually(() => server.open === 0, 'The connection closed');
      },
    );
  });

  test.each([
    ['shorter', 3],
    ['longer', 1],
  ] as const)(
    'a stream %s than its Content-Length is an InvalidHeader, and no complete request is sent',
    async (_which, times) => {
      const arrived: number[] = [];
      const treat = (socket: net.Socket): void => {
        socket.on('data', (chunk: Buffer) => arrived.push(chunk.length));
      };
      await withServerFor(name, treat, async ({ post, server }) => {
        const declared = PIECE.length * times;
        const outcome = await outcomeOf(post(new Pieces(2), { 'Content-Length': String(declared) }));
        expect(outcome).toBeInstanceOf(RequestException);
        expect(outcome).toBeInstanceOf(InvalidHeader);
        await eventually(() => server.open === 0, 'The connection closed');
        expect(arrived.reduce((sum, length) => sum + length, 0)).toBeLessThanOrEqual(declared + 1_000);
      });
    },
  );
});
