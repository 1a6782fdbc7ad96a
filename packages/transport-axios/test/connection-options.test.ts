import http from 'node:http';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { ConnectionError, type Transport } from '@req/core';
import { readBody, transportRequest } from '@req/transport-conformance';
import { FetchTransport } from '@req/transport-fetch';
import axios from 'axios';
import nodeFetch from 'node-fetch';
import { AxiosTransport, type AxiosTransportOptions } from '../src/index.ts';

const closing: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** A server that responds with URL and Host after `delay` milliseconds, and records its connections. */
async function serve(where: { readonly path?: string; readonly delay?: number } = {}) {
  const sockets: Socket[] = [];
  const server = http.createServer((request, response) => {
    setTimeout(() => response.end(`${request.url} ${request.headers.host}`), where.delay ?? 0);
  });
  server.keepAliveTimeout = 60_000;
  server.on('connection', (socket) => sockets.push(socket));
  await new Promise<void>((resolve) => {
    if (where.path === undefined) server.listen(0, '127.0.0.1', resolve);
    else server.listen(where.path, resolve);
  });
  closing.push(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  const address = server.address();
  return { sockets, port: typeof address === 'object' && address !== null ? address.port : 0 };
}

const textOf = async (transport: Transport, url: string): Promise<string> =>
  (await readBody(await transport.send(transportRequest({ url })))).toString();

describe.each([
  { client: 'axios', make: (options: AxiosTransportOptions): Transport => new AxiosTransport(options) },
  {
    client: 'axios with an instance',
    make: (options: AxiosTransportOptions): Transport => new AxiosTransport({ instance: axios.create(), ...options }),
  },
  {
    client: 'node-fetch',
    make: (options: AxiosTransportOptions): Transport => new FetchTransport({ ...options, fetch: nodeFetch }),
  },
])('the connections of $client', ({ make }) => {
  const opened = (options: AxiosTransportOptions): Transport => {
    const transport = make(options);
    closing.push(() => transport.close());
    return transport;
  };

  test('are at most `connections` per origin; further requests wait', async () => {
    const server = await serve({ delay: 10 });
    const transport = opened({ connections: 2 });
    const url = `http://127.0.0.1:${server.port}/`;
    const answers = await Promise.all(Array.from({ length: 10 }, (_, i) => textOf(transport, `${url}${i}`)));
    expect(answers).toEqual(Array.from({ length: 10 }, (_, i) => `/${i} 127.0.0.1:${server.port}`));
    expect(server.sockets.length).toBe(2);
  });

  test('are as many as there are requests with `connections: null`', async () => {
    const server = await serve({ delay: 200 });
    const transport = opened({ connections: null });
    await Promise.all(Array.from({ length: 5 }, () => textOf(transport, `http://127.0.0.1:${server.port}/`)));
    expect(server.sockets.length).toBe(5);
  });

  test('are closed after `keepAliveTimeout`, not before', async () => {
    const server = await serve();
    const transport = opened({ keepAliveTimeout: 400 });
    await textOf(transport, `http://127.0.0.1:${server.port}/`);
    const socket = server.sockets[0] as Socket;
    const started = performance.now();
    await new Promise((resolve) => socket.once('close', resolve));
    expect(performance.now() - started).toBeGreaterThan(300);
  });

  test('go to a Unix domain socket with `socketPath`, whatever the host of the URL', async () => {
    const path = join(tmpdir(), `req-node-connect-${process.pid}.sock`);
    await serve({ path });
    const transport = opened({ socketPath: path });
    expect(await textOf(transport, 'http://example.test:81/x')).toBe('/x example.test:81');
    expect(transport.capabilities.has('unix-socket')).toBe(true);
  });

  test('to a missing socket fail with ConnectionError', async () => {
    const transport = opened({ socketPath: join(tmpdir(), 'req-nobody-listens.sock') });
    await expect(textOf(transport, 'http://example.test/')).rejects.toBeInstanceOf(ConnectionError);
  });

  test('use the addresses of `lookup`', async () => {
    const server = await serve();
    const asked: string[] = [];
    const transport = opened({
      lookup: (host, options, callback) => {
        asked.push(host);
        if (options.all) callback(null, [{ address: '127.0.0.1', family: 4 }]);
        else callback(null, '127.0.0.1', 4);
      },
    });
    const url = `http://name.test:${server.port}/`;
    expect(await textOf(transport, url)).toBe(`/ name.test:${server.port}`);
    expect(asked).toEqual(['name.test']);
  });

  test.each([
    { connections: 0 },
    { connections: 1.5 },
    { connections: '2' },
    { keepAliveTimeout: 0 },
    { keepAliveTimeout: Number.POSITIVE_INFINITY },
  ])('with wrong values are a TypeError: %j', (options) => {
    expect(() => make(options as unknown as AxiosTransportOptions)).toThrow(TypeError);
  });
});

describe('an instance that makes its own connections', () => {
  const own: [string, AxiosTransportOptions][] = [
    ['agents', { instance: axios.create({ httpAgent: new http.Agent() }) }],
    ['an adapter', { instance: axios.create({ adapter: () => Promise.reject(new Error('none')) }) }],
  ];

  test.each(own)('with %s accepts no connection option: TypeError', (_what, options) => {
    for (const more of [{ connections: 2 }, { keepAliveTimeout: 1 }, { socketPath: '/x' }, { lookup: () => {} }]) {
      const name = Object.keys(more)[0] as string;
      expect(() => new AxiosTransport({ ...options, ...more })).toThrow(`${name} would have no effect`);
    }
    expect(new AxiosTransport({ ...options, connections: null }).name).toBe('axios');
  });
});

describe('an unknown option, or a wrong value, is a TypeError', () => {
  test.each<[unknown, RegExp]>([
    [{ instances: axios }, /AxiosTransport has no option 'instances': did you mean 'instance'\?/],
    [{ axios }, /did you mean 'instance'\?/],
    [{ maxSockets: 1 }, /did you mean 'connections'\?/],
    [{ baseURL: 'http://a.test/' }, /it is an option of the session/],
    [{ httpsAgent: {} }, /an instance of yours/],
    [{ instance: {} }, /as axios.create\(\) makes it/],
    [{ instance: 'axios' }, /as axios.create\(\) makes it/],
    [() => {}, /as axios.create\(\) makes it/],
    [new axios.Axios(), /new AxiosTransport\(\{ instance \}\)/],
    ['axios', /options as an object/],
    [new Map(), /options as an object/],
  ])('of AxiosTransport: %p', (options, message) => {
    expect(() => new AxiosTransport(options as AxiosTransportOptions)).toThrow(TypeError);
    expect(() => new AxiosTransport(options as AxiosTransportOptions)).toThrow(message);
  });

  test.each<[unknown, RegExp]>([
    [{ fecth: globalThis.fetch }, /FetchTransport has no option 'fecth': did you mean 'fetch'\?/],
    [{ connection: 1 }, /did you mean 'connections'\?/],
    [{ dispatcher: {} }, /wrap fetch to pass it on/],
    [{ timeout: 5 }, /it is an option of the session or request/],
    [{ fetch: 'x' }, /fetch must be a function/],
    [{ credentials: 'all' }, /credentials must be/],
    [{ socketPath: 5 }, /socketPath/],
    ['fetch', /options as an object/],
    [Promise.resolve({}), /options as an object/],
  ])('of FetchTransport: %p', (options, message) => {
    expect(() => new FetchTransport(options as never)).toThrow(TypeError);
    expect(() => new FetchTransport(options as never)).toThrow(message);
  });
});
