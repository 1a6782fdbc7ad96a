import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ConnectionError, FunctionTransport, RequestException, Session } from '@req/core';
import { OWNS_SOCKETS, TRANSPORTS } from '@req/test-support/transports';
import { RawServer, readHead } from '@req/transport-conformance';

const BODY = 'Content-Length: 2\r\n\r\nok';

/** Malformed heads, on a connection that stays open: the client can tell at once that they are malformed. */
const MALFORMED: Readonly<Record<string, string>> = {
  'bare CR at each line': 'HTTP/1.1 200 OK\rContent-Length: 2\r\rok',
  'bare CR after the status line': 'HTTP/1.1 200 OK\rX-A: 1',
  'bare CR within the status line': 'HTTP/1.1 200 O\rK',
  'two CR': `HTTP/1.1 200 OK\r\r\n${BODY}`,
  'CR at the end of the head': 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\rok',
  'bare CR in a value': 'HTTP/1.1 200 OK\r\nX-A: a\rb',
  'bare LF at each line': 'HTTP/1.1 200 OK\nContent-Length: 2\n\nok',
  'bare LF after the status line': `HTTP/1.1 200 OK\n${BODY}`,
  'NUL in the status line': `HTTP/1.1 200 O\0K\r\n${BODY}`,
  'NUL in a status line that goes on': 'HTTP/1.1 200 O\0K',
  'NUL in a name': 'HTTP/1.1 200 OK\r\nX\0A: 1',
  'NUL in a value': 'HTTP/1.1 200 OK\r\nX-A: \0',
  'another protocol': 'SSH-2.0-OpenSSH_9.6\r\n',
  'the beginning of another protocol': 'SSH',
  'a page without a head': '<html>',
  'HTTP in lower case': `http/1.1 200 OK\r\n${BODY}`,
  'an empty line first': `\r\nHTTP/1.1 200 OK\r\n${BODY}`,
  'a bare LF first': `\nHTTP/1.1 200 OK\r\n${BODY}`,
  'empty lines and no more': '\r\n\r\n',
  'a space first': ` HTTP/1.1 200 OK\r\n${BODY}`,
  'HTTP/2.0': `HTTP/2.0 200 OK\r\n${BODY}`,
  'HTTP/1.2': `HTTP/1.2 200 OK\r\n${BODY}`,
  'an interim response with bare CR': 'HTTP/1.1 103 Early Hints\rLink: a',
  'an interim response with bare LF': 'HTTP/1.1 103 Early Hints\nLink: a\n\n',
  'an interim response with NUL': 'HTTP/1.1 103 Early Hints\r\nLink: \0',
  'an interim response with a line that is no field': 'HTTP/1.1 103 Early Hints\r\nLink\r\n\r\n',
  'an empty line after an interim response': `HTTP/1.1 103 Early Hints\r\n\r\n\r\nHTTP/1.1 200 OK\r\n${BODY}`,
};

const STATUSES = ['000', '001', '007', '042', '099', '1000', '2000', '20', '2', 'abc', '2x0', '-20', '+20', '0x1', ''];

const NO_STATUS: readonly (readonly [string, string])[] = STATUSES.map((status) => [
  `status ${JSON.stringify(status)}`,
  `HTTP/1.1 ${status} OK\r\n${BODY}`,
]);

let raw = '';
let server: RawServer;
beforeAll(async () => {
  server = await RawServer.start(async ({ socket, source }) => {
    while ((await readHead(source)) !== null) socket.write(raw, 'latin1');
  });
});
afterAll(() => server.close());

/** The timeout ends a client that waits all the same, with another error. */
async function outcomeOver(transport: Session['transport'], bytes: string): Promise<unknown> {
  raw = bytes;
  const session = new Session({ transport, trustEnv: false });
  return session.get(server.url, { timeout: { read: 10_000 } }).then(
    (response) => response.statusCode,
    (error: unknown) => (error instanceof RequestException ? error.name : error),
  );
}

describe.each(OWNS_SOCKETS)('over %s a head is refused at once', (name) => {
  const transport = TRANSPORTS[name]();
  afterAll(() => transport.close());

  test.each(Object.entries(MALFORMED))('%s', async (_, bytes) => {
    expect(await outcomeOver(transport, bytes)).toBe('ConnectionError');
  });

  test.each(NO_STATUS)('%s', async (_, bytes) => {
    expect(await outcomeOver(transport, bytes)).toBe('ConnectionError');
  });

  test('however it is split', async () => {
    const session = new Session({ transport, trustEnv: false });
    for (const bytes of [
      MALFORMED['bare CR at each line'],
      MALFORMED['an interim response with bare CR'],
    ] as string[]) {
      const dripping = await RawServer.start(async ({ socket, source }) => {
        await readHead(source);
        for (const byte of bytes) {
          socket.write(byte, 'latin1');
          await new Promise((resolve) => setImmediate(resolve));
        }
      });
      await expect(session.get(dripping.url, { timeout: { read: 10_000 } })).rejects.toThrow(ConnectionError);
      await dripping.close();
    }
  });

  test('a valid one is parsed byte by byte, its reason and interim responses too', async () => {
    const session = new Session({ transport, trustEnv: false });
    const bytes = `HTTP/1.1 103 Early Hints\r\nA: b\r\n\r\nHTTP/1.1 999 Very  odd\xe9\r\n${BODY}`;
    const dripping = await RawServer.start(async ({ socket, source }) => {
      await readHead(source);
      for (const byte of bytes) {
        socket.write(byte, 'latin1');
        await new Promise((resolve) => setImmediate(resolve));
      }
    });
    const response = await session.get(dripping.url);
    expect([response.statusCode, response.reason, response.text]).toEqual([999, 'Very  odd\xe9', 'ok']);
    await dripping.close();
  });
});

describe('over the built-in fetch', () => {
  const transport = TRANSPORTS['built-in fetch']();
  afterAll(() => transport.close());

  test.each(NO_STATUS)('%s is refused', async (_, bytes) => {
    expect(await outcomeOver(transport, bytes)).toBe('ConnectionError');
  });
});

test.each([0, 7, 99, 1000, -1])('status %p is refused from any transport', async (status) => {
  const session = new Session({ transport: new FunctionTransport(() => ({ status })), trustEnv: false });
  await expect(session.get('http://a.test/')).rejects.toThrow(ConnectionError);
});
