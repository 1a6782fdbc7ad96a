import type net from 'node:net';
import { describe, expect, test } from '@jest/globals';
import type { TransportRequest } from '@req/core';
import { eventually } from '@req/test-support/waiting';
import { fullBacklog } from '@req/transport-conformance';
import { closeAfterEach, serve, transport } from './setup.ts';
import { chunks, errorOf, request, textOf } from './transport-request.ts';

closeAfterEach();

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Expects a rejection that is not early. How late it may be is tested by the network tests: here the machine may be busy. */
async function timed(send: () => Promise<unknown>, ms: number): Promise<Error> {
  const start = performance.now();
  const error = await errorOf(send());
  const took = performance.now() - start;
  expect(took).toBeGreaterThanOrEqual(ms);
  return error;
}

const read = (ms: number): Partial<TransportRequest> => ({ timeout: { connect: null, read: ms } });

describe('timeout.read', () => {
  test('ends the wait for a response with a ReadTimeout', async () => {
    const server = await serve(() => {});
    const client = transport();
    const error = await timed(() => client.send(request(server.origin, read(120))), 120);
    expect(error.name).toBe('ReadTimeout');
    await eventually(() => server.sockets[0]?.destroyed === true);
  });

  test('starts again with every piece of the body', async () => {
    const server = await serve(async (socket) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n');
      for (const letter of 'hello') {
        await wait(200);
        socket.write(letter);
      }
    });
    // Less than the five letters take together.
    expect(await textOf(await transport().send(request(server.origin, read(900))))).toBe('hello');
  });

  test('ends a stalled body, after the bytes that came', async () => {
    const server = await serve('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello');
    const client = transport();
    const whole = async (): Promise<string> => textOf(await client.send(request(server.origin, read(400))));
    expect((await timed(whole, 400)).name).toBe('ReadTimeout');
    const response = await client.send(request(server.origin, { ...read(400), stream: true }));
    const iterator = (response.body as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
    expect(Buffer.from((await iterator.next()).value).toString()).toBe('hello');
    await wait(500);
    expect((await timed(() => iterator.next(), 400)).name).toBe('ReadTimeout');
  });

  test('does not run while the request is still being sent', async () => {
    const server = await serve('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
    async function* slow(): AsyncGenerator<Uint8Array> {
      for (let i = 0; i < 4; i++) {
        await wait(200);
        yield Buffer.from('x');
      }
    }
    const response = await transport().send(request(server.origin, { ...read(600), method: 'POST', body: slow() }));
    expect(response.status).toBe(200);
  });

  test.each([
    ['bytes', (): Uint8Array => Buffer.alloc(50_000_000)],
    ['an iterable', (): AsyncIterable<Uint8Array> => chunks(...new Array<string>(50).fill('x'.repeat(1_000_000)))],
  ])('ends the upload of %s when the server does not take it', async (_what, body) => {
    const server = await serve(() => {});
    server.server.on('connection', (socket: net.Socket) => socket.pause());
    server.server.prependListener('connection', (socket: net.Socket) => socket.pause());
    const error = await errorOf(
      transport().send(request(server.origin, { ...read(300), method: 'POST', body: body() })),
    );
    expect(error.name).toBe('ReadTimeout');
  });
});

/** Number of connections that this process is opening. */
const connecting = (): number =>
  process.getActiveResourcesInfo().filter((name) => name === 'TCPConnectWrap' || name === 'ConnectWrap').length;

describe('timeout.connect', () => {
  test('ends the wait for a connection with a ConnectTimeout, and leaves no socket behind', async () => {
    const deaf = await fullBacklog();
    try {
      const before = connecting();
      const client = transport();
      const timeout = { connect: 150, read: null };
      const error = await timed(() => client.send(request(deaf.url, { timeout })), 150);
      expect(error.name).toBe('ConnectTimeout');
      await wait(20);
      await client.close();
      expect(connecting()).toBeLessThanOrEqual(before);
    } finally {
      await deaf.close();
    }
  });

  test('ends the wait for a free connection', async () => {
    const server = await serve(() => {});
    const client = transport({ connections: 1 });
    const first = errorOf(client.send(request(server.origin, read(400))));
    const timeout = { connect: 100, read: null };
    expect((await timed(() => client.send(request(server.origin, { timeout })), 100)).name).toBe('ConnectTimeout');
    expect((await first).name).toBe('ReadTimeout');
    expect(server.received).toHaveLength(1);
  });
});

describe('signal', () => {
  test('that was aborted before: nothing is sent', async () => {
    const server = await serve(() => {});
    const error = await errorOf(transport().send(request(server.origin, { signal: AbortSignal.abort('why') })));
    expect([error.name, error.cause]).toEqual(['AbortError', 'why']);
    expect(server.sockets).toHaveLength(0);
  });

  test('aborts the wait for a response, and closes the connection', async () => {
    const server = await serve(() => {});
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 50);
    const error = await timed(() => transport().send(request(server.origin, { signal: controller.signal })), 49);
    expect(error.name).toBe('AbortError');
    await eventually(() => server.sockets[0]?.destroyed === true);
  });

  test('aborts while connecting, and the request is never sent', async () => {
    const server = await serve(() => {});
    const controller = new AbortController();
    const sending = errorOf(transport().send(request(server.origin, { signal: controller.signal })));
    controller.abort();
    expect((await sending).name).toBe('AbortError');
    await wait(50);
    expect(server.received).toEqual([]);
    expect(server.sockets.every((socket) => socket.destroyed)).toBe(true);
  });

  test('aborts a request on an idle connection before it is sent', async () => {
    const server = await serve('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
    const client = transport();
    await client.send(request(server.origin));
    const controller = new AbortController();
    const sending = errorOf(client.send(request(server.origin, { signal: controller.signal })));
    controller.abort();
    expect((await sending).name).toBe('AbortError');
    await wait(50);
    expect(server.received).toHaveLength(1);
    expect((await client.send(request(server.origin))).status).toBe(200);
  });

  test('aborts while the body is read', async () => {
    const server = await serve('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello');
    const controller = new AbortController();
    const response = await transport().send(request(server.origin, { stream: true, signal: controller.signal }));
    const iterator = (response.body as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
    await iterator.next();
    setTimeout(() => controller.abort(), 20);
    expect((await errorOf(iterator.next())).name).toBe('AbortError');
  });

  test('of AbortSignal.timeout is a Timeout', async () => {
    const server = await serve(() => {});
    const error = await errorOf(transport().send(request(server.origin, { signal: AbortSignal.timeout(50) })));
    expect(error.name).toBe('Timeout');
  });
});
