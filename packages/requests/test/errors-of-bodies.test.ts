import net from 'node:net';
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
import { failure } from '@req/test-support/waiting';
import { overEveryTransport } from './every-transport.ts';

interface Broken {
  readonly kind: new (...args: never[]) => Error;
  /** What the server sends; then it closes, or says no more. */
  readonly sent: string | Buffer;
  readonly stalls?: boolean;
  readonly options?: () => RequestOptions;
}

const HEAD = 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n';
const CASES: Readonly<Record<string, Broken>> = {
  'breaks off': { kind: ChunkedEncodingError, sent: `${HEAD}\r\nsome` },
  'is no gzip': { kind: ContentDecodingError, sent: `${HEAD}Content-Encoding: gzip\r\n\r\n${'x'.repeat(100)}` },
  'is too large': {
    kind: ContentTooLarge,
    sent: `${HEAD}\r\n${'x'.repeat(100)}`,
    options: () => ({ maxBodySize: 10 }),
  },
  'is too large when it is decoded': {
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
let server: net.Server;
const sockets = new Set<net.Socket>();
beforeAll(async () => {
  server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    socket.on('data', () => {
      const { sent, stalls } = current as Broken;
      if (stalls === true) socket.write(sent);
      else socket.end(sent);
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
});
afterAll(() => {
  for (const socket of sockets) socket.destroy();
  server.close();
});
const url = (): string => `http://127.0.0.1:${(server.address() as net.AddressInfo).port}/`;

overEveryTransport(({ session }) => {
  describe.each(Object.entries(CASES))('an exception of a body that %s knows request and response', (_what, broken) => {
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
  });

  test('a redirect to a scheme without a transport does too', async () => {
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
