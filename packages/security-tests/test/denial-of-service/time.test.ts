import { setTimeout as sleep } from 'node:timers/promises';
import { expect, jest } from '@jest/globals';
import {
  ConnectionError,
  ConnectTimeout,
  FunctionTransport,
  type RequestException,
  retry,
  Session,
  Timeout,
  type Transport,
  UnsupportedByTransport,
} from '@req/core';
import { OWNS_SOCKETS } from '@req/test-support/transports';
import { RawServer, readHead } from '@req/transport-conformance';
import { outcomeOf } from '../framing/support/outcome.ts';
import { scripted } from '../framing/support/scripted.ts';
import { withVulnerableClient } from '../framing/support/vulnerable-client.ts';
import { describeRow, expectVulnerable, overTransports } from '../support/describe-row.ts';

const script = scripted();
const SIX_HOURS = 21_600_000;

/** Milliseconds that a retry waits because of this header, with the default policy. */
async function waitFor(retryAfter: string, retryAfterMax?: number): Promise<number> {
  const answers = [{ status: 503, headers: { 'retry-after': retryAfter } }, { status: 200 }];
  const inner = new FunctionTransport(() => answers.shift() ?? { status: 500 });
  const waits: number[] = [];
  const timers = jest.spyOn(globalThis, 'setTimeout').mockImplementation(((run: () => void, ms: number) => {
    waits.push(ms);
    queueMicrotask(run);
  }) as never);
  try {
    const policy = retryAfterMax === undefined ? {} : { retryAfterMax };
    const session = new Session({ transport: retry(inner, { total: 3, ...policy }), trustEnv: false });
    expect((await session.get('http://a.test/')).statusCode).toBe(200);
  } finally {
    timers.mockRestore();
  }
  return waits.reduce((sum, ms) => sum + ms, 0);
}

/** A server can make a retry wait no longer than the cap; 0 and a date in the past mean no wait. */
async function expectCapped(wait: (value: string) => Promise<number>): Promise<void> {
  for (const value of ['999999999999', '9'.repeat(400), 'Fri, 31 Dec 9999 23:59:59 GMT', '21601']) {
    const waited = await wait(value);
    expect({ value, waited, capped: waited <= SIX_HOURS }).toEqual({ value, waited, capped: true });
    expect(waited).toBeGreaterThan(SIX_HOURS - 5_000);
  }
  for (const value of ['0', 'Fri, 31 Dec 1999 23:59:59 GMT']) expect(await wait(value)).toBe(0);
  expect(await wait('7')).toBe(7_000);
}

describeRow('DS-21', () => {
  overTransports(async () => {
    await expectCapped(waitFor);
    expect(await waitFor('100', 50)).toBe(50);
  }, ['undici']);
  expectVulnerable('waits as long as the server says', () =>
    expectCapped(async (value) => {
      const seconds = Number(value);
      return Number.isNaN(seconds) ? Date.parse(value) - Date.now() : seconds * 1_000;
    }),
  );
});

/** Sends byte by byte, always within the read timeout. */
async function dripping(text: string): Promise<RawServer> {
  return RawServer.start(async ({ socket, source }) => {
    await readHead(source);
    socket.write(text);
    while (socket.writable) {
      socket.write('a');
      await sleep(30);
    }
  });
}

/** The whole call ends in time, however regularly bytes arrive. */
async function expectDeadlineKept(get: (url: string) => Promise<unknown>): Promise<void> {
  const drips = [
    'HTTP/1.1 200 OK\r\nX-A: ',
    'HTTP/1.1 200 OK\r\n\r\n',
    'HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n',
  ];
  await Promise.all(
    drips.map(async (text) => {
      const server = await dripping(text);
      try {
        await expect(get(server.url)).rejects.toThrow(Timeout);
      } finally {
        await server.close();
      }
    }),
  );
}

describeRow('DS-22', () => {
  overTransports(async ({ transport }) => {
    const session = new Session({ transport, trustEnv: false, timeout: { read: 2_000, total: 300 } });
    await expectDeadlineKept((url) => session.get(url));
    await expectDeadlineKept(async (url) => (await session.get(url, { stream: true })).read());
  });
  expectVulnerable('restarts its timeout at each byte', () =>
    withVulnerableClient((vulnerable) => expectDeadlineKept((url) => vulnerable.get(url, { giveUpAfter: 800 }))),
  );
});

/** A proxy that stops responding ends the request in time: nothing hangs. */
async function expectProxyTimeout(transport: Transport): Promise<void> {
  const lives: readonly {
    readonly play: (socket: import('node:net').Socket) => void;
    readonly error: typeof RequestException;
  }[] = [
    { play: () => {}, error: ConnectTimeout },
    { play: (socket) => socket.end(), error: ConnectionError },
    { play: (socket) => socket.destroy(), error: ConnectionError },
    { play: (socket) => socket.resetAndDestroy(), error: ConnectionError },
    { play: (socket) => socket.write('HTTP/1.1 200'), error: ConnectTimeout },
  ];
  for (const { play, error } of lives) {
    const proxy = await RawServer.start(async ({ socket, source }) => {
      await readHead(source);
      play(socket);
    });
    const session = new Session({ transport, trustEnv: false, timeout: { connect: 300, read: 300 } });
    try {
      const proxies = { https: proxy.origin };
      await expect(session.get('https://a.test/', { proxies })).rejects.toThrow(error);
    } finally {
      await proxy.close();
    }
  }
}

describeRow('DS-23', () => {
  overTransports(({ transport }) => expectProxyTimeout(transport), OWNS_SOCKETS);
  overTransports(
    async ({ transport }) => {
      const session = new Session({ transport, trustEnv: false });
      const sent = session.get('https://a.test/', { proxies: { https: script.server.origins.A } });
      await expect(sent).rejects.toThrow(UnsupportedByTransport);
    },
    ['built-in fetch'],
  );
});

/** A switch of protocols that was not requested is an error, in time. */
async function expectSwitchRefused(
  get: (url: string) => Promise<{ readonly text: string }>,
  errors: readonly string[] = ['CONNECTION_ERROR'],
): Promise<void> {
  for (const headers of ['', 'Upgrade: h2c\r\nConnection: Upgrade\r\n', 'Upgrade: websocket\r\n']) {
    script.server.play([{ raw: `HTTP/1.1 101 Switching Protocols\r\n${headers}\r\n` }]);
    const outcome = await outcomeOf(get(script.server.origins.A));
    expect({ headers, code: (outcome as RequestException).code }).toEqual({
      headers,
      code: expect.stringMatching(errors.join('|')),
    });
  }
}

describeRow('DS-24', () => {
  overTransports(({ name, transport }) => {
    const patience = name === 'built-in fetch' ? 400 : 6_000;
    const session = new Session({ transport, trustEnv: false, timeout: { total: patience } });
    // A 101 without `Upgrade` is neither refused nor returned by the platform's fetch: the timeout ends it.
    const errors = name === 'built-in fetch' ? ['CONNECTION_ERROR', 'TIMEOUT'] : ['CONNECTION_ERROR'];
    return expectSwitchRefused((url) => session.get(url), errors);
  });
  expectVulnerable('waits for what comes after it', () =>
    withVulnerableClient((vulnerable) => expectSwitchRefused((url) => vulnerable.get(url, { giveUpAfter: 300 }))),
  );
});
