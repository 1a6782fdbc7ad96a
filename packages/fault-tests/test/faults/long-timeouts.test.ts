import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { Session, type Transport } from '@req/core';
import { AxiosTransport } from '@req/transport-axios';
import { RawServer, readHead, transportRequest } from '@req/transport-conformance';
import { FetchTransport } from '@req/transport-fetch';
import { HttpTransport } from '@req/transport-http';
import { UndiciTransport } from '@req/transport-undici';
import axios from 'axios';
import nodeFetch from 'node-fetch';

const MONTHS = 2 ** 33;

type Options = { readonly keepAliveTimeout?: number };
const TRANSPORTS: readonly (readonly [string, (options?: Options) => Transport])[] = [
  ['undici', (options) => new UndiciTransport(options)],
  ['http', (options) => new HttpTransport(options)],
  ['axios', (options) => new AxiosTransport(options)],
  ['an axios instance', (options) => new AxiosTransport({ ...options, instance: axios.create() })],
  ['node-fetch', (options) => new FetchTransport({ ...options, fetch: nodeFetch })],
  ['built-in fetch', () => new FetchTransport(globalThis.fetch)],
];

let server: RawServer;
let connections = 0;
/** Delays that `setTimeout` would turn into 1 ms. */
const overflowingDelays = (): unknown[] =>
  timers.mock.calls.map(([, delay]) => delay).filter((delay) => Number(delay) >= 2 ** 31);
let timers: jest.Spied<typeof setTimeout>;

beforeAll(async () => {
  timers = jest.spyOn(globalThis, 'setTimeout');
  server = await RawServer.start(async ({ socket, source }) => {
    connections++;
    while ((await readHead(source)) !== null) {
      // Late enough that a timer which overflowed has fired before.
      setTimeout(() => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n'), 15);
      setTimeout(() => socket.write('late'), 30);
    }
  });
});
afterAll(async () => {
  timers.mockRestore();
  await server.close();
});
afterEach(() => expect(overflowingDelays()).toEqual([]));

describe.each(TRANSPORTS)('%s', (name, create) => {
  test.each([2 ** 31 - 1, 2 ** 31, 2 ** 32, MONTHS, 1e300])('respects timeouts of %d ms', async (time) => {
    await using session = new Session({ transport: create(), trustEnv: false });
    const timeout = { connect: time, read: time, total: time };
    const streamed = await session.get(server.url, { timeout, stream: true });
    expect(Buffer.from(await streamed.read()).toString()).toBe('late');
    const response = await session.get(server.url, { timeout: time });
    expect(response.text).toBe('late');
  });

  test.each([2 ** 31, MONTHS])('respects timeouts of %d ms given to the transport directly', async (time) => {
    const transport = create();
    const timeout = { connect: time, read: time };
    expect((await transport.send(transportRequest({ url: server.url, timeout }))).status).toBe(200);
    await transport.close();
  });

  if (name === 'built-in fetch') return;

  test('keeps idle connections for longer than a timer can last', async () => {
    connections = 0;
    await using session = new Session({ transport: create({ keepAliveTimeout: MONTHS }), trustEnv: false });
    for (let i = 0; i < 2; i++) {
      await session.get(server.url);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    expect(connections).toBe(1);
  });
});
