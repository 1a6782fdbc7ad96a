import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  AbortError,
  ChunkedEncodingError,
  ContentDecodingError,
  ContentTooLarge,
  InvalidSchema,
  ReadTimeout,
  RequestException,
  type RequestOptions,
  Timeout,
} from '@req/core';
import { startTcpServer, type TcpServer } from '@req/test-support/tcp-server';
import { failure } from '@req/test-support/waiting';
import { overEveryTransport } from './every-transport.ts';

interface Broken {
  readonly kind: new (...args: never[]) => Error;
  /** What the server sends before it closes the connection, or stalls. */
  readonly sent: string | Buffer;
  readonly stalls?: boolean;
  readonly options?: () => RequestOptions;
}

const HEAD = 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n';
const CASES: Readonly<Record<string, Broken>> = {
  'is cut short': { kind: ChunkedEncodingError, sent: `${HEAD}\r\nsome` },
  'is not gzip': { kind: ContentDecodingError, sent: `${HEAD}Content-Encoding: gzip\r\n\r\n${'x'.repeat(100)}` },
  'is too large': {
    kind: ContentTooLarge,
    sent: `${HEAD}\r\n${'x'.repeat(100)}`,
    options: () => ({ maxBodySize: 10 }),
  },
  'is too large once decoded': {
    kind: ContentTooLarge,
    sent: Buffer.concat([
      Buffer.from('HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Encoding: gzip\r\n\r\n'),
      gzipSync('a'.repeat(100_000)),
    ]),
    options: () => ({ maxBodySize: 1000 }),
  },
  stalls: { kind: ReadTimeout, sent: `${HEAD}\r\nsome`, stalls: true, options: () => ({ timeout: { read: 500 } }) },
  'takes too long': {
    kind: Timeout,
    sent: `${HEAD}\r\nsome`,
    stalls: true,
    options: () => ({ timeout: { total: 1000 } }),
  },
  'is aborted': {
    kind: AbortError,
    sent: `${HEAD}\r\nsome`,
    stalls: true,
    options: () => {
      const controller = new AbortController();
      return { signal: controller.signal, onDownloadProgress: () => controller.abort() };
    },
  },
};

let current: Broken | null = null;
let server: TcpServer;
beforeAll(async () => {
  server = await startTcpServer((socket) => {
    socket.on('data', () => {
      const { sent, stalls } = current as Broken;
      if (stalls === true) socket.write(sent);
      else socket.end(sent);
    });
  });
});
afterAll(() => server.close());
const url = (): string => `${server.origin}/`;

overEveryTransport(({ session }) => {
  describe.each(Object.entries(CASES))(
    'the exception for a body that %s has the request and the response',
    (_what, broken) => {
      test.each([false, true])('streamed: %s', async (stream) => {
        current = broken;
        const options = { ...broken.options?.(), stream, headers: { 'Accept-Encoding': 'gzip' } };
        const reading = session()
          .get(url(), options)
          .then((r) => r.read());
        const error = await failure<RequestException>(reading);
        expect(error).toBeInstanceOf(broken.kind);
        expect(error.request?.url).toBe(url());
        expect(error.response?.statusCode).toBe(200);
        expect(error.response?.request).toBe(error.request);
      });
    },
  );

  test('so has the exception for a redirect to an unsupported scheme', async () => {
    current = {
      kind: InvalidSchema,
      sent: 'HTTP/1.1 302 Found\r\nLocation: ftp://b.test/\r\nContent-Length: 0\r\n\r\n',
    };
    const error = await failure<RequestException>(session().get(url()));
    expect(error).toBeInstanceOf(InvalidSchema);
    expect([error instanceof RequestException, error.request?.url, error.response?.statusCode]).toEqual([
      true,
      'ftp://b.test/',
      302,
    ]);
  });
});
