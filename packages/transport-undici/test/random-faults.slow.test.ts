import type net from 'node:net';
import { expect, test } from '@jest/globals';
import { RequestException } from '@req/core';
import { seededRandom } from '@req/test-support/random';
import { eventually } from '@req/test-support/waiting';
import { closeAfterEach, serve, transport } from './setup.ts';
import { chunks, request, textOf } from './transport-request.ts';

closeAfterEach();

const HEAD = 'HTTP/1.1 200 OK\r\n';
const ANSWERS: readonly ((socket: net.Socket) => unknown)[] = [
  (socket) => socket.write(`${HEAD}Content-Length: 2\r\n\r\nok`),
  (socket) => socket.write(`${HEAD}Transfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n`),
  (socket) => socket.write(`HTTP/1.1 100 Continue\r\n\r\n${HEAD}Content-Length: 2\r\n\r\nok`),
  (socket) => socket.end(`${HEAD}\r\nok`),
  (socket) => socket.end(`${HEAD}Content-Length: 2\r\n\r\nok`),
  (socket) => setTimeout(() => socket.write(`${HEAD}Content-Length: 2\r\n\r\nok`), 20),
  (socket) => socket.write(`${HEAD}Content-Length: 500000\r\n\r\n${'x'.repeat(500_000)}`),
  (socket) => socket.write(`${HEAD}Content-Length: 20\r\n\r\nok`),
  (socket) => socket.end(`${HEAD}Content-Length: 20\r\n\r\nok`),
  (socket) => socket.write(`${HEAD}Transfer-Encoding: chunked\r\n\r\nzz`),
  (socket) => socket.resetAndDestroy(),
  (socket) => socket.end(),
  () => {},
];

test.each([1, 2, 3, 4])(
  'over a server with random faults, every exchange ends and no socket is left (seed %i)',
  async (seed) => {
    const roll = seededRandom(seed);
    const pick = <T>(list: readonly T[]): T => list[Math.floor(roll() * list.length)] as T;
    const server = await serve((socket) => void pick(ANSWERS)(socket));
    const client = transport(seed % 2 === 0 ? { connections: 4 } : {});
    let good = 0;
    let bad = 0;

    async function one(): Promise<void> {
      const method = pick(['GET', 'POST', 'HEAD', 'PUT']);
      const body =
        method === 'GET' || method === 'HEAD' ? null : pick([null, Buffer.alloc(100_000), chunks('a', 'bc')]);
      const signal = roll() < 0.4 ? AbortSignal.timeout(Math.floor(roll() * 60)) : null;
      const timeout = { connect: roll() < 0.5 ? 200 : null, read: 100 };
      const stream = roll() < 0.5;
      try {
        const response = await client.send(request(server.origin, { method, body, signal, timeout, stream }));
        if (stream && roll() < 0.3) {
          await (response.body as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]().return?.();
        } else {
          const text = await textOf(response);
          expect(['', 'ok', 'x'.repeat(500_000)]).toContain(text);
        }
        good++;
      } catch (error) {
        expect(error).toBeInstanceOf(RequestException);
        bad++;
      }
    }

    for (let round = 0; round < 10; round++) await Promise.all(Array.from({ length: 15 }, one));
    expect(good + bad).toBe(150);
    expect(good).toBeGreaterThan(20);
    expect(bad).toBeGreaterThan(20);
    await client.close();
    await eventually(() => server.sockets.every((socket) => socket.destroyed || socket.readableEnded));
  },
  20_000,
);
