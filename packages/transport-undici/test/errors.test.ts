import type net from 'node:net';
import { describe, expect, test } from '@jest/globals';
import type { TransportResponse } from '@req/core';
import { refusedPort } from '@req/test-support/ports';
import { closeAfterEach, serve, transport } from './setup.ts';
import { errorOf, request } from './transport-request.ts';

closeAfterEach();

const HEAD = 'HTTP/1.1 200 OK\r\n';

/** Reads a streamed body: the bytes as text, and the error at its end. */
async function readAll(response: TransportResponse): Promise<{ text: string; error: Error | null }> {
  let text = '';
  try {
    for await (const chunk of response.body as AsyncIterable<Uint8Array>) text += Buffer.from(chunk).toString('latin1');
  } catch (error) {
    return { text, error: error as Error };
  }
  return { text, error: null };
}

describe('an exchange fails', () => {
  test('with a ConnectionError when the connection is refused', async () => {
    const port = await refusedPort();
    const error = await errorOf(transport().send(request(`http://127.0.0.1:${port}/`)));
    expect(error.name).toBe('ConnectionError');
    expect((error.cause as NodeJS.ErrnoException).code).toBe('ECONNREFUSED');
    expect(error.message).toContain(`127.0.0.1:${port}`);
  });

  test.each([
    ['the server hangs up', (socket: net.Socket) => socket.end()],
    ['the server resets the connection', (socket: net.Socket) => socket.resetAndDestroy()],
    ['the head is cut short', (socket: net.Socket) => socket.end('HTTP/1.1 200 OK\r\nContent-')],
    ['the status line is cut short', (socket: net.Socket) => socket.end('HTTP/1.1 2')],
    ['the response is not HTTP', (socket: net.Socket) => socket.end('SSH-2.0-OpenSSH_9\r\n')],
    [
      'a field line is malformed',
      (socket: net.Socket) => socket.end(`${HEAD}bad name: x\r\nContent-Length: 0\r\n\r\n`),
    ],
    ['the head is endless', (socket: net.Socket) => socket.end(`${HEAD}X: ${'y'.repeat(300_000)}\r\n\r\n`)],
    [
      'two Content-Lengths contradict each other',
      (socket: net.Socket) => socket.end(`${HEAD}Content-Length: 1\r\nContent-Length: 2\r\n\r\nab`),
    ],
  ])('with a ConnectionError when %s', async (_what, answer) => {
    const server = await serve((socket) => void answer(socket));
    const error = await errorOf(transport().send(request(server.origin)));
    expect(error.name).toBe('ConnectionError');
    expect(error.cause).toBeDefined();
  });

  test.each([
    ['shorter than its Content-Length', `${HEAD}Content-Length: 10\r\n\r\nhello`],
    ['without its last chunk', `${HEAD}Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n`],
    ['cut short within a chunk', `${HEAD}Transfer-Encoding: chunked\r\n\r\n9\r\nhello`],
    ['with a malformed chunk', `${HEAD}Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nzz\r\n`],
  ])('with a ChunkedEncodingError when the body is %s', async (_what, answer) => {
    const server = await serve((socket) => void socket.end(answer));
    const client = transport();
    for (const stream of [false, true]) {
      const { text, error } = await readAll(await client.send(request(server.origin, { stream })));
      expect(text).toBe('hello');
      expect(error?.name).toBe('ChunkedEncodingError');
      expect(error?.cause).toBeDefined();
    }
  });

  test('with a ChunkedEncodingError, after the bytes that came, when the body is reset', async () => {
    const server = await serve((socket) => {
      socket.write(`${HEAD}Content-Length: 10\r\n\r\nhello`, () => setTimeout(() => socket.resetAndDestroy(), 30));
    });
    const { text, error } = await readAll(await transport().send(request(server.origin, { stream: true })));
    expect(text).toBe('hello');
    expect(error?.name).toBe('ChunkedEncodingError');
  });

  test('with a ConnectionError for a host that does not exist', async () => {
    const error = await errorOf(
      transport({
        lookup: (_host, _options, callback) => callback(Object.assign(new Error('no'), { code: 'ENOTFOUND' }), ''),
      }).send(request('http://nowhere.test/')),
    );
    expect(error.name).toBe('ConnectionError');
  });
});
