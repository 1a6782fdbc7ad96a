import { execFile } from 'node:child_process';
import { once } from 'node:events';
import type net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { bundleForNode } from '@req/test-support/bundle';
import { eventually } from '@req/test-support/waiting';
import { RawServer } from './raw-server.ts';
import { closeAfterEach, serve, transport } from './setup.ts';
import { errorOf, request, settled, textOf } from './transport-request.ts';

closeAfterEach();

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

describe('connections', () => {
  test('are limited for each origin; further requests wait', async () => {
    let answerAll = (): void => {};
    let waiting: net.Socket[] = [];
    const server = await serve((socket) => {
      waiting.push(socket);
      answerAll();
    });
    const client = transport({ connections: 2 });
    const sent = Array.from({ length: 12 }, () => client.send(request(server.origin)));
    await eventually(() => waiting.length === 2);
    // A third connection would be made by now.
    await settled(100);
    expect(server.sockets).toHaveLength(2);
    answerAll = () => {
      for (const socket of waiting) socket.write(OK);
      waiting = [];
    };
    answerAll();
    const all = await Promise.all(sent);
    expect(all.map((response) => response.status)).toEqual(new Array(12).fill(200));
    expect(server.sockets).toHaveLength(2);
  });

  test('are opened for waiting requests after one has failed', async () => {
    const server = await serve((socket, { connection }) => void (connection < 3 ? socket.destroy() : socket.write(OK)));
    const client = transport({ connections: 1 });
    const all = await Promise.allSettled(Array.from({ length: 6 }, () => client.send(request(server.origin))));
    expect(all.map((each) => each.status)).toEqual([
      'rejected',
      'rejected',
      'rejected',
      'fulfilled',
      'fulfilled',
      'fulfilled',
    ]);
  });

  test.each<[string, (socket: net.Socket) => void]>([
    ['with its response', (socket: net.Socket) => void socket.end(OK)],
    ['a little later', (socket: net.Socket) => void socket.write(OK, () => setTimeout(() => socket.end(), 5))],
    ['by a reset', (socket: net.Socket) => void socket.write(OK, () => setTimeout(() => socket.resetAndDestroy(), 5))],
  ])('are replaced when the server closes them %s, for a POST too', async (_what, answer) => {
    const server = await serve(answer);
    const client = transport();
    for (let i = 0; i < 20; i++) {
      const response = await client.send(request(server.origin, { method: 'POST', body: Buffer.from('x') }));
      expect(response.status).toBe(200);
      await eventually(() => server.sockets.every((socket) => socket.destroyed));
      await settled();
    }
    expect(server.received).toHaveLength(20);
  });

  test('are closed when they were idle for keepAliveTimeout', async () => {
    const server = await serve(OK);
    const client = transport({ keepAliveTimeout: 100 });
    await client.send(request(server.origin));
    await eventually(() => server.sockets[0]?.destroyed === true);
    expect((await client.send(request(server.origin))).status).toBe(200);
  });

  test('are kept until then', async () => {
    const server = await serve(OK);
    const client = transport({ keepAliveTimeout: 60_000 });
    await client.send(request(server.origin));
    await settled(100);
    await client.send(request(server.origin));
    expect(server.sockets).toHaveLength(1);
  });

  test.each([
    'HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok',
    'HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok',
  ])('are not reused when the response says so: %j', async (answer) => {
    const server = await serve(answer);
    const client = transport();
    for (let i = 0; i < 3; i++) expect(await textOf(await client.send(request(server.origin)))).toBe('ok');
    expect(server.sockets).toHaveLength(3);
  });

  test('are not reused after excess bytes: no later request gets them', async () => {
    const server = await serve(
      (socket, { connection }) =>
        void socket.write(connection === 0 ? `${OK}HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nEVIL` : OK),
    );
    const client = transport();
    for (let i = 0; i < 3; i++) expect(await textOf(await client.send(request(server.origin)))).toBe('ok');
  });

  test('are closed when a streamed body is not read to its end', async () => {
    const server = await serve('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello');
    const client = transport();
    const response = await client.send(request(server.origin, { stream: true }));
    for await (const _chunk of response.body as AsyncIterable<Uint8Array>) break;
    await eventually(() => server.sockets[0]?.destroyed === true);
  });

  test('are made to a Unix domain socket with socketPath', async () => {
    const path = join(tmpdir(), `req-undici-${process.pid}.sock`);
    const server = new RawServer((socket) => void socket.write(OK));
    server.server.listen(path);
    await once(server.server, 'listening');
    const client = transport({ socketPath: path });
    expect(await textOf(await client.send(request('http://example.test:81/x')))).toBe('ok');
    expect(server.received[0]?.lines).toEqual(['GET /x HTTP/1.1', 'Host: example.test:81']);
    await client.close();
    await server.stop();
  });

  test('use the option lookup', async () => {
    const server = await serve(OK);
    const asked: string[] = [];
    const client = transport({
      lookup: (host, options, callback) => {
        asked.push(host);
        if (options.all) callback(null, [{ address: '127.0.0.1', family: 4 }]);
        else callback(null, '127.0.0.1', 4);
      },
    });
    expect((await client.send(request(`http://name.test:${server.port}/`))).status).toBe(200);
    expect(asked).toEqual(['name.test']);
  });

  test('to many origins do not pile up', async () => {
    const server = await serve(OK);
    const client = transport({
      keepAliveTimeout: 600_000,
      lookup: (_host, options, callback) =>
        options.all ? callback(null, [{ address: '127.0.0.1', family: 4 }]) : callback(null, '127.0.0.1', 4),
    });
    for (let i = 0; i < 300; i++) await client.send(request(`http://h${i}.test:${server.port}/`));
    await eventually(() => server.sockets.filter((socket) => !socket.destroyed).length <= 257);
  });
});

