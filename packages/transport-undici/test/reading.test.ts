import { createHash } from 'node:crypto';
import type net from 'node:net';
import { describe, expect, test } from '@jest/globals';
import { eventually } from '@req/test-support/waiting';
import type { Received } from './raw-server.ts';
import { closeAfterEach, serve, transport } from './setup.ts';
import { request, settled, textOf } from './transport-request.ts';

closeAfterEach();

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Bytes of which each 64 tell which response they belong to, and at which position. */
function marked(name: string, size: number): Buffer {
  const line = (i: number): string => `${name} ${i} `.padEnd(64, '.');
  return Buffer.from(Array.from({ length: Math.ceil(size / 64) }, (_, i) => line(i)).join('')).subarray(0, size);
}

const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Answers `/name/size` with those bytes. */
function answer(socket: net.Socket, { lines }: Received): void {
  const [, name = '', size = '0'] = /^GET \/(\w+)\/(\d+)/.exec(lines[0] ?? '') ?? [];
  socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${size}\r\nX-Name: ${name}\r\n\r\n`);
  socket.write(marked(name, Number(size)));
}

describe('sockets that read into one buffer', () => {
  test('do not mix bodies of all sizes that come at the same time', async () => {
    const server = await serve(answer);
    const client = transport();
    const sizes = [0, 1, 63, 1000, 8191, 8192, 8193, 65_535, 65_536, 65_537, 300_000, 1_000_000];
    const bodies = await Promise.all(
      Array.from({ length: 60 }, async (_, i) => {
        const size = sizes[i % sizes.length] as number;
        const response = await client.send(request(`${server.origin}/n${i}/${size}`));
        expect(response.headers.get('x-name')).toBe(`n${i}`);
        return { i, size, body: response.body as Uint8Array };
      }),
    );
    // Later reads do not overwrite bodies that are kept.
    await Promise.all(Array.from({ length: 20 }, (_, i) => client.send(request(`${server.origin}/later${i}/70000`))));
    for (const { i, size, body } of bodies) expect(digest(body)).toBe(digest(marked(`n${i}`, size)));
  });

  test('do not mix heads that come in pieces', async () => {
    const head = (name: string): string =>
      `HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-Name: ${name.repeat(20)}\r\n\r\nok`;
    const server = await serve(async (socket, { lines }) => {
      const [, name = ''] = /^GET \/(\w+)/.exec(lines[0] ?? '') ?? [];
      for (const piece of head(name).match(/[\s\S]{1,7}/g) ?? []) {
        socket.write(piece);
        await wait(1);
      }
    });
    const client = transport();
    const names = Array.from({ length: 12 }, (_, i) => `name${i}`);
    const responses = await Promise.all(names.map((name) => client.send(request(`${server.origin}/${name}`))));
    expect(responses.map(({ headers }) => headers.get('x-name'))).toEqual(names.map((name) => name.repeat(20)));
  });

  test('read no further than the caller does', async () => {
    const size = 64 * 1024 * 1024;
    const server = await serve((socket) => {
      socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${size}\r\n\r\n`);
      socket.write(Buffer.alloc(size));
    });
    const client = transport();
    const { body } = await client.send(request(server.origin, { stream: true }));
    const iterator = (body as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
    await iterator.next();
    await settled(100);
    // The rest is held by both kernels, at most.
    expect(server.sockets[0]?.writableLength).toBeGreaterThan(size / 4);
    let length = 0;
    for (let step = await iterator.next(); step.done !== true; step = await iterator.next()) {
      length += step.value.byteLength;
    }
    expect(length).toBeGreaterThan(size - 1_000_000);
  });
});

describe('a socket that is read without its stream', () => {
  test.each<[string, (socket: net.Socket) => void]>([
    ['an end', (socket: net.Socket) => void socket.end()],
    ['a reset', (socket: net.Socket) => void socket.resetAndDestroy()],
  ])('reports %s in the middle of a body', async (_what, hangUp) => {
    const server = await serve((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc', () => setTimeout(() => hangUp(socket), 10));
    });
    const client = transport();
    const response = await client.send(request(server.origin));
    await expect(textOf(response)).rejects.toThrow();
  });

  test('reads a body that ends with the connection', async () => {
    const server = await serve((socket) => void socket.end('HTTP/1.1 200 OK\r\n\r\nto the end'));
    expect(await textOf(await transport().send(request(server.origin)))).toBe('to the end');
  });

  test('is closed when bytes come that belong to no response', async () => {
    const server = await serve('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
    const client = transport();
    expect(await textOf(await client.send(request(server.origin)))).toBe('ok');
    server.sockets[0]?.write('HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison');
    await eventually(() => server.sockets[0]?.destroyed === true);
    expect(await textOf(await client.send(request(server.origin)))).toBe('ok');
  });
});
