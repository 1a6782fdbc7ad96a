import { once } from 'node:events';
import type net from 'node:net';
import type tls from 'node:tls';
import { afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { ConnectionError, Session, type Transport } from '@req/core';
import { startTcpServer, type TcpServer } from '@req/test-support/tcp-server';
import { testCertificates } from '@req/test-support/test-certificates';
import { MAKERS, untestedUndici } from './support/poisoning.ts';

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';
const POISON = 'HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\npoisoned';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

interface Served extends TcpServer {
  /** Decrypted, in the order in which they were made. */
  readonly connections: readonly net.Socket[];
  /** Target of each request, and the number of its connection. */
  readonly requests: (readonly [target: string, connection: number])[];
}

type Answer = (socket: net.Socket, target: string, n: number) => void;

/** Passes each request to `answer`, with the number of requests before it. */
async function serve(answer: Answer, secure: tls.TlsOptions | null = null): Promise<Served> {
  const requests: [string, number][] = [];
  const connections: net.Socket[] = [];
  const onConnection = (socket: net.Socket): void => {
    const connection = connections.push(socket) - 1;
    let text = '';
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
      for (let end = text.indexOf('\r\n\r\n'); end >= 0; end = text.indexOf('\r\n\r\n')) {
        const target = text.split(' ')[1] as string;
        text = text.slice(end + 4);
        requests.push([target, connection]);
        answer(socket, target, requests.length - 1);
      }
    });
  };
  const server = await startTcpServer(onConnection, secure);
  closing.push(() => server.close());
  return { ...server, connections, requests };
}

function sessionOver(transport: Transport, options: object = {}): Session {
  closing.push(() => transport.close());
  return new Session({ transport, trustEnv: false, ...options });
}

let certificates: Awaited<ReturnType<typeof testCertificates>>;
beforeAll(async () => {
  certificates = await testCertificates();
});

