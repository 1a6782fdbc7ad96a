import http from 'node:http';
import { expect } from '@jest/globals';
import { retry, Session, type Transport, UnsupportedByTransport } from '@req/core';
import { OWNS_SOCKETS } from '@req/test-support/transports';
import type { RecordedRequest } from '@req/transport-conformance';
import { Agent, RetryAgent, request as undiciRequest } from 'undici';
import { describeRow, expectVulnerable, overTransports } from '../support/describe-row.ts';
import { scripted } from './support/scripted.ts';

const script = scripted();

const framing = ({ headers }: RecordedRequest): string[] =>
  headers
    .filter(([name]) => /^(?:content-length|transfer-encoding|content-type)$/i.test(name))
    .map(([name, value]) => `${name}: ${value}`.toLowerCase())
    .sort();

async function* pieces(): AsyncGenerator<Uint8Array> {
  yield Buffer.from('streamed ');
  yield Buffer.from('and long');
}

type Send = (method: string, body: string | AsyncIterable<Uint8Array> | null) => Promise<unknown>;

/** Each request has its own body and framing. */
async function expectOwnBodies(send: Send): Promise<void> {
  script.server.play([]);
  await send('PUT', pieces());
  await send('POST', 'ab');
  await send('POST', null);
  await send('PUT', 'a longer body');
  await send('GET', null);
  await script.server.settled();
  expect(script.server.requests.map((request) => [request.body.toString('latin1'), framing(request)])).toEqual([
    ['streamed and long', ['transfer-encoding: chunked']],
    ['ab', ['content-length: 2']],
    ['', ['content-length: 0']],
    ['a longer body', ['content-length: 13']],
    ['', []],
  ]);
}

describeRow('FR-30', () => {
  overTransports(({ transport }) => {
    const session = new Session({ transport, trustEnv: false });
    return expectOwnBodies((method, data) => session.request(method, script.server.origins.A, { data }));
  });
  expectVulnerable('keeps the settings of the handle', () => {
    const handle: Record<string, string> = {};
    return expectOwnBodies(async (method, body) => {
      if (typeof body === 'string') handle['Content-Length'] = String(body.length);
      const text = typeof body === 'string' ? body : body === null ? '' : 'streamed and long';
      await new Promise((resolve, reject) => {
        const request = http.request(script.server.origins.A, { method, headers: handle, timeout: 500 }, resolve);
        request.on('error', reject).on('timeout', () => request.destroy());
        request.end(text);
      });
    });
  });
});

const STRANGE = { __proto__: null, constructor: 'a', hasownproperty: 'b', tostring: 'c', valueof: 'd' };

/** Headers named like properties of every object are ordinary headers. */
async function expectStrangeNames(get: (url: string) => Promise<(name: string) => string | null>): Promise<void> {
  const names = { ...STRANGE, ['__proto__']: 'polluted' };
  const lines = Object.entries(names).map(([name, value]) => `${name}: ${value}\r\n`);
  script.server.play([{ raw: `HTTP/1.1 200 OK\r\n${lines.join('')}__proto__: twice\r\nContent-Length: 0\r\n\r\n` }]);
  const header = await get(script.server.origins.A);
  for (const [name, value] of Object.entries(STRANGE)) expect({ name, value: header(name) }).toEqual({ name, value });
  expect(header('__proto__')).toBe('polluted, twice');
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  expect(header('isprototypeof')).toBeNull();
}

describeRow('FR-31', () => {
  overTransports(({ transport }) => {
    const session = new Session({ transport, trustEnv: false });
    return expectStrangeNames(async (url) => {
      const { headers } = await session.get(url);
      return (name) => headers.get(name);
    });
  });
  expectVulnerable('reads them from an object', () =>
    expectStrangeNames(
      (url) =>
        new Promise((resolve, reject) => {
          const request = http.get(url, ({ headers }) => {
            resolve((name) => (headers[name] as string | undefined) ?? null);
          });
          request.on('error', reject);
        }),
    ),
  );
});

/** Two spellings of one header name make one line. */
async function expectOneHost(send: (url: string) => Promise<unknown>): Promise<void> {
  script.server.play([]);
  await send(script.server.origins.A);
  await script.server.settled();
  const sent = script.server.requests[0]?.headers.map(([name]) => name.toLowerCase()) ?? [];
  expect(sent.filter((name) => name === 'host')).toHaveLength(1);
  expect(sent.filter((name) => name === 'content-length')).toHaveLength(1);
}

const post = (transport: Transport, headers: [string, string][], proxy?: string): Promise<unknown> => {
  const proxies = proxy === undefined ? null : { http: proxy };
  const session = new Session({ transport, trustEnv: false, proxies });
  return session.post(script.server.origins.A, { data: 'ok', headers });
};

const TWICE: [string, string][] = [
  ['Host', 'a.test'],
  ['host', 'a.test'],
  ['content-length', '2'],
  ['Content-Length', '2'],
];

describeRow('FR-32', () => {
  overTransports(async ({ transport }) => {
    await expectOneHost(() => post(transport, TWICE));
    await expectOneHost(() => post(transport, []));
    await expectOneHost(() => post(transport, TWICE, script.server.origins.B));
    await expectOneHost(() => post(transport, [], script.server.origins.B));
  }, OWNS_SOCKETS);
  overTransports(
    async ({ transport }) => {
      await expect(post(transport, TWICE)).rejects.toThrow(UnsupportedByTransport);
      await expectOneHost(() => post(transport, []));
    },
    ['built-in fetch'],
  );
  expectVulnerable('adds its own to the given ones', () =>
    expectOneHost(
      (url) =>
        new Promise((resolve, reject) => {
          const headers = ['Host', 'a.test', 'host', 'a.test', 'Content-Length', '2'];
          http.request(url, { method: 'POST', headers }, resolve).on('error', reject).end('ok');
        }),
    ),
  );
});

/** A body that broke off is an error: the client never requests the rest and joins two responses. */
async function expectNotResumed(read: (url: string) => Promise<unknown>): Promise<void> {
  const first = 'HTTP/1.1 200 OK\r\nETag: "a"\r\nAccept-Ranges: bytes\r\nContent-Length: 10\r\n\r\nhalf';
  const rest =
    'HTTP/1.1 206 Partial Content\r\nETag: "a"\r\nContent-Range: bytes 4-9/10\r\nContent-Length: 6\r\n\r\n-EVIL-';
  script.server.play([{ raw: first, hang: 20, close: true }, { raw: rest }]);
  await expect(read(script.server.origins.A)).rejects.toThrow();
  await script.server.settled();
  expect(script.server.requests.flatMap(({ headers }) => headers.filter(([name]) => /^range$/i.test(name)))).toEqual(
    [],
  );
}

describeRow('FR-07', () => {
  overTransports(async ({ transport }) => {
    const session = new Session({ transport: retry(transport, 3), trustEnv: false });
    for (const stream of [false, true]) {
      await expectNotResumed(async (url) => (await session.get(url, { stream })).read());
    }
  });
  expectVulnerable('resumes by Range', async () => {
    const agent = new RetryAgent(new Agent(), { maxRetries: 1, minTimeout: 1 });
    try {
      await expectNotResumed(async (url) => (await undiciRequest(url, { dispatcher: agent })).body.text());
    } finally {
      await agent.close();
    }
  });
});
