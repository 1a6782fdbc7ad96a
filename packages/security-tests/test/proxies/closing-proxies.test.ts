import type { Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { ConnectionError, Session } from '@req/core';
import { refusedPort } from '@req/test-support/ports';
import { startTcpServer, type TcpServer } from '@req/test-support/tcp-server';
import { OWNS_SOCKETS } from '@req/test-support/transports';
import { overTransports } from '../support/describe-row.ts';

/** What the server does to a connection when a request has arrived. */
type Reaction = (socket: Socket) => void;

let reaction: Reaction = () => {};
let server: TcpServer;
let at = '';

beforeAll(async () => {
  server = await startTcpServer((socket) => socket.on('data', () => reaction(socket)));
  at = server.origin;
});
afterAll(() => server.close());

/** Writes first, so that the client reads the text before the reset. */
const sendAndReset =
  (text: string): Reaction =>
  (socket) =>
    void socket.write(text, () => setImmediate(() => socket.resetAndDestroy()));

/** As recorded from Requests, except for the truncated head, which Requests accepts as complete. */
const ROWS: readonly (readonly [what: string, reaction: Reaction, proxy: string, origin: string])[] = [
  ['closes without an answer', (socket) => socket.end(), 'ProxyError', 'ConnectionError'],
  ['resets', (socket) => socket.resetAndDestroy(), 'ProxyError', 'ConnectionError'],
  ['resets in the midst of its status line', sendAndReset('HTTP/1.1 2'), 'ProxyError', 'ConnectionError'],
  ['resets in the midst of its head', sendAndReset('HTTP/1.1 200 OK\r\nA: b\r\n'), 'ProxyError', 'ConnectionError'],
  [
    'closes in the midst of its head',
    (socket) => socket.end('HTTP/1.1 200 OK\r\nA: b\r\n'),
    'ProxyError',
    'ConnectionError',
  ],
  [
    'closes after an interim response',
    (socket) => socket.end('HTTP/1.1 100 Continue\r\n\r\n'),
    'ProxyError',
    'ConnectionError',
  ],
  ['says what is not HTTP', (socket) => socket.end('SSH-2.0-x\r\n\r\n'), 'ConnectionError', 'ConnectionError'],
  [
    'closes in the midst of a body',
    (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc'),
    'ChunkedEncodingError',
    'ChunkedEncodingError',
  ],
];

describe.each(ROWS)('a forward proxy that %s', (_what, each, proxy, origin) => {
  overTransports(async ({ transport }) => {
    reaction = each;
    const session = new Session({ transport, trustEnv: false, timeout: 10_000 });
    const proxies = { http: at.replace('//', '//user:secret@') };
    for (const method of ['GET', 'POST']) {
      const error = await session.request(method, 'http://a.test/', { proxies, data: 'x' }).then(
        () => null,
        (reason: Error) => reason,
      );
      expect(error?.name).toBe(proxy);
      expect(error?.message).not.toContain('secret');
      // The same failure of an origin is not a ProxyError.
      const direct = await session.request(method, at, { data: 'x' }).then(
        () => null,
        (reason: Error) => reason,
      );
      expect(direct?.name).toBe(origin);
    }
  }, OWNS_SOCKETS);
});

describe('a proxy that refuses connections, or does not exist', () => {
  overTransports(async ({ transport }) => {
    const session = new Session({ transport, trustEnv: false, timeout: 10_000 });
    const port = await refusedPort();
    for (const url of ['http://a.test/', 'https://a.test/']) {
      for (const all of [`http://127.0.0.1:${port}`, 'http://nowhere.invalid:1'])
        await expect(session.get(url, { proxies: { all } })).rejects.toMatchObject({ name: 'ProxyError' });
    }
  }, OWNS_SOCKETS);
});

describe('a connection to a proxy that was closed while idle is opened anew, once', () => {
  overTransports(async ({ transport }) => {
    const session = new Session({ transport, trustEnv: false, timeout: 10_000 });
    let seen = 0;
    reaction = (socket) => {
      if (++seen % 2 === 1) socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
      else socket.destroy();
    };
    expect((await session.get('http://a.test/', { proxies: { http: at } })).text).toBe('ok');
    expect((await session.get('http://a.test/', { proxies: { http: at } })).text).toBe('ok');
    expect(seen).toBe(3);
    await expect(session.post('http://a.test/', { data: 'x', proxies: { http: at } })).rejects.toBeInstanceOf(
      ConnectionError,
    );
  }, OWNS_SOCKETS);
});

describe('a proxy that does not answer is a ReadTimeout', () => {
  overTransports(async ({ transport }) => {
    reaction = () => {};
    const session = new Session({ transport, trustEnv: false });
    await expect(session.get('http://a.test/', { proxies: { http: at }, timeout: { read: 50 } })).rejects.toMatchObject(
      { name: 'ReadTimeout' },
    );
  }, OWNS_SOCKETS);
});
