import type { Socket } from 'node:net';
import { inspect } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { ChunkedEncodingError, ConnectionError, type Transport } from '@req/core';
import { RawServer, readBody, transportRequest } from '@req/transport-conformance';
import { FetchTransport } from '@req/transport-fetch';
import { HttpTransport } from '@req/transport-http';
import nodeFetch from 'node-fetch';
import { AxiosTransport } from '../src/index.ts';

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

interface Heard {
  readonly socket: Socket;
  /** Number of the connection, from 1, and of the request on it. */
  readonly connection: number;
  readonly request: number;
  readonly head: string;
}

/** A server that calls `answer` with the header block of each request. */
async function serving(answer: (heard: Heard) => void): Promise<RawServer> {
  let connections = 0;
  return RawServer.start(({ socket }) => {
    const connection = ++connections;
    let request = 0;
    let text = '';
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
      const end = text.indexOf('\r\n\r\n');
      if (end < 0) return;
      const head = text.slice(0, end + 4);
      text = '';
      answer({ socket, connection, request: ++request, head });
    });
  });
}

const get = (url: string, more: Partial<Parameters<typeof transportRequest>[0]> = {}) =>
  transportRequest({ url, ...more });

describe.each([
  { client: 'axios', create: (): Transport => new AxiosTransport() },
  { client: 'http', create: (): Transport => new HttpTransport() },
  { client: 'node-fetch', create: (): Transport => new FetchTransport(nodeFetch) },
])('$client over node:http', ({ client, create }) => {
  async function using(server: RawServer, body: (transport: Transport) => Promise<void>): Promise<void> {
    const transport = create();
    try {
      await body(transport);
    } finally {
      await server.close();
      await transport.close();
    }
  }

  test('a connection that the server closed while this process was busy is not reused', async () => {
    let latest: Socket | null = null;
    let connections = 0;
    const server = await serving(({ socket, connection }) => {
      latest = socket;
      connections = connection;
      socket.write(OK);
    });
    await using(server, async (transport) => {
      await transport.send(get(server.url));
      // Long enough for the client to ask the socket whether it is still open.
      await new Promise((resolve) => setTimeout(resolve, 5));
      latest?.destroy();
      // In the same turn of the event loop: the client has not heard of it.
      const response = await transport.send(get(server.url, { method: 'POST', body: Buffer.from('') }));
      expect(response.status).toBe(200);
      expect(connections).toBe(2);
    });
  });

  test('repeated lines keep their places, and only Host and framing are added', async () => {
    let all = '';
    const server = await serving(({ socket, head }) => {
      all = head;
      socket.write(OK);
    });
    await using(server, async (transport) => {
      const headers: [string, string][] = [
        ['x-tWice', '1'],
        ['Cookie', 'a=1'],
        ['X-TWICE', '2'],
        ['cookie', 'b=2'],
        ['X-Empty', ''],
      ];
      await transport.send(get(`${server.origin}/p`, { method: 'pUrge', headers, body: Buffer.from('') }));
      expect(all).toBe(
        `pUrge /p HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nx-tWice: 1\r\nCookie: a=1\r\nX-TWICE: 2\r\n` +
          'cookie: b=2\r\nX-Empty: \r\nContent-Length: 0\r\n\r\n',
      );
    });
  });

  test('Expect is sent with the other headers, and the body follows at once', async () => {
    let all = '';
    const server = await RawServer.start(({ socket }) => {
      socket.on('data', (chunk: Buffer) => {
        all += chunk.toString('latin1');
        if (all.endsWith('body')) socket.write(OK);
      });
    });
    await using(server, async (transport) => {
      const headers = { 'X-First': '1', Expect: '100-continue', 'Content-Length': '4' };
      const body = Buffer.from('body');
      const response = await transport.send(get(`${server.origin}/p`, { method: 'PUT', headers, body }));
      expect(response.status).toBe(200);
      expect(all).toBe(
        `PUT /p HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nX-First: 1\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\nbody`,
      );
    });
  });

  test('a chunked body whose end comes in pieces, with trailers, on a closing connection is complete', async () => {
    const server = await serving(({ socket }) => {
      const parts = ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n', '4\r\nbody\r\n'];
      parts.push('0', '\r', '\n', 'X-Sum: 1\r\n', '\r', '\n');
      const next = (): void => {
        const part = parts.shift();
        if (part === undefined) socket.end();
        else socket.write(part, () => setTimeout(next, 5));
      };
      next();
    });
    await using(server, async (transport) => {
      const response = await transport.send(get(server.url));
      expect((await readBody(response)).toString()).toBe('body');
    });
  });

  // node-fetch's own Response loses bytes that it has not yet passed on.
  const reading = client === 'node-fetch' ? 'the error is raised' : 'every byte is read';
  test(`when the connection breaks, ${reading}, also by a slow reader`, async () => {
    const length = 300_000;
    const server = await serving(({ socket }) => {
      socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${length + 1}\r\n\r\n`);
      socket.end('x'.repeat(length));
    });
    await using(server, async (transport) => {
      const { body } = await transport.send(get(server.url, { stream: true }));
      let read = 0;
      const readSlowly = async (): Promise<void> => {
        for await (const chunk of body as AsyncIterable<Uint8Array>) {
          read += chunk.byteLength;
          await new Promise((resolve) => setTimeout(resolve, 30));
        }
      };
      await expect(readSlowly()).rejects.toBeInstanceOf(ChunkedEncodingError);
      if (client !== 'node-fetch') expect(read).toBe(length);
    });
  });

  test('an unread body that has arrived gives its connection back', async () => {
    let connections = 0;
    const server = await serving(({ socket, connection }) => {
      connections = connection;
      socket.write(OK);
    });
    await using(server, async (transport) => {
      for (let i = 0; i < 4; i++) {
        const { body } = await transport.send(get(server.url, { stream: true }));
        await new Promise((resolve) => setTimeout(resolve, 20));
        await (body as AsyncIterableIterator<Uint8Array>).return?.();
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      expect(connections).toBe(1);
    });
  });

  test('Location arrives as the server wrote it', async () => {
    const server = await serving(({ socket }) => {
      socket.write('HTTP/1.1 302 Found\r\nLocation: ../else where\xe9\r\nContent-Length: 0\r\n\r\n', 'latin1');
    });
    await using(server, async (transport) => {
      const response = await transport.send(get(`${server.origin}/a/b`));
      expect([...response.headers][0]).toEqual(['Location', '../else where\xe9']);
    });
  });

  test('an error and its causes contain no secret of the request', async () => {
    const server = await serving(({ socket }) => socket.resetAndDestroy());
    await using(server, async (transport) => {
      const headers = { Authorization: 'Bearer SECRET', Cookie: 'sid=SECRET', 'Content-Length': '6' };
      const init = { method: 'POST', headers, body: Buffer.from('SECRET') };
      const error = await transport.send(get(`${server.origin}/?token=SECRET`, init)).then(
        () => null,
        (reason: unknown) => reason as Error,
      );
      expect(error).toBeInstanceOf(ConnectionError);
      expect(error?.cause).toBeDefined();
      expect(inspect(error, { depth: 20 })).not.toContain('SECRET');
      expect(JSON.stringify(error?.cause)).not.toContain('SECRET');
      expect(error?.message).toContain('127.0.0.1');
    });
  });

  test('sending does not change the request', async () => {
    const server = await serving(({ socket }) => socket.write(OK));
    await using(server, async (transport) => {
      const request = get(server.url, { method: 'PUT', headers: { 'x-A': '1', 'X-a': '2' }, body: Buffer.from('') });
      const before = inspect(request, { depth: 9 });
      await transport.send(request);
      await transport.send(request);
      expect(inspect(request, { depth: 9 })).toBe(before);
    });
  });
});
