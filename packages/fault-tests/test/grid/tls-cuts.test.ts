import { beforeAll, describe, expect, test } from '@jest/globals';
import { ChunkedEncodingError, Session } from '@req/core';
import { testCertificates } from '@req/test-support/certificates';
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

/** Asks a server that ends the connection underneath TLS, without TLS's farewell (close_notify). */
async function cutOff(
  name: (typeof OWNS_SOCKETS)[number],
  path: keyof typeof RESPONSES,
  stream: boolean,
): Promise<unknown> {
  const held = resourcesHeld();
  let end: unknown = null;
  const start = (): Promise<PathServer> =>
    PathServer.start((socket, request, underneath) => {
      const response = RESPONSES[request.path.slice(1) as keyof typeof RESPONSES];
      socket.write(response, () => underneath.end());
    }, certificates.server);
  await withServer(start, held, async (server) => {
    const transport = TRANSPORTS[name]();
    const session = new Session({ transport, trustEnv: false, timeout: 8_000, verify: Buffer.from(certificates.ca) });
    try {
      const response = await within(session.get(`${server.origin}/${path}`, { stream }));
      end = (await within(response.read())).toString();
    } catch (error) {
      end = error;
    }
    await session.close();
    await transport.close();
    await eventually(() => server.open === 0, 'All connections are closed');
  });
  return end;
}

describe.each(OWNS_SOCKETS)('over %s, a connection that ends without TLS having said so', (name) => {
  describe.each([false, true])('stream: %s', (stream) => {
    test('after a body that is whole by its framing is no matter', async () => {
      expect(await cutOff(name, 'length', stream)).toBe('whol');
      expect(await cutOff(name, 'chunks', stream)).toBe('whol');
    });

    test('within a body is a ChunkedEncodingError', async () => {
      expect(await cutOff(name, 'length-cut', stream)).toBeInstanceOf(ChunkedEncodingError);
      expect(await cutOff(name, 'chunks-cut', stream)).toBeInstanceOf(ChunkedEncodingError);
    });

    // Node's TLS does not tell a farewell from an end without one, nor does Requests ask.
    test('ends a body that nothing else ends', async () => {
      expect(await cutOff(name, 'eof', stream)).toBe('half');
    });
  });
});
