import { hasSubscribers } from 'node:diagnostics_channel';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { ConnectTimeout, ReadTimeout, Session, UnsupportedByTransport } from '@req/core';
import { type FullBacklog, fullBacklog, readBody, ScriptServer, transportRequest } from '@req/transport-conformance';
import { FetchTransport } from '../src/index.ts';

let server: ScriptServer;
let backlog: FullBacklog;

beforeEach(async () => {
  server = await ScriptServer.start();
  backlog = await fullBacklog();
});

afterEach(async () => {
  await server.close();
  await backlog.close();
});

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';
const listened = (): boolean => hasSubscribers('undici:request:create') || hasSubscribers('undici:client:sendHeaders');

describe("the connect timeout over Node's own fetch", () => {
  const transport = new FetchTransport(globalThis.fetch);
  const send = (url: string, timeout: object) => transport.send(transportRequest({ url, timeout }));

  test.each([{ connect: 150 }, { connect: 150, read: 5000 }, { connect: 150, read: 20 }])(
    'limits connecting, and is independent of the read timeout: %j',
    async (timeout) => {
      const started = performance.now();
      await expect(send(backlog.url, timeout)).rejects.toBeInstanceOf(ConnectTimeout);
      expect(performance.now() - started).toBeGreaterThanOrEqual(150);
    },
  );

  test('ends when connected, for each of several concurrent calls, also on reused connections', async () => {
    for (let round = 0; round < 2; round++) {
      server.play(Array.from({ length: 5 }, () => ({ raw: OK, delayMs: 400 })));
      const answers = Array.from({ length: 5 }, () => send(`${server.origins.A}/`, { connect: 150 }));
      const lost = send(backlog.url, { connect: 150 });
      await expect(lost).rejects.toBeInstanceOf(ConnectTimeout);
      for (const answer of answers) expect((await readBody(await answer)).toString()).toBe('ok');
    }
  });

  test('is followed by the read timeout, which starts when the request is sent', async () => {
    server.play([{ raw: OK, delayMs: 5000 }]);
    const sent = send(`${server.origins.A}/`, { connect: 4000, read: 150 });
    const error = await sent.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ReadTimeout);
    expect(error).not.toBeInstanceOf(ConnectTimeout);
  });

  test('works in a session as well, and nothing is subscribed to once all calls have ended', async () => {
    const session = new Session({ transport, timeout: [1000, null] });
    expect((await session.get(`${server.origins.A}/`)).statusCode).toBe(200);
    await expect(send(backlog.url, { connect: 50 })).rejects.toBeInstanceOf(ConnectTimeout);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(listened()).toBe(false);
  });

  test('is refused over a wrapper function, which reports nothing', async () => {
    const around = new FetchTransport((url, init) => globalThis.fetch(url, init));
    const sent = around.send(transportRequest({ url: `${server.origins.A}/`, timeout: { connect: 1000 } }));
    await expect(sent).rejects.toBeInstanceOf(UnsupportedByTransport);
    expect(server.requests).toEqual([]);
  });
});
