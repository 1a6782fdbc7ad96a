import type { Socket } from 'node:net';
import { afterAll, afterEach, describe, expect, test } from '@jest/globals';
import {
  AbortError,
  ContentTooLarge,
  HTTPDigestAuth,
  type PreparedRequest,
  type Response,
  retry,
  Session,
  Timeout,
} from '@req/core';
import { TRANSPORT_NAMES, TRANSPORTS } from '@req/test-support/transports';
import { RawServer, readHead } from '@req/transport-conformance';

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';
const FOUND = 'HTTP/1.1 302 Found\r\nLocation: /end\r\n';
const CHALLENGE = 'HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Digest realm="r", nonce="n", qop="auth"\r\n';
const BUSY = 'HTTP/1.1 503 Service Unavailable\r\nRetry-After: 0\r\n';
const PIECE = 'x'.repeat(65_536);

let server: RawServer | null = null;
afterEach(async () => {
  await server?.close();
  server = null;
});

/** How the body of the first response continues: as fast as it is read, a byte now and then, or not at all. */
const PACES = ['for ever', 'bit by bit', 'never'] as const;
type Manner = (typeof PACES)[number];

/** Answers the first request with `head` and an endless body, all others with 200. `gone` resolves when that connection closes. */
async function unending(
  head: string,
  manner: Manner,
): Promise<{ url: string; gone: Promise<void>; sent: () => number }> {
  let sent = 0;
  let requests = 0;
  let onClosed: () => void = () => {};
  const gone = new Promise<void>((resolve) => {
    onClosed = resolve;
  });
  const pour = (socket: Socket): void => {
    while (socket.writable) {
      sent += PIECE.length;
      if (!socket.write(PIECE)) break;
    }
  };
  server = await RawServer.start(async ({ socket, source }) => {
    for (let line = await readHead(source); line !== null; line = await readHead(source)) {
      if (requests++ > 0) {
        socket.write(OK);
        continue;
      }
      socket.on('close', onClosed);
      socket.write(`${head}Content-Length: 1000000000000\r\n\r\nx`);
      if (manner === 'for ever') {
        socket.on('drain', () => pour(socket));
        pour(socket);
      } else if (manner === 'bit by bit') {
        const clock = setInterval(() => socket.writable && socket.write('x'), 20);
        socket.on('close', () => clearInterval(clock));
      }
    }
    // The client has closed its side.
    socket.destroy();
  });
  return { url: `${server.origin}/start`, gone, sent: () => sent };
}

describe.each(TRANSPORT_NAMES)('over %s', (name) => {
  const transport = TRANSPORTS[name]();
  afterAll(() => transport.close());
  const session = (): Session => new Session({ transport, trustEnv: false });

  test.each(PACES)('a redirect whose body goes on %s is followed, and its connection closed', async (manner) => {
    for (const options of manner === 'for ever' ? [{}, { stream: true }] : [{}]) {
      const { url, gone, sent } = await unending(FOUND, manner);
      const response = await session().get(url, options);
      expect((await response.read()).toString()).toBe('ok');
      await gone;
      // The limit, plus what the system has buffered.
      expect(sent()).toBeLessThan(64 * 1_048_576);
      const [first] = response.history as [Response];
      expect(first.statusCode).toBe(302);
      expect(() => first.content).toThrow(ContentTooLarge);
      await server?.close();
    }
  });

  test('so it is when a hook sees the redirect', async () => {
    const { url, gone } = await unending(FOUND, 'for ever');
    const seen: number[] = [];
    const hooks = { response: (response: Response) => void seen.push(response.statusCode) };
    expect((await session().get(url, { hooks })).text).toBe('ok');
    expect(seen).toEqual([302, 200]);
    await gone;
  });

  test('the body of a challenge that Digest answers is not read to its end', async () => {
    const { url, gone } = await unending(CHALLENGE, 'for ever');
    const response = await session().get(url, { auth: new HTTPDigestAuth('u', 'p') });
    expect([response.text, response.history.map(({ statusCode }) => statusCode)]).toEqual(['ok', [401]]);
    await gone;
  });

  test('nor that of a response that an auth flow answers', async () => {
    const { url, gone } = await unending('HTTP/1.1 403 Forbidden\r\n', 'for ever');
    const auth = {
      async *authFlow(request: PreparedRequest): AsyncGenerator<PreparedRequest, void, Response> {
        yield request;
        yield request;
      },
    };
    expect((await session().get(url, { auth })).text).toBe('ok');
    await gone;
  });

  test('nor that of a response that is retried', async () => {
    const { url, gone } = await unending(BUSY, 'for ever');
    const again = new Session({ transport: retry(transport, { total: 2, statusForcelist: [503] }), trustEnv: false });
    expect((await again.get(url)).text).toBe('ok');
    await gone;
  });

  test('closing an unread response closes its connection', async () => {
    const { url, gone } = await unending('HTTP/1.1 200 OK\r\n', 'for ever');
    const response = await session().get(url, { stream: true });
    await response.close();
    await gone;
  });

  test('maxBodySize, timeout.total and a signal end it sooner', async () => {
    const first = await unending(FOUND, 'for ever');
    const limited = new Session({ transport, trustEnv: false, maxBodySize: 1000 });
    await expect(limited.get(first.url)).rejects.toThrow(ContentTooLarge);
    await first.gone;
    await server?.close();
    const second = await unending(FOUND, 'never');
    await expect(session().get(second.url, { timeout: { total: 200 } })).rejects.toThrow(Timeout);
    await second.gone;
    await server?.close();
    const third = await unending(FOUND, 'never');
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 200);
    await expect(session().get(third.url, { signal: controller.signal })).rejects.toThrow(AbortError);
    await third.gone;
  });

  test('a short body of a redirect or a challenge is in the history, and its connection is reused', async () => {
    for (const [head, auth] of [
      [FOUND, null],
      [CHALLENGE, new HTTPDigestAuth('u', 'p')],
    ] as const) {
      let requests = 0;
      server = await RawServer.start(async ({ socket, source }) => {
        while ((await readHead(source)) !== null)
          socket.write(requests++ === 0 ? `${head}Content-Length: 5\r\n\r\nmoved` : OK);
      });
      const response = await session().get(server.url, auth === null ? {} : { auth });
      expect([response.text, response.history.map(({ text }) => text)]).toEqual(['ok', ['moved']]);
      if (name !== 'built-in fetch') expect(server.accepted).toBe(1);
      await server.close();
    }
  });

  test('a long final response is read to its end, also with authentication', async () => {
    const length = 3 * 1_048_576;
    server = await RawServer.start(async ({ socket, source }) => {
      while ((await readHead(source)) !== null) {
        socket.write(`HTTP/1.1 404 Not Found\r\nContent-Length: ${length}\r\n\r\n${'x'.repeat(length)}`);
      }
    });
    const lengths: number[] = [];
    const hooks = { response: (response: Response) => void lengths.push(response.content.byteLength) };
    const auth = new HTTPDigestAuth('u', 'p');
    for (const options of [{}, { auth }, { auth, hooks }]) {
      expect((await session().get(server.url, options)).content.byteLength).toBe(length);
    }
    expect(lengths).toEqual([length]);
  });
});
