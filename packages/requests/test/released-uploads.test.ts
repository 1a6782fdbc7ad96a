import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import http from 'node:http';
import type net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  AbortError,
  ConnectionError,
  HTTPDigestAuth,
  type RequestOptions,
  retry,
  Session,
  Timeout,
  type Transport,
} from '@req/core';
import { refusedPort } from '@req/test-support/ports';
import { startTcpServer, type TcpServer } from '@req/test-support/tcp-server';
import { failure } from '@req/test-support/waiting';
import { AxiosTransport } from '@req/transport-axios';
import { type FullBacklog, fullBacklog } from '@req/transport-conformance';
import { FetchTransport } from '@req/transport-fetch';
import { HttpTransport } from '@req/transport-http';
import { UndiciTransport } from '@req/transport-undici';
import nodeFetch from 'node-fetch';
import { overEveryTransport } from './every-transport.ts';

/** A request body without an end; `released` resolves once it was closed or cancelled. */
interface Endless {
  readonly options: RequestOptions;
  readonly released: Promise<unknown>;
}

const KINDS: readonly (readonly [string, () => Endless])[] = [
  [
    'a Node stream',
    () => {
      const data = new PassThrough();
      data.write('some');
      return { options: { data }, released: once(data, 'close') };
    },
  ],
  [
    'a web stream',
    () => {
      let cancel = (): void => {};
      const released = new Promise<void>((resolve) => {
        cancel = resolve;
      });
      const data = new ReadableStream<Uint8Array>({
        start: (controller) => controller.enqueue(Buffer.from('some')),
        cancel: () => cancel(),
      });
      return { options: { data }, released };
    },
  ],
  [
    'files',
    () => {
      const a = new PassThrough();
      const b = new PassThrough();
      a.write('some');
      const released = Promise.all([once(a, 'close'), once(b, 'close')]);
      return { options: { files: { a, b: ['b.txt', b] } }, released };
    },
  ],
];

let silent: TcpServer;
let backlog: FullBacklog;
let directory: string;
let onConnection: (() => void) | null = null;
/** Called when a request arrives, on any connection: a fetch may have opened it earlier. */
let onBytes: (socket: net.Socket) => void = () => {};

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'req-uploads-'));
  backlog = await fullBacklog();
  silent = await startTcpServer((socket) => {
    onConnection?.();
    socket.on('data', () => onBytes(socket));
  });
});
afterAll(async () => {
  await silent.close();
  await backlog.close();
  rmSync(directory, { recursive: true });
});
const url = (): string => `${silent.origin}/`;

overEveryTransport(({ session, transport }) => {
  describe.each(KINDS)('%s is released', (_kind, make) => {
    test('when the connection is refused', async () => {
      const { options, released } = make();
      const port = await refusedPort();
      const error = await failure(session().post(`http://127.0.0.1:${port}/`, options));
      expect(error).toBeInstanceOf(ConnectionError);
      await released;
    });

    test('when connecting takes too long', async () => {
      const { options, released } = make();
      const timeout = { connect: 50 };
      expect(await failure(session().post(backlog.url, { ...options, timeout }))).toBeInstanceOf(ConnectionError);
      await released;
    });

    test('when the server resets the connection', async () => {
      onBytes = (socket) => socket.resetAndDestroy();
      const { options, released } = make();
      expect(await failure(session().post(url(), options))).toBeInstanceOf(ConnectionError);
      await released;
    });

    test('when the request is aborted while the body waits for more data', async () => {
      const controller = new AbortController();
      onBytes = () => controller.abort();
      const { options, released } = make();
      const error = await failure(session().post(url(), { ...options, signal: controller.signal }));
      expect(error).toBeInstanceOf(AbortError);
      await released;
    });

    test('when the total timeout passes', async () => {
      onBytes = () => {};
      const { options, released } = make();
      expect(await failure(session().post(url(), { ...options, timeout: { total: 50 } }))).toBeInstanceOf(Timeout);
      await released;
    });

    test.each([false, true])('when the server responds before it has read the body (streamed: %s)', async (stream) => {
      onBytes = (socket) => socket.end('HTTP/1.1 413 Too Large\r\nContent-Length: 3\r\nConnection: close\r\n\r\nbig');
      const { options, released } = make();
      const r = await session().post(url(), { ...options, stream });
      expect([r.statusCode, (await r.read()).toString()]).toEqual([413, 'big']);
      await released;
    });

    test('when its redirect needs no body', async () => {
      const answers = ['303 See Other\r\nLocation: /b', '200 OK'];
      onBytes = (socket) => {
        const status = answers.shift();
        if (status !== undefined) socket.end(`HTTP/1.1 ${status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`);
      };
      const { options, released } = make();
      expect((await session().post(url(), options)).statusCode).toBe(200);
      await released;
    });
  });

  test('a FileHandle is sent again by retries, redirects and digest, and left open', async () => {
    const path = join(directory, 'file');
    writeFileSync(path, 'x'.repeat(8_000_000));
    const seen: number[] = [];
    const answers: [number, http.OutgoingHttpHeaders][] = [
      [503, {}],
      [401, { 'WWW-Authenticate': 'Digest realm="r", nonce="n", qop="auth"' }],
      [307, { Location: '/b' }],
      [200, {}],
    ];
    let broken = false;
    const server = http.createServer(async (request, response) => {
      if (!broken) {
        // The first attempt ends while the file is being read.
        broken = true;
        request.once('data', () => request.socket.resetAndDestroy());
        return;
      }
      let length = 0;
      for await (const chunk of request) length += (chunk as Buffer).length;
      seen.push(length);
      const [status, headers] = answers.shift() ?? [200, {}];
      response.writeHead(status, headers).end();
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const target = `http://127.0.0.1:${(server.address() as net.AddressInfo).port}/`;
    const handle = await open(path);
    const retrying = new Session({
      transport: retry(transport, { total: 3, statusForcelist: [503] }),
      trustEnv: false,
    });
    const r = await retrying.put(target, { data: handle, auth: new HTTPDigestAuth('u', 'p') });
    expect([r.statusCode, seen.slice(0, 4)]).toEqual([200, [8_000_000, 8_000_000, 8_000_000, 8_000_000]]);
    await retrying.post(target, { files: { f: ['f', handle] } });
    expect(seen.at(-1)).toBeGreaterThan(8_000_000);
    expect((await handle.stat()).size).toBe(8_000_000);
    await handle.close();
    server.closeAllConnections();
    server.close();
  });
});

describe.each<[string, () => Transport]>([
  ['undici', () => new UndiciTransport({ connections: 1 })],
  ['http', () => new HttpTransport({ connections: 1 })],
  ['node-fetch', () => new FetchTransport({ connections: 1, fetch: nodeFetch })],
  ['axios', () => new AxiosTransport({ connections: 1 })],
])('over %s, in the queue for a connection', (_name, make) => {
  test.each(KINDS)('%s is released when its request is aborted', async (_kind, body) => {
    const transport = make();
    const session = new Session({ transport, trustEnv: false });
    onBytes = () => {};
    const connected = new Promise<void>((resolve) => {
      onConnection = resolve;
    });
    const first = new AbortController();
    const occupying = failure(session.get(url(), { signal: first.signal }));
    await connected;
    const second = new AbortController();
    const { options, released } = body();
    const waiting = failure(session.post(url(), { ...options, signal: second.signal }));
    second.abort();
    expect(await waiting).toBeInstanceOf(AbortError);
    await released;
    first.abort();
    await occupying;
    await transport.close();
  });
});
