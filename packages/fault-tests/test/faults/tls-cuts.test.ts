import { beforeAll, describe, expect, test } from '@jest/globals';
import { ChunkedEncodingError, Session } from '@req/core';
import { testCertificates } from '@req/test-support/test-certificates';
import { OWNS_SOCKETS, TRANSPORTS } from '@req/test-support/transports';
import { eventually, within } from '@req/test-support/waiting';
import type { TestCertificates } from '@req/testserver';
import { PathServer, withServer } from './support/path-server.ts';
import { resourcesHeld } from './support/resources.ts';

let certificates: TestCertificates;
beforeAll(async () => {
  certificates = await testCertificates();
});

const RESPONSES = {
  length: 'HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nwhole',
  chunks: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nwhol\r\n0\r\n\r\n',
  'length-cut': 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf',
  'chunks-cut': 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n',
  eof: 'HTTP/1.1 200 OK\r\n\r\nhalf',
} as const;

/** The body or the exception of a request to a server that ends the TCP connection without a TLS close_notify. */
async function getWithoutCloseNotify(
  name: (typeof OWNS_SOCKETS)[number],
  path: keyof typeof RESPONSES,
  stream: boolean,
): Promise<unknown> {
  const held = resourcesHeld();
  let outcome: unknown = null;
  const start = (): Promise<PathServer> =>
    PathServer.start((socket, request, rawSocket) => {
      const response = RESPONSES[request.path.slice(1) as keyof typeof RESPONSES];
      socket.write(response, () => rawSocket.end());
    }, certificates.server);
  await withServer(start, held, async (server) => {
    const transport = TRANSPORTS[name]();
    const session = new Session({ transport, trustEnv: false, timeout: 8_000, verify: Buffer.from(certificates.ca) });
    try {
      const response = await within(session.get(`${server.origin}/${path}`, { stream }));
      outcome = (await within(response.read())).toString();
    } catch (error) {
      outcome = error;
    }
    await session.close();
    await transport.close();
    await eventually(() => server.open === 0, 'All connections closed');
  });
  return outcome;
}

describe.each(OWNS_SOCKETS)('over %s, a TLS connection that ends without close_notify', (name) => {
  describe.each([false, true])('stream: %s', (stream) => {
    test('after a complete body is ignored', async () => {
      expect(await getWithoutCloseNotify(name, 'length', stream)).toBe('whol');
      expect(await getWithoutCloseNotify(name, 'chunks', stream)).toBe('whol');
    });

    test('within a body is a ChunkedEncodingError', async () => {
      expect(await getWithoutCloseNotify(name, 'length-cut', stream)).toBeInstanceOf(ChunkedEncodingError);
      expect(await getWithoutCloseNotify(name, 'chunks-cut', stream)).toBeInstanceOf(ChunkedEncodingError);
    });

    // Node does not report whether close_notify was received, and Requests does not check it either.
    test('ends a body without framing', async () => {
      expect(await getWithoutCloseNotify(name, 'eof', stream)).toBe('half');
    });
  });
});
