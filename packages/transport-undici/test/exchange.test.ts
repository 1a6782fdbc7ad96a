import { describe, expect, test } from '@jest/globals';
import { closeAfterEach, serve, transport } from './setup.ts';
import { errorOf, request, settled, textOf } from './transport-request.ts';

closeAfterEach();

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-A: 1\r\nx-a: 2\r\n\r\nhello';

describe('a plain exchange', () => {
  test('returns status, reason, version, every field line and the body', async () => {
    const server = await serve(OK);
    const response = await transport().send(request(`${server.origin}/a?b=c`));
    expect(response.status).toBe(200);
    expect(response.reason).toBe('OK');
    expect(response.httpVersion).toBe('1.1');
    expect([...response.headers]).toEqual([
      ['Content-Length', '5'],
      ['X-A', '1'],
      ['x-a', '2'],
    ]);
    expect(response.body).toBeInstanceOf(Uint8Array);
    expect(await textOf(response)).toBe('hello');
    expect(server.received[0]?.lines).toEqual(['GET /a?b=c HTTP/1.1', `Host: 127.0.0.1:${server.port}`]);
  });

  test('streams the body with stream: true', async () => {
    const server = await serve(OK);
    const response = await transport().send(request(server.origin, { stream: true }));
    expect(response.body).not.toBeInstanceOf(Uint8Array);
    expect(await textOf(response)).toBe('hello');
  });

  test('uses one connection for consecutive requests', async () => {
    const server = await serve(OK);
    const client = transport();
    for (let i = 0; i < 5; i++) await client.send(request(server.origin));
    for (let i = 0; i < 5; i++) await textOf(await client.send(request(server.origin, { stream: true })));
    expect(server.received.map((each) => each.connection)).toEqual(new Array(10).fill(0));
  });
});

describe('a response', () => {
  test('keeps its bytes: one character for each byte of values and reason phrase', async () => {
    const server = await serve('HTTP/1.1 404 pas trouv\u00c3\u00a9\r\nX-V: \u00e9\u00ff\r\nContent-Length: 0\r\n\r\n');
    const response = await transport().send(request(server.origin));
    expect(response.reason).toBe('pas trouv\u00c3\u00a9');
    expect(response.headers.get('X-V')).toBe('\u00e9\u00ff');
  });

  test('may come without a reason phrase and without header lines', async () => {
    const server = await serve((socket) => void socket.end('HTTP/1.1 200\r\n\r\nall'));
    const response = await transport().send(request(server.origin));
    expect(response.reason).toBe('');
    expect(response.headers.size).toBe(0);
    expect(await textOf(response)).toBe('all');
  });

  test('of HTTP/1.0 has that httpVersion, and ends with the connection', async () => {
    const server = await serve((socket) => void socket.end('HTTP/1.0 200 OK\r\n\r\nold'));
    const response = await transport().send(request(server.origin));
    expect(response.httpVersion).toBe('1.0');
    expect(await textOf(response)).toBe('old');
  });

  test('may arrive byte by byte', async () => {
    const text = 'HTTP/1.1 100 Continue\r\nX: y\r\n\r\nHTTP/1.1 201 Made it\r\nContent-Length: 2\r\n\r\nok';
    const server = await serve(async (socket) => {
      for (const byte of text) {
        socket.write(byte);
        await new Promise((resolve) => setImmediate(resolve));
      }
    });
    const response = await transport().send(request(server.origin));
    expect([response.status, response.reason, await textOf(response)]).toEqual([201, 'Made it', 'ok']);
  });

  test('may follow any number of interim responses, which are skipped', async () => {
    const server = await serve(
      'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n' +
        'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok',
    );
    const client = transport();
    for (let i = 0; i < 2; i++) {
      const response = await client.send(request(server.origin));
      expect([response.status, response.headers.has('link'), await textOf(response)]).toEqual([200, false, 'ok']);
    }
    expect(server.sockets).toHaveLength(1);
  });

  test('that switches protocols without being asked to is a ConnectionError', async () => {
    const server = await serve('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n');
    expect((await errorOf(transport().send(request(server.origin)))).name).toBe('ConnectionError');
  });

  test.each([
    ['HEAD', 'HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n'],
    ['GET', 'HTTP/1.1 204 No Content\r\n\r\n'],
    ['GET', 'HTTP/1.1 304 Not Modified\r\nContent-Length: 7\r\n\r\n'],
  ])('to %s without a body has an empty one: %j', async (method, head) => {
    const server = await serve(head);
    const client = transport();
    const whole = await client.send(request(server.origin, { method }));
    expect(whole.body).toEqual(Buffer.alloc(0));
    const streamed = await client.send(request(server.origin, { method, stream: true }));
    expect(streamed.body).not.toBeInstanceOf(Uint8Array);
    expect(await textOf(streamed)).toBe('');
  });

  test('in many chunks is joined', async () => {
    const server = await serve((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n');
      for (let i = 0; i < 1000; i++) socket.write('3\r\nabc\r\n');
      socket.write('0\r\n\r\n');
    });
    expect(await textOf(await transport().send(request(server.origin)))).toBe('abc'.repeat(1000));
  });

  test('of 60 kB of header lines is read', async () => {
    const server = await serve(`HTTP/1.1 200 OK\r\nX: ${'y'.repeat(60_000)}\r\nContent-Length: 0\r\n\r\n`);
    expect((await transport().send(request(server.origin))).headers.get('x')).toHaveLength(60_000);
  });
});

describe('a streamed body', () => {
  const slowly = async (body: AsyncIterable<Uint8Array>): Promise<number> => {
    let size = 0;
    for await (const chunk of body) {
      size += chunk.byteLength;
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    return size;
  };

  test.each([
    ['its length', `Content-Length: ${3_000_000}\r\n\r\n`],
    ['the end of the connection', 'Connection: close\r\n\r\n'],
  ])('ended by %s is complete for a slow reader', async (_what, lines) => {
    const server = await serve((socket) => {
      socket.write(`HTTP/1.1 200 OK\r\n${lines}`);
      socket.end(Buffer.alloc(3_000_000, 'x'));
    });
    const response = await transport().send(request(server.origin, { stream: true }));
    // Time for bytes to arrive that nobody reads yet.
    await settled(100);
    expect(await slowly(response.body as AsyncIterable<Uint8Array>)).toBe(3_000_000);
  });

  test('that is reset while nobody reads is a ChunkedEncodingError after the bytes that came', async () => {
    const server = await serve((socket) => {
      socket.write(`HTTP/1.1 200 OK\r\nContent-Length: 90000000\r\n\r\n`);
      socket.write(Buffer.alloc(400_000, 'x'));
    });
    const response = await transport().send(request(server.origin, { stream: true }));
    await settled(100);
    server.sockets[0]?.resetAndDestroy();
    await settled(100);
    const error = await errorOf(slowly(response.body as AsyncIterable<Uint8Array>));
    expect(error.name).toBe('ChunkedEncodingError');
  });

  test('rejects a second read while one is pending, and stays done at its end', async () => {
    const server = await serve((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n');
    });
    const response = await transport().send(request(server.origin, { stream: true }));
    const iterator = (response.body as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
    const first = iterator.next();
    expect((await errorOf(iterator.next())).name).toBe('TypeError');
    server.sockets[0]?.write('ok');
    expect(Buffer.from((await first).value).toString()).toBe('ok');
    for (let i = 0; i < 2; i++) expect(await iterator.next()).toEqual({ done: true, value: undefined });
  });
});