describe('close', () => {
  test('waits for responses, closes idle connections, and rejects later requests', async () => {
    let answerSlow = (): void => {};
    const server = await serve((socket, { lines }) => {
      answerSlow = () => void socket.write(OK);
      if (!lines[0]?.includes('slow')) answerSlow();
    });
    const client = transport();
    await client.send(request(server.origin));
    const order: string[] = [];
    const slow = client.send(request(`${server.origin}/slow`)).then(() => order.push('response'));
    await eventually(() => server.received.length === 2);
    const closed = client.close().then(() => order.push('closed'));
    await settled(100);
    expect(order).toEqual([]);
    answerSlow();
    await Promise.all([slow, closed]);
    expect(order).toEqual(['response', 'closed']);
    expect((await errorOf(client.send(request(server.origin)))).name).toBe('ConnectionError');
    await client.close();
    await eventually(() => server.sockets.every((socket) => socket.destroyed));
  });

  test('leaves a streamed body to its reader', async () => {
    const server = await serve((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nab');
    });
    const client = transport();
    const response = await client.send(request(server.origin, { stream: true }));
    await client.close();
    server.sockets[0]?.write('cd');
    expect(await textOf(response)).toBe('abcd');
    await eventually(() => server.sockets[0]?.destroyed === true);
  });
});

describe('a process whose transport was not closed', () => {
  test('ends by itself', async () => {
    const outfile = join(tmpdir(), `req-undici-exit-${process.pid}.mjs`);
    await bundleForNode(outfile, {
      stdin: {
        contents: `
          import http from 'node:http';
          import { HeaderMap } from '@req/core';
          import { UndiciTransport } from '@req/transport-undici';
          const url = process.argv[2];
          const transport = new UndiciTransport({ keepAliveTimeout: 60000 });
          const base = { method: 'GET', url, headers: new HeaderMap(), body: null, tls: { verify: true, ca: null, cert: null },
            proxy: null, stream: false };
          await transport.send({ ...base, timeout: { connect: 60000, read: 60000 }, signal: new AbortController().signal });
          const r = await transport.send({ ...base, stream: true, timeout: { connect: 60000, read: 60000 }, signal: null });
          for await (const chunk of r.body) process.stdout.write(chunk);
        `,
        resolveDir: import.meta.dirname,
      },
    });
    const server = await serve(OK);
    const output = await new Promise<string>((resolve, reject) => {
      execFile(process.execPath, [outfile, server.origin], { timeout: 100_000 }, (error, stdout) =>
        error === null ? resolve(stdout) : reject(error),
      );
    });
    expect(output).toBe('ok');
  });
});
