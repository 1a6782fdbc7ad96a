import { once } from 'node:events';
import http2 from 'node:http2';
import type { Server, Socket } from 'node:net';
import net from 'node:net';
import tls from 'node:tls';
import { afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { Session, type Transport } from '@req/core';
import { testCertificates } from '@req/test-support/test-certificates';
import { AxiosTransport } from '@req/transport-axios';
import { FetchTransport } from '@req/transport-fetch';
import { HttpTransport } from '@req/transport-http';
import { UndiciTransport } from '@req/transport-undici';
import nodeFetch from 'node-fetch';

type Certificates = Awaited<ReturnType<typeof testCertificates>>;

interface Options {
  readonly keepAliveTimeout: number;
}

/** The transports that own their sockets. */
const MAKERS: Readonly<Record<string, (options: Options) => Transport>> = {
  undici: (options) => new UndiciTransport(options),
  http: (options) => new HttpTransport(options),
  'node-fetch': (options) => new FetchTransport({ ...options, fetch: nodeFetch }),
  axios: (options) => new AxiosTransport(options),
};

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function listening(server: Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => sockets.add(socket));
  closing.push(() => {
    for (const socket of sockets) socket.destroy();
    return new Promise((resolve) => server.close(resolve));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as net.AddressInfo).port;
}

/** Answers every request, with this hint, and never closes a connection itself. */
function hinting(socket: Socket, hint: string): void {
  socket.on('error', () => {});
  socket.on('data', () => socket.write(`HTTP/1.1 200 OK\r\nContent-Length: 2\r\n${hint}\r\nok`));
}

function opened(make: (options: Options) => Transport, keepAliveTimeout: number): Transport {
  const transport = make({ keepAliveTimeout });
  closing.push(() => transport.close());
  return transport;
}

/** Hints of servers. None of them keeps a connection longer. */
const HINTS = [
  '',
  'Keep-Alive: timeout=600\r\n',
  'Keep-Alive: timeout=1e9\r\n',
  'Keep-Alive: timeout=999999999999999999999\r\n',
  'Keep-Alive: timeout=4294967\r\n',
  'Keep-Alive: timeout=-1\r\n',
  'Keep-Alive: timeout=NaN\r\n',
  'Keep-Alive: timeout=\r\n',
  'Keep-Alive: max=1000, timeout=600\r\n',
  'Keep-Alive: timeout=600, timeout=700\r\n',
  'Keep-Alive: timeout=600\r\nKeep-Alive: timeout=700\r\n',
  'Connection: keep-alive\r\nkeep-alive: timeout=600, max=1\r\n',
];

describe.each(Object.keys(MAKERS))('over %s an idle connection is closed after keepAliveTimeout', (name) => {
  const make = MAKERS[name] as (options: Options) => Transport;

  test('whatever the server hints', async () => {
    const closed = HINTS.map(async (hint) => {
      const gone = new Promise<void>((resolve) => {
        const server = net.createServer((socket) => {
          hinting(socket, hint);
          socket.on('close', () => resolve());
        });
        void listening(server).then(async (port) => {
          const session = new Session({ transport: opened(make, 200), trustEnv: false });
          expect((await session.get(`http://127.0.0.1:${port}/`)).text).toBe('ok');
        });
      });
      await gone;
    });
    await Promise.all(closed);
  });

  test('also when it was used more than once, and after a HEAD and a 204', async () => {
    let sockets = 0;
    const gone = new Promise<void>((resolve) => {
      const server = net.createServer((socket) => {
        sockets++;
        socket.on('error', () => {});
        socket.on('close', () => resolve());
        socket.on('data', (head) => {
          const hint = 'Keep-Alive: timeout=600\r\nConnection: keep-alive\r\n';
          const text = head.toString('latin1');
          if (text.startsWith('HEAD')) socket.write(`HTTP/1.1 200 OK\r\nContent-Length: 2\r\n${hint}\r\n`);
          else if (text.startsWith('DELETE')) socket.write(`HTTP/1.1 204 No Content\r\n${hint}\r\n`);
          else socket.write(`HTTP/1.1 200 OK\r\nContent-Length: 2\r\n${hint}\r\nok`);
        });
      });
      void listening(server).then(async (port) => {
        const session = new Session({ transport: opened(make, 300), trustEnv: false });
        const url = `http://127.0.0.1:${port}/`;
        await session.get(url);
        await session.head(url);
        await session.delete(url);
      });
    });
    await gone;
    expect(sockets).toBeGreaterThan(0);
  });

  test('a shorter hint counts', async () => {
    let connections = 0;
    const server = net.createServer((socket) => {
      connections++;
      hinting(socket, 'Keep-Alive: timeout=0\r\n');
    });
    const port = await listening(server);
    const session = new Session({ transport: opened(make, 60_000), trustEnv: false });
    for (let i = 0; i < 3; i++) await session.get(`http://127.0.0.1:${port}/`);
    expect(connections).toBe(3);
  });
});

describe('over TLS', () => {
  let certificates: Certificates;
  beforeAll(async () => {
    certificates = await testCertificates();
  });

  test.each(Object.keys(MAKERS))('%s closes idle connections all the same', async (name) => {
    const make = MAKERS[name] as (options: Options) => Transport;
    const gone = new Promise<void>((resolve) => {
      const server = tls.createServer({ ...certificates.server }, (socket) => {
        hinting(socket, 'Keep-Alive: timeout=600\r\n');
        socket.on('close', () => resolve());
      });
      void listening(server).then(async (port) => {
        const session = new Session({ transport: opened(make, 200), trustEnv: false, verify: false });
        expect((await session.get(`https://127.0.0.1:${port}/`)).text).toBe('ok');
      });
    });
    await gone;
  });

  test('undici closes idle connections of HTTP/2, and none that is at work', async () => {
    const { cert, key } = certificates.server;
    const server = http2.createSecureServer({ cert, key });
    const gone = new Promise<void>((resolve) => {
      server.on('session', (session) => {
        session.on('close', () => resolve());
      });
    });
    let slow: http2.ServerHttp2Stream | null = null;
    server.on('stream', (stream, headers) => {
      if (headers[':path'] === '/slow') slow = stream;
      else stream.respond({ ':status': 200 });
      if (headers[':path'] !== '/slow') stream.end('ok');
    });
    const port = await listening(server as unknown as Server);
    const transport = opened((options) => new UndiciTransport({ ...options, http2: true }), 200);
    const session = new Session({ transport, trustEnv: false, verify: false });
    const url = `https://127.0.0.1:${port}`;
    expect((await session.get(`${url}/`)).httpVersion).toBe('2');
    // For longer than an idle connection is kept.
    const answer = session.get(`${url}/slow`);
    for (let i = 0; i < 4; i++) {
      await session.get(`${url}/`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    const stream = slow as http2.ServerHttp2Stream | null;
    stream?.respond({ ':status': 200 });
    stream?.end('slow');
    expect((await answer).text).toBe('slow');
    await gone;
  });
});