/** A response to a request of this method, and the excess bytes after it. */
const LEFT_OVER: readonly (readonly [what: string, method: string, response: string, excess: string])[] = [
  ['a whole response after a body with a length', 'GET', OK, POISON],
  ['two of them', 'GET', OK, POISON + POISON],
  ['a line end', 'GET', OK, '\r\n'],
  ['a line end and a response', 'GET', OK, `\r\n${POISON}`],
  ['half a response', 'GET', OK, POISON.slice(0, 30)],
  ['one byte of a response', 'GET', OK, 'H'],
  ['one byte of garbage', 'GET', OK, 'x'],
  ['an interim response', 'GET', OK, 'HTTP/1.1 100 Continue\r\n\r\n'],
  ['a response without a body', 'GET', OK, 'HTTP/1.1 204 No Content\r\n\r\n'],
  ['a body after HEAD', 'HEAD', 'HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nContent-Length: 8\r\n\r\n', POISON],
  ['a line end after HEAD', 'HEAD', 'HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nContent-Length: 8\r\n\r\n', '\r\n'],
  ['a body after 204', 'GET', 'HTTP/1.1 204 No Content\r\n\r\n', `body${POISON}`],
  ['a response after 204', 'GET', 'HTTP/1.1 204 No Content\r\n\r\n', POISON],
  ['a response after 304', 'GET', 'HTTP/1.1 304 Not Modified\r\n\r\n', POISON],
  ['a response after 304 with a length', 'GET', 'HTTP/1.1 304 Not Modified\r\nContent-Length: 8\r\n\r\n', POISON],
  ['a response after a length of 0', 'GET', 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n', POISON],
  ['line ends after a length of 0', 'GET', 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n', '\r\n\r\n'],
  [
    'a response after chunks',
    'GET',
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n',
    POISON,
  ],
  [
    'a line end after chunks',
    'GET',
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n',
    '\r\n',
  ],
  [
    'half a response after trailers',
    'GET',
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nX: y\r\n\r\n',
    'HTTP/1.1 2',
  ],
  ['a response after an interim one and its final', 'GET', `HTTP/1.1 103 Early Hints\r\nA: b\r\n\r\n${OK}`, POISON],
];

/** The excess in the same write as the response, or split: its rest comes later. */
const CUTS = ['in one write', 'cut'] as const;

describe.each([...Object.entries(MAKERS), ['an untested undici', untestedUndici] as const])(
  'over %s',
  (_name, make) => {
    // By its documented API, undici is used for one request per connection.
    const reuses = make !== untestedUndici;

    test.each(CUTS)('three calls at once over one connection get their own responses, sent %s', async (how) => {
      const server = await serve((socket, target, n) => {
        const own = `HTTP/1.1 200 OK\r\nContent-Length: ${target.length}\r\n\r\n${target}`;
        if (n > 0) socket.write(own);
        else if (how === 'in one write') socket.write(own + POISON);
        else {
          socket.write(own + POISON.slice(0, 1));
          setImmediate(() => socket.write(POISON.slice(1)));
        }
      });
      const session = sessionOver(make(1));
      const calls = ['/a', '/b', '/c'].map((path) => session.get(`http://127.0.0.1:${server.port}${path}`));
      expect((await Promise.all(calls)).map(({ text }) => text)).toEqual(['/a', '/b', '/c']);
      expect(server.connections.length).toBe(reuses ? 2 : 3);
    });

    test.each(LEFT_OVER)('a connection with bytes after its response is not used again: %s', async (...row) => {
      const [, method, response, excess] = row;
      const server = await serve((socket, target) => socket.write(target === '/first' ? response + excess : OK));
      for (const stream of [false, true]) {
        const before = server.connections.length;
        const session = sessionOver(make(1));
        const origin = `http://127.0.0.1:${server.port}`;
        const [first, second] = await Promise.all([
          session.request(method, `${origin}/first`, { stream }).then(async (r) => (await r.read()).toString()),
          session.get(`${origin}/second`, { stream }).then(async (r) => (await r.read()).toString()),
        ]);
        expect([first, second]).toEqual([response.endsWith('ok') || response.includes('\r\nok') ? 'ok' : '', 'ok']);
        expect(server.connections.length - before).toBe(2);
        // One after the other as well.
        const third = await session.get(`${origin}/third`);
        expect(third.text).toBe('ok');
      }
    });

    test('nor over TLS, whose records are delivered one by one', async () => {
      const server = await serve((socket, target) => {
        // A TLS record holds 16 KiB: the bytes after the response begin the next record, which is sent at once.
        const head = `HTTP/1.1 200 OK\r\nX-Target: ${target}\r\nContent-Length: 16000\r\n`;
        const filler = `X-Filler: ${'x'.repeat(16_384 - 16_000 - head.length - 'X-Filler: \r\n\r\n'.length)}\r\n\r\n`;
        socket.write(head + filler + target.padEnd(16_000) + POISON);
      }, certificates.server);
      for (const connections of [1, null]) {
        const session = sessionOver(make(connections), { verify: false });
        const get = async (path: string): Promise<string> =>
          (await session.get(`https://127.0.0.1:${server.port}${path}`)).text.trimEnd();
        expect(await Promise.all(['/a', '/b', '/c', '/d'].map(get))).toEqual(['/a', '/b', '/c', '/d']);
        for (const path of ['/e', '/f', '/g', '/h']) expect(await get(path)).toBe(path);
      }
    });

    test('no origin can answer for another behind the same proxy', async () => {
      const proxy = await serve((socket, target) => {
        const evil = target.startsWith('http://evil.test/');
        const body = new URL(target).host;
        socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}${evil ? POISON : ''}`);
      });
      const session = sessionOver(make(1), { proxies: { http: `http://127.0.0.1:${proxy.port}` } });
      const hosts = ['evil.test', 'good.test', 'evil.test', 'good.test', 'good.test'];
      const answers = await Promise.all(hosts.map(async (host) => (await session.get(`http://${host}/`)).text));
      expect(answers).toEqual(hosts);
    });

    test('bytes after the response to CONNECT are not a response of the origin', async () => {
      const proxy = await serve((socket) => socket.write(`HTTP/1.1 200 Connection established\r\n\r\n${POISON}`));
      const session = sessionOver(make(1), { proxies: { https: `http://127.0.0.1:${proxy.port}` }, verify: false });
      await expect(session.get('https://a.test/')).rejects.toThrow(ConnectionError);
    });

    test('an idle connection that receives bytes is closed', async () => {
      for (const bytes of [
        POISON,
        'H',
        '\r\n',
        'HTTP/1.1 100 Continue\r\n\r\n',
        'HTTP/1.1 408 Request Timeout\r\n\r\n',
      ]) {
        const server = await serve((socket) => socket.write(OK));
        const session = sessionOver(make(null));
        await session.get(`http://127.0.0.1:${server.port}/`);
        const socket = server.connections[0] as net.Socket;
        socket.write(bytes);
        await once(socket, 'close');
        expect((await session.get(`http://127.0.0.1:${server.port}/`)).text).toBe('ok');
        expect(server.connections).toHaveLength(2);
      }
    });

    test('bytes received while the process was busy are noticed before the next request is written', async () => {
      const server = await serve((socket) => socket.write(OK));
      const session = sessionOver(make(null));
      const url = `http://127.0.0.1:${server.port}/`;
      await session.get(url);
      (server.connections[0] as net.Socket).write(POISON);
      // The bytes are in the system's buffer, and the event loop has had no turn to read them.
      for (const end = performance.now() + 5; performance.now() < end; );
      expect((await session.get(url)).text).toBe('ok');
      expect(server.connections).toHaveLength(2);
    });

    test('a response before the end of the upload ends its connection', async () => {
      let more: () => void = () => {};
      const waiting = new Promise<void>((resolve) => {
        more = resolve;
      });
      async function* body(): AsyncGenerator<Uint8Array> {
        yield Buffer.from('begun');
        await waiting;
        yield Buffer.from('ended');
      }
      const server = await serve((socket, target) => {
        if (target === '/upload' || target === '/next') socket.write(target === '/upload' ? OK + POISON : OK);
      });
      const session = sessionOver(make(1));
      const origin = `http://127.0.0.1:${server.port}`;
      const upload = session.post(`${origin}/upload`, { data: body() });
      const next = session.get(`${origin}/next`);
      expect((await upload).text).toBe('ok');
      expect((await next).text).toBe('ok');
      more();
      expect(server.requests.map(([target]) => target)).toEqual(['/upload', '/next']);
      expect(server.connections).toHaveLength(2);
    });

    test('an unrequested switch of protocols is refused, with what follows it', async () => {
      const server = await serve((socket, target) =>
        socket.write(
          target === '/first'
            ? `HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n${POISON}`
            : OK,
        ),
      );
      const session = sessionOver(make(1));
      const origin = `http://127.0.0.1:${server.port}`;
      const first = session.get(`${origin}/first`);
      const second = session.get(`${origin}/second`);
      await expect(first).rejects.toThrow(ConnectionError);
      expect((await second).text).toBe('ok');
      expect(server.connections).toHaveLength(2);
    });

    test('a connection without excess bytes is used again', async () => {
      const answers = [
        OK,
        'HTTP/1.1 204 No Content\r\n\r\n',
        'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n',
        'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n',
        'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n\r\n\r\n0\r\nX: y\r\n\r\n',
        'HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n\r\n\r\n',
        `HTTP/1.1 103 Early Hints\r\n\r\n${OK}`,
      ];
      // In one write, and byte by byte, each in its own turn of the event loop.
      const server = await serve((socket, target, n) => {
        const answer = answers[n % answers.length] as string;
        if (target === '/whole') socket.write(answer);
        else void dripped(socket, answer);
      });
      const session = sessionOver(make(1));
      for (const path of ['/whole', '/dripped']) {
        for (const _ of answers) await session.get(`http://127.0.0.1:${server.port}${path}`);
      }
      expect(server.connections.length).toBe(reuses ? 1 : 2 * answers.length);
    });
  },
);

async function dripped(socket: net.Socket, bytes: string): Promise<void> {
  for (const byte of bytes) {
    socket.write(byte, 'latin1');
    await new Promise((resolve) => setImmediate(resolve));
  }
}
