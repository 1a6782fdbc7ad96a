import { afterEach, describe, expect, test } from '@jest/globals';
import { ChunkedEncodingError, ConnectionError, Session } from '@req/core';
import { startTcpServer } from '@req/test-support/tcp-server';
import { UndiciTransport } from '../src/undici-transport.ts';

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

/** A server whose script tells, for each request, what to respond and whether to close the connection. */
async function serve(script: (request: number) => { readonly bytes: string; readonly end?: boolean }): Promise<string> {
  let count = 0;
  const server = await startTcpServer((socket) => {
    socket.on('data', () => {
      const { bytes, end = false } = script(++count);
      socket.write(bytes);
      if (end) socket.end();
    });
  });
  open.push(server);
  return server.origin;
}

function session(): Session {
  const made = new Session({ transport: new UndiciTransport(), trustEnv: false });
  open.push(made);
  return made;
}

describe('a body that breaks off after its head', () => {
  test('is a ChunkedEncodingError', async () => {
    const origin = await serve(() => ({ bytes: 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf', end: true }));
    await expect(session().get(origin)).rejects.toThrow(ChunkedEncodingError);
  });

  test('does not prevent a redirect from being followed', async () => {
    const origin = await serve((request) =>
      request === 1
        ? { bytes: 'HTTP/1.1 302 Found\r\nLocation: /b\r\nContent-Length: 10\r\n\r\nhalf', end: true }
        : { bytes: 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok' },
    );
    expect((await session().get(origin)).text).toBe('ok');
  });
});

describe('a kept connection that the server closes without a response', () => {
  const hangUpOnSecond = (request: number): { readonly bytes: string; readonly end: boolean } => ({
    bytes: request === 2 ? '' : 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok',
    end: request === 2,
  });

  test('a GET is sent once more, on a new connection', async () => {
    const s = session();
    const origin = await serve(hangUpOnSecond);
    expect((await s.get(origin)).text).toBe('ok');
    expect((await s.get(origin)).text).toBe('ok');
  });

  test('a POST is not sent again: the server may have acted on it', async () => {
    const s = session();
    const origin = await serve(hangUpOnSecond);
    await s.get(origin);
    await expect(s.post(origin, { data: 'x' })).rejects.toThrow(ConnectionError);
  });

  test('the first request on a connection is not sent again', async () => {
    const origin = await serve(() => ({ bytes: '', end: true }));
    await expect(session().get(origin)).rejects.toThrow(ConnectionError);
  });
});
