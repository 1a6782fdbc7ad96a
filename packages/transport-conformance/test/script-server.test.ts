import { connect } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { ScriptServer } from '../src/index.ts';
import { rawExchange } from './raw-client.ts';

const EMPTY_200 = 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n';
let server: ScriptServer;

beforeAll(async () => {
  server = await ScriptServer.start();
});
afterAll(() => server.close());
beforeEach(() => server.play([]));

describe('the script server records', () => {
  test('the request line and every header line in order, one character per byte, without surrounding whitespace', async () => {
    server.play([{ close: true }]);
    await rawExchange(
      server.origins.A,
      'GET /x?y HTTP/1.1\r\nhOst:  a \r\nX: caf\xe9\xa0\t\r\nX:\r\nF: a\r\n  b\r\nbroken\r\n\r\n',
    );
    expect(server.requests).toHaveLength(1);
    expect(server.requests[0]).toMatchObject({ at: 'A', line: 'GET /x?y HTTP/1.1', framing: 'none' });
    expect(server.requests[0]?.headers).toEqual([
      ['hOst', 'a'],
      ['X', 'caf\xe9\xa0'],
      ['X', ''],
      ['F', 'a b'],
      ['broken', ''],
    ]);
  });

  test('a body with a length, joined chunks, and a truncated body', async () => {
    server.play([{}, { close: true }]);
    const chunked =
      'POST /2 HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nA;x=y\r\n0123456789\r\n0\r\nT: 1\r\n\r\n';
    await rawExchange(server.origins.A, `POST /1 HTTP/1.1\r\nContent-Length: 4\r\n\r\nbody${chunked}`);
    const socket = connect(Number(new URL(server.origins.A).port), '127.0.0.1');
    socket.end('POST /3 HTTP/1.1\r\nContent-Length: 9\r\n\r\nhalf');
    await server.arrived(3);
    expect(server.requests.map(({ line, framing, body }) => [line, framing, body.toString()])).toEqual([
      ['POST /1 HTTP/1.1', 'length', 'body'],
      ['POST /2 HTTP/1.1', 'chunked', 'abc0123456789'],
      ['POST /3 HTTP/1.1', 'truncated', 'half'],
    ]);
    expect(server.requests.map((each) => each.connection - (server.requests[0]?.connection ?? 0))).toEqual([0, 0, 1]);
    socket.destroy();
  });

  test('a chunked body with an invalid size as truncated', async () => {
    await rawExchange(server.origins.A, 'POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\nzz\r\n');
    expect(server.requests[0]).toMatchObject({ framing: 'truncated', body: Buffer.from('ab') });
  });

  test('the origin of a request: two ports, a second address, and localhost', async () => {
    server.play([{ close: true }, { close: true }, { close: true }, { close: true }]);
    await rawExchange(server.origins.A, 'GET /a HTTP/1.1\r\n\r\n');
    await rawExchange(server.origins.B, 'GET /b HTTP/1.1\r\n\r\n');
    await rawExchange(server.origins.L, 'GET /l HTTP/1.1\r\n\r\n');
    await rawExchange(server.origins.C, 'GET /c HTTP/1.1\r\n\r\n');
    const expected = ['A', 'B', 'A', 'C'].slice(0, server.secondLoopback ? 4 : 3);
    expect(server.requests.map((each) => each.at)).toEqual(expected);
  });

  test('nothing at Z, where no server listens', async () => {
    expect(await rawExchange(server.origins.Z, 'GET / HTTP/1.1\r\n\r\n')).toMatchObject({ text: '', ended: 'reset' });
  });
});

describe('the script server sends', () => {
  test('the replies in order over any connection, then empty 200s', async () => {
    server.play([{ raw: 'HTTP/1.1 201 caf\xe9\r\nContent-Length: 0\r\n\r\n' }]);
    const reply = rawExchange(server.origins.A, 'GET /1 HTTP/1.1\r\n\r\nGET /2 HTTP/1.1\r\n\r\n');
    await server.arrived(2);
    await server.settled();
    server.dropConnections();
    expect((await reply).text).toBe(`HTTP/1.1 201 caf\xe9\r\nContent-Length: 0\r\n\r\n${EMPTY_200}`);
  });

  test('parts separately, after the delay and with gaps', async () => {
    server.play([{ parts: ['a', { $repeat: ['bc', 3] }, 'd'], gapMs: 40, delayMs: 50, close: true }]);
    const start = performance.now();
    const reply = await rawExchange(server.origins.A, 'GET / HTTP/1.1\r\n\r\n');
    expect(reply.chunks).toEqual(['a', 'bcbcbc', 'd']);
    expect(performance.now() - start).toBeGreaterThanOrEqual(125);
  });

  test('nothing during a hang, then closes or resets the connection', async () => {
    server.play([{ raw: 'x', hang: 60, close: true }, { reset: true }]);
    const start = performance.now();
    expect(await rawExchange(server.origins.A, 'GET / HTTP/1.1\r\n\r\n')).toMatchObject({ text: 'x', ended: 'closed' });
    expect(performance.now() - start).toBeGreaterThanOrEqual(58);
    expect(await rawExchange(server.origins.A, 'GET / HTTP/1.1\r\n\r\n')).toMatchObject({ text: '', ended: 'reset' });
  });

  test('a plain-text 400 to a TLS handshake, which it does not record, also within a tunnel', async () => {
    const clientHello = '\x16\x03\x01\x00\x05hello';
    expect((await rawExchange(server.origins.A, clientHello)).text).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    server.play([{ raw: 'HTTP/1.1 200 OK\r\n\r\n' }]);
    const connectHead =
      'CONNECT any.test:443 HTTP/1.1\r\nHost: any.test:443\r\nProxy-Authorization: Basic eA==\r\n\r\n';
    const tunnel = await rawExchange(server.origins.B, connectHead + clientHello);
    expect(tunnel.text).toMatch(/^HTTP\/1\.1 200 OK\r\n\r\nHTTP\/1\.1 400 Bad Request\r\n/);
    expect(server.requests).toMatchObject([
      { at: 'B', line: 'CONNECT any.test:443', headers: [['Proxy-Authorization', 'Basic eA==']], framing: 'none' },
    ]);
  });

  test('no more to a client that has disconnected', async () => {
    server.play([{ delayMs: 30_000 }]);
    const socket = connect(Number(new URL(server.origins.A).port), '127.0.0.1');
    socket.write('GET / HTTP/1.1\r\n\r\n');
    await server.arrived(1);
    const number = server.requests[0]?.connection ?? 0;
    expect([server.openConnections, server.isOpen(number)]).toEqual([1, true]);
    socket.destroy();
    while (server.openConnections > 0) await new Promise((resolve) => setImmediate(resolve));
    expect([server.openConnections, server.isOpen(number)]).toEqual([0, false]);
  });
});

test('close() can be called twice and leaves nothing open', async () => {
  const other = await ScriptServer.start();
  const open = rawExchange(other.origins.A, 'GET / HTTP/1.1\r\n\r\n');
  await other.arrived(1);
  await Promise.all([other.close(), other.close()]);
  await other.close();
  expect((await open).text).toBe(EMPTY_200);
});
