import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import tls from 'node:tls';
import { afterAll, beforeAll, expect } from '@jest/globals';
import { RequestException, Session, SSLError, type Transport } from '@req/core';
import { testCertificates } from '@req/test-support/test-certificates';
import { OWNS_SOCKETS } from '@req/test-support/transports';
import { RawServer, readHead } from '@req/transport-conformance';
import { Agent, interceptors, request as undiciRequest } from 'undici';
import { answer } from '../framing/support/own-answers.ts';
import { scripted } from '../framing/support/scripted.ts';
import { describeRow, expectVulnerable, overTransports } from '../support/describe-row.ts';

const script = scripted();
const sessionOver = (transport: Transport): Session => new Session({ transport, trustEnv: false, timeout: 60_000 });

/** Each response uses memory for what was received, and no more; responses share none. */
async function expectApart(get: (url: string) => Promise<Uint8Array>): Promise<void> {
  const server = await RawServer.start(async ({ socket, source }) => {
    for (let line = await readHead(source); line !== null; line = await readHead(source)) {
      socket.write(answer((line.split(' ')[1] ?? '').repeat(30)));
    }
  });
  try {
    const paths = Array.from({ length: 12 }, (_, index) => `/${index}`);
    const bodies = await Promise.all(paths.map((path) => get(server.origin + path)));
    for (const path of paths) bodies.push(await get(server.origin + path));
    bodies.forEach((body, index) => {
      expect(Buffer.from(body).toString('latin1')).toBe(`/${index % paths.length}`.repeat(30));
      body.fill(0x21);
      expect(body.every((byte) => byte === 0x21)).toBe(true);
    });
  } finally {
    await server.close();
  }
}

describeRow('DS-15', () => {
  overTransports(async ({ transport }) => {
    const session = sessionOver(transport);
    await expectApart(async (url) => (await session.get(url)).content);
    await expectApart(async (url) => (await session.get(url, { stream: true })).read());
  });
  expectVulnerable('reads all responses into one buffer', () => {
    const shared = Buffer.alloc(1_000);
    return expectApart(async (url) => {
      const bytes = Buffer.from(await (await fetch(url)).arrayBuffer());
      bytes.copy(shared);
      return shared.subarray(0, bytes.length);
    });
  });
});

/** Identical requests are not merged: each is sent, and each has its own response. */
async function expectEachSent(get: (url: string) => Promise<string>): Promise<void> {
  const cacheable = (text: string): string =>
    `HTTP/1.1 200 OK\r\nCache-Control: max-age=1000\r\nETag: "1"\r\nContent-Length: 1\r\n\r\n${text}`;
  script.server.play(['1', '2', '3', '4', '5'].map((text) => ({ raw: cacheable(text), delayMs: 20 })));
  const url = script.server.origins.A;
  const texts = await Promise.all([get(url), get(url), get(url), get(url)]);
  texts.push(await get(url));
  expect(texts.sort()).toEqual(['1', '2', '3', '4', '5']);
  expect(script.server.requests).toHaveLength(5);
}

describeRow('DS-17', () => {
  overTransports(({ transport }) => {
    const session = sessionOver(transport);
    return expectEachSent(async (url) => (await session.get(url)).text);
  });
  expectVulnerable('answers them from one', async () => {
    const agent = new Agent();
    const dispatcher = agent.compose(interceptors.cache());
    try {
      await expectEachSent(async (url) => (await undiciRequest(url, { dispatcher })).body.text());
    } finally {
      await agent.close();
    }
  });
});

const AT_ONCE = 40;

/** When a server goes away, each of its exchanges fails with its own error, and nothing else does. */
async function expectErrorsOnly(get: (url: string, stream: boolean) => Promise<unknown>): Promise<void> {
  let arrived = 0;
  let dropAll = (): void => {};
  const full = new Promise<void>((resolve) => {
    dropAll = resolve;
  });
  const server = await RawServer.start(async ({ socket, source }) => {
    await readHead(source);
    if (arrived % 2 === 0) socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf');
    if (++arrived === AT_ONCE) setImmediate(dropAll);
    await full;
    if (arrived % 3 === 0) socket.destroy();
    else socket.resetAndDestroy();
  });
  const unhandled: unknown[] = [];
  const onUnhandled = (error: unknown): void => void unhandled.push(error);
  process.on('unhandledRejection', onUnhandled);
  try {
    const calls = Array.from({ length: AT_ONCE }, (_, index) => get(server.url, index % 4 < 2));
    const outcomes = await Promise.allSettled(calls);
    for (const outcome of outcomes) expect(outcome).toMatchObject({ status: 'rejected' });
    for (const { reason } of outcomes as PromiseRejectedResult[]) expect(reason).toBeInstanceOf(RequestException);
    // Node reports a rejection that nobody handles before the next turn of the event loop.
    await new Promise((resolve) => setImmediate(resolve));
    expect(unhandled).toEqual([]);
  } finally {
    process.off('unhandledRejection', onUnhandled);
    await server.close();
  }
}

describeRow('DS-19', () => {
  overTransports(async ({ transport }) => {
    const session = sessionOver(transport);
    await expectErrorsOnly(async (url, stream) => (await session.get(url, { stream })).read());
    script.server.play([]);
    expect((await session.get(script.server.origins.A)).statusCode).toBe(200);
  });
  expectVulnerable('shows it in its own errors', () =>
    expectErrorsOnly(async (url) => (await fetch(url)).arrayBuffer()),
  );
});

let alpnServer: tls.Server;
const offered: string[][] = [];

beforeAll(async () => {
  const { selfSigned } = await testCertificates();
  const ALPNCallback = ({ protocols }: { readonly protocols: string[] }): string => {
    offered.push(protocols);
    return 'http/1.1';
  };
  alpnServer = tls.createServer({ ...selfSigned, ALPNCallback }, (socket) => {
    socket.on('error', () => {}).once('data', () => socket.end(answer('ok')));
  });
  alpnServer.on('tlsClientError', () => {});
  await once(alpnServer.listen(0, '127.0.0.1'), 'listening');
});
afterAll(() => void alpnServer.close());

const alpnUrl = (): string => `https://127.0.0.1:${(alpnServer.address() as AddressInfo).port}/`;

/** The ALPN protocols that were offered while `send` ran. */
async function offeredBy(send: () => Promise<unknown>): Promise<string[]> {
  offered.length = 0;
  await send();
  return offered.flat();
}

describeRow('DS-20', () => {
  overTransports(async ({ transport }) => {
    const session = sessionOver(transport);
    const protocols = await offeredBy(async () => {
      expect((await session.get(alpnUrl(), { verify: false })).httpVersion).toBe('1.1');
    });
    expect(protocols.filter((name) => name !== 'http/1.1')).toEqual([]);
  }, OWNS_SOCKETS);
  overTransports(
    async ({ transport }) => {
      // The platform decides; the transport adds nothing.
      const own = await offeredBy(() => expect(globalThis.fetch(alpnUrl())).rejects.toThrow());
      const protocols = await offeredBy(() => expect(sessionOver(transport).get(alpnUrl())).rejects.toThrow(SSLError));
      expect(protocols).toEqual(own);
      expect(transport.capabilities.has('http2')).toBe(false);
    },
    ['built-in fetch'],
  );
  expectVulnerable('offers HTTP/2', async () => {
    const dispatcher = new Agent({ allowH2: true, connect: { rejectUnauthorized: false } });
    const protocols = await offeredBy(() => undiciRequest(alpnUrl(), { dispatcher }));
    await dispatcher.destroy();
    expect(protocols.filter((name) => name !== 'http/1.1')).toEqual([]);
  });
});
