import type net from 'node:net';
import { describe, expect, test } from '@jest/globals';
import { HeaderMap } from '@req/core';
import { startTcpServer, type TcpServer } from '@req/test-support/tcp-server';
import { eventually } from '@req/test-support/waiting';
import { closeAfterEach, keep, serve, transport } from './setup.ts';
import { errorOf, request, textOf } from './transport-request.ts';

closeAfterEach();

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

/** A server that responds as soon as it has the head, and never reads on. */
function earlyServer(end: (socket: net.Socket) => void): Promise<TcpServer> {
  return startTcpServer((socket) => {
    socket.once('data', () => {
      socket.pause();
      socket.write('HTTP/1.1 413 Too Large\r\nContent-Length: 3\r\nConnection: close\r\n\r\nbig', () => end(socket));
    });
  });
}

describe('an upload', () => {
  test('whose body throws rejects with that error, and closes the connection', async () => {
    const server = await serve(OK);
    const boom = new RangeError('boom');
    async function* body(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('a');
      throw boom;
    }
    expect(await errorOf(transport().send(request(server.origin, { method: 'POST', body: body() })))).toBe(boom);
    await eventually(() => server.sockets[0]?.destroyed === true);
    expect(server.received).toEqual([]);
  });

  test('whose body rejects with undefined rejects with undefined', async () => {
    const server = await serve(OK);
    const body: AsyncIterable<Uint8Array> = {
      [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(undefined) }),
    };
    expect(await errorOf(transport().send(request(server.origin, { method: 'POST', body })))).toBeUndefined();
  });

  test('may be aborted by its own body while undici sends the request', async () => {
    const server = await serve(OK);
    const client = transport();
    for (const connections of [1, 2]) {
      const controller = new AbortController();
      const body: AsyncIterable<Uint8Array> = {
        [Symbol.asyncIterator]: () => ({
          next: () => {
            controller.abort();
            return new Promise(() => {});
          },
        }),
      };
      const given = request(server.origin, { method: 'POST', body, signal: controller.signal });
      expect((await errorOf(client.send(given))).name).toBe('AbortError');
      expect(await textOf(await client.send(request(server.origin)))).toBe('ok');
      await eventually(() => server.sockets.filter((socket) => !socket.destroyed).length <= connections);
    }
  });

  test('sends the head before there is a first chunk', async () => {
    const server = await serve(OK);
    let release = (): void => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    async function* body(): AsyncGenerator<Uint8Array> {
      await gate;
      yield Buffer.from('late');
    }
    const heads: string[] = [];
    server.server.on('connection', (socket: net.Socket) => {
      socket.once('data', (chunk) => {
        heads.push(String(chunk));
        release();
      });
    });
    const response = await transport().send(request(server.origin, { method: 'POST', body: body() }));
    expect(await textOf(response)).toBe('ok');
    expect(heads[0]).toContain('POST / HTTP/1.1');
  });

  test('asks for chunks no faster than the server takes them', async () => {
    const server = keep(await startTcpServer((socket) => socket.pause()));
    let given = 0;
    async function* body(): AsyncGenerator<Uint8Array> {
      for (;;) {
        given += 100_000;
        yield Buffer.alloc(100_000);
      }
    }
    const controller = new AbortController();
    const client = transport();
    const sending = errorOf(
      client.send(request(server.origin, { method: 'POST', body: body(), signal: controller.signal })),
    );
    // Until it is paused; without back pressure it would go on for ever.
    for (let before = -1; given !== before; ) {
      before = given;
      expect(given).toBeLessThan(200_000_000);
      await wait(100);
    }
    controller.abort();
    expect((await sending).name).toBe('AbortError');
  });

  test('is ended, by return(), when the exchange ends before it', async () => {
    const server = await serve(() => {});
    let returned = false;
    const body: AsyncIterable<Uint8Array> = {
      [Symbol.asyncIterator]: () => ({
        next: () => new Promise(() => {}),
        return: async () => {
          returned = true;
          return { done: true, value: undefined };
        },
      }),
    };
    const timeout = { connect: null, read: null };
    const signal = AbortSignal.timeout(60);
    await errorOf(transport().send(request(server.origin, { method: 'POST', body, timeout, signal })));
    expect(returned).toBe(true);
  });

  test.each([
    ['closes', (socket: net.Socket) => void socket.destroy()],
    ['resets', (socket: net.Socket) => void socket.resetAndDestroy()],
    ['closes its half', (socket: net.Socket) => void socket.end()],
    ['stays', () => {}],
  ])('may get an early response from a server that then %s: the response is returned', async (_what, end) => {
    const server = keep(await earlyServer(end));
    const size = 8_000_000;
    async function* body(): AsyncGenerator<Uint8Array> {
      for (let i = 0; i < 80; i++) yield Buffer.alloc(size / 80);
    }
    for (const each of [Buffer.alloc(size), body()]) {
      const headers = new HeaderMap([['Content-Length', String(size)]]);
      const response = await transport().send(request(server.origin, { method: 'POST', headers, body: each }));
      expect([response.status, await textOf(response)]).toEqual([413, 'big']);
    }
  });

  test('that gets an early response leaves no connection for the next request', async () => {
    const server = keep(await startTcpServer((socket) => socket.once('data', () => socket.write(OK))));
    const client = transport();
    let goOn = (): void => {};
    const answered = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    async function* body(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('a');
      await answered;
      yield Buffer.from('b');
    }
    const response = await client.send(request(server.origin, { method: 'POST', body: body() }));
    expect(response.status).toBe(200);
    await client.send(request(server.origin));
    expect(server.connections).toHaveLength(2);
    goOn();
  });
});
