import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from '@jest/globals';
import {
  ChunkedEncodingError,
  ConnectionError,
  ReadTimeout,
  RequestException,
  Session,
  type Transport,
} from '@req/core';
import { OWNS_SOCKETS } from '@req/test-support/transports';
import { RawServer, readHead } from '@req/transport-conformance';
import { describeRow, expectVulnerable, overTransports } from '../support/describe-row.ts';
import { type Client, client } from './support/client.ts';
import { closed } from './support/closed.ts';
import { outcomeOf } from './support/outcome.ts';
import { answer, type Push, pushingServer } from './support/own-answers.ts';
import { scripted } from './support/scripted.ts';
import { withVulnerableClient } from './support/vulnerable-client.ts';

const script = scripted();
const EVIL = answer('EVIL!');

/** A response that was not requested never becomes that of the next request. */
async function expectOwnAnswer(client: Client, push: Push, waits: boolean): Promise<void> {
  const server = await pushingServer(push);
  try {
    expect((await client.get(`${server.origin}/first`)).text).toBe('/first');
    // The excess is noticed and the connection dropped. One that is kept after this time stays in the pool.
    if (waits) await Promise.race([server.dropped, sleep(10_000, undefined, { ref: false })]);
    const outcome = await outcomeOf(client.get(`${server.origin}/second`));
    if (!(outcome instanceof ConnectionError))
      expect({ ...push, waits, outcome }).toEqual({ ...push, waits, outcome: '/second' });
  } finally {
    await server.close();
  }
}

/** What arrived before the next request is noticed; what arrives after it cannot be told from its response. */
const PUSHES: readonly { readonly delay: number | null; readonly waits: boolean }[] = [
  { delay: null, waits: false },
  { delay: null, waits: true },
  { delay: 0, waits: true },
  { delay: 20, waits: true },
];

async function expectNothingQueued(client: Client): Promise<void> {
  const pushed = [EVIL, `\r\n${EVIL}`, 'HTTP/1.1 100 Continue\r\n\r\n', EVIL.slice(0, 20)];
  await Promise.all(
    pushed.flatMap((bytes) => PUSHES.map(({ delay, waits }) => expectOwnAnswer(client, { bytes, delay }, waits))),
  );
}

const runVulnerable = (): Promise<void> =>
  withVulnerableClient((vulnerable) => expectOwnAnswer(vulnerable, { bytes: EVIL, delay: null }, false));

describeRow('FR-08', () => {
  overTransports(({ transport }) => expectNothingQueued(client(transport)));
  expectVulnerable('takes whatever is on the connection for the response', runVulnerable);
});

describeRow('FR-09', () => {
  overTransports(({ transport }) => expectNothingQueued(client(transport)));
  expectVulnerable('takes whatever is on the connection for the response', runVulnerable);
});

/** The rest of an abandoned body, and what follows it, never reaches the next request. */
async function expectAbandonedBodyDropped(get: (url: string) => Promise<string>): Promise<void> {
  let sendRest = (): void => {};
  const server = await RawServer.start(async ({ socket, source }) => {
    for (let line = await readHead(source); line !== null; line = await readHead(source)) {
      if (line.includes('/second')) {
        socket.write(answer('/second'));
        continue;
      }
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf');
      sendRest = () => void (socket.writable && socket.write(`ended.${EVIL}`));
    }
  });
  try {
    await expect(get(`${server.origin}/first`)).rejects.toThrow();
    const second = get(`${server.origin}/second`);
    sendRest();
    expect(await second).toBe('/second');
    expect(await get(`${server.origin}/second`)).toBe('/second');
  } finally {
    await server.close();
  }
}

function impatientClient(transport: Transport): (url: string) => Promise<string> {
  const session = new Session({ transport, trustEnv: false, timeout: 60 });
  return async (url) => {
    const impatient = url.endsWith('/first');
    try {
      return (await session.get(url, { timeout: impatient ? 60 : 60_000 })).text;
    } catch (error) {
      expect(error).toBeInstanceOf(ReadTimeout);
      throw error;
    }
  };
}

describeRow('FR-10', () => {
  overTransports(({ transport }) => expectAbandonedBodyDropped(impatientClient(transport)));
  expectVulnerable('leaves the rest on the connection', () =>
    withVulnerableClient((vulnerable) =>
      expectAbandonedBodyDropped(async (url) => (await vulnerable.get(url, { giveUpAfter: 60 })).text),
    ),
  );
});

/** Bytes after the body on a connection that closes are dropped, and the body stays complete. */
async function expectBodyKept(client: Client): Promise<void> {
  const raw = 'HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok';
  for (const excess of ['EXCESS', EVIL, '\r\n']) {
    for (const parts of [[raw + excess], [raw, excess]]) {
      script.server.play([{ parts, gapMs: 5, close: true }]);
      const outcome = await outcomeOf(client.get(script.server.origins.A));
      if (!(outcome instanceof RequestException)) expect({ excess, outcome }).toEqual({ excess, outcome: 'ok' });
    }
  }
}

describeRow('FR-34', () => {
  overTransports(({ transport }) => expectBodyKept(client(transport)));
  expectVulnerable('reads to the end of the connection', () =>
    withVulnerableClient((vulnerable) => expectBodyKept(vulnerable), { readToEnd: true }),
  );
});

/** A reset is not an end: a body without a length that ends in one is incomplete. */
async function expectResetNoticed(client: Client, error: typeof RequestException): Promise<void> {
  for (const stream of [false, true]) {
    script.server.play([{ raw: 'HTTP/1.1 200 OK\r\n\r\nhalf', hang: 40, reset: true }]);
    expect(await outcomeOf(client.get(script.server.origins.A, { stream }))).toBeInstanceOf(error);
  }
}

describeRow('FR-35', () => {
  overTransports(({ transport }) => expectResetNoticed(client(transport), ChunkedEncodingError), OWNS_SOCKETS);
  overTransports(
    async ({ transport }) => {
      // The platform's fetch does not distinguish a reset from an end: the caller gets what arrived.
      script.server.play([{ raw: 'HTTP/1.1 200 OK\r\n\r\nhalf', hang: 40, reset: true }]);
      const outcome = await outcomeOf(client(transport).get(script.server.origins.A));
      if (!(outcome instanceof ChunkedEncodingError)) expect(outcome).toBe('half');
      await closed(script.server);
      expect(script.server.requests.every(({ connection }) => !script.server.isOpen(connection))).toBe(true);
    },
    ['built-in fetch'],
  );
  expectVulnerable('takes a reset for an end', () =>
    withVulnerableClient((vulnerable) => expectResetNoticed(vulnerable, ChunkedEncodingError)),
  );
});
