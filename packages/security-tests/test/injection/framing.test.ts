import { afterAll, beforeAll, expect } from '@jest/globals';
import {
  HeaderMap,
  InvalidHeader,
  RequestException,
  type RequestOptions,
  Session,
  UnsupportedByTransport,
} from '@req/core';
import { transportRequest } from '@req/transport-conformance';
import axios from 'axios';
import { describeRow, expectVulnerable, overTransports } from '../support/describe-row.ts';
import { type Client, exchange, over } from './support/client.ts';
import { readBytes, valuesOf, WireServer } from './support/wire-server.ts';

let server: WireServer;
beforeAll(async () => {
  server = await WireServer.start();
});
afterAll(() => server.close());

const url = (): string => `${server.origin}/`;

async function* pieces(): AsyncGenerator<string> {
  yield 'a';
  yield 'bc';
}

/** Exactly one framing, with the body `abc`; `null`: with an empty body. */
function framedOnce(bytes: string, body: string | null): void {
  const head = readBytes(bytes);
  const lengths = valuesOf(head, 'content-length');
  const codings = valuesOf(head, 'transfer-encoding');
  expect([...lengths, ...codings]).toHaveLength(1);
  if (body === null) expect([lengths, head.body]).toEqual([['0'], '']);
  else if (lengths.length === 1) expect([lengths[0], head.body]).toEqual([String(body.length), body]);
  else {
    expect(codings).toEqual(['chunked']);
    const chunks = [...head.body.matchAll(/([0-9a-f]+)\r\n([\s\S]*?)\r\n/gi)];
    for (const [, size = '', data = ''] of chunks) expect(data).toHaveLength(Number.parseInt(size, 16));
    expect(chunks.map(([, , data]) => data).join('')).toBe(body);
  }
}

type Unsupported = (ask: { method: string; options: RequestOptions }) => boolean;
const NOTHING: Unsupported = () => false;

/** Every method with a body in one piece, and in several; and the methods that usually have one, without. */
async function framesEach(client: Client, unsupported: Unsupported = NOTHING): Promise<void> {
  for (const method of ['GET', 'HEAD', 'DELETE', 'OPTIONS', 'POST', 'PUT', 'PATCH']) {
    for (const options of [{ data: 'abc' }, { data: pieces() }] as RequestOptions[]) {
      const sending = client({ url: url(), method, options });
      if (unsupported({ method, options })) {
        await expect(sending).rejects.toThrow(UnsupportedByTransport);
        expect(await server.take()).toBe('');
        continue;
      }
      await sending;
      framedOnce(await server.take(), 'abc');
    }
  }
  for (const method of ['POST', 'PUT', 'PATCH']) {
    await client({ url: url(), method });
    framedOnce(await server.take(), null);
  }
}

describeRow('IN-17', () => {
  overTransports(async ({ transport, name }) => {
    const unsupported: Unsupported = ({ method }) =>
      name === 'built-in fetch' && (method === 'GET' || method === 'HEAD');
    await framesEach(over(transport), unsupported);
  });
  expectVulnerable('sends the body of a GET without a framing header', () =>
    framesEach(async ({ method, options }) => {
      const body = typeof options?.data === 'string' ? options.data : '';
      await exchange(server.port, `${method} / HTTP/1.1\r\nHost: a\r\n\r\n${body}`);
    }),
  );
});

const CONTRADICTIONS: readonly (readonly [string, string][])[] = [
  [['Transfer-Encoding', 'chunked']],
  [['Transfer-Encoding', 'identity']],
  [['transfer-encoding', 'x, chunked']],
  [['Content-Length', '1']],
  [['content-length', '99']],
  [['Content-Length', '+3']],
  [['Content-Length', '3, 3']],
  [['Content-Length', '0x3']],
  [
    ['Content-Length', '3'],
    ['Transfer-Encoding', 'chunked'],
  ],
];
/** A HeaderMap may repeat a field. */
const TWICE = [
  ['Content-Length', '3'],
  ['Content-Length', '4'],
] as const;

/** For a body of known length there is one correct framing, whatever the caller sets. */
async function keepsOneFraming(client: Client): Promise<void> {
  for (const fields of [...CONTRADICTIONS, TWICE]) {
    const headers = new HeaderMap();
    for (const [name, value] of fields) headers.append(name, value);
    await client({ url: url(), method: 'POST', options: { data: 'abc', headers } });
    framedOnce(await server.take(), 'abc');
  }
}

describeRow('IN-18', () => {
  overTransports(async ({ transport, name }) => {
    const client = over(transport);
    await keepsOneFraming(client);
    const session = new Session({ transport, trustEnv: false });
    // Set when the request was prepared and its length was known.
    for (const fields of CONTRADICTIONS) {
      const auth = (request: { headers: HeaderMap }): void => {
        for (const [key, value] of fields) request.headers.set(key, value);
      };
      await session.post(url(), { data: 'abc', auth });
      framedOnce(await server.take(), 'abc');
    }
    // A length without a body: the server would take the next request on the connection for it.
    for (const length of ['1', '3, 3', '-1', 'a']) {
      const call = session.get(url(), { headers: { 'Content-Length': length } });
      await expect(call).rejects.toThrow(InvalidHeader);
      expect(await server.take()).toBe('');
    }
    await session.get(url(), { headers: { 'Transfer-Encoding': 'chunked' } });
    expect(valuesOf(readBytes(await server.take()), 'transfer-encoding')).toEqual([]);
    // A stream is held to the length that the caller announced.
    for (const length of ['2', '4']) {
      const call = session.post(url(), { data: pieces(), headers: { 'Content-Length': length }, timeout: 60_000 });
      await expect(call).rejects.toThrow(RequestException);
      const bytes = await server.take();
      if (bytes !== '') expect(readBytes(bytes).body.length).toBeLessThanOrEqual(3);
      if (length === '2') expect(bytes).not.toMatch(/abc$/);
    }
    await session.post(url(), { data: pieces(), headers: { 'Content-Length': '3', 'Transfer-Encoding': 'chunked' } });
    framedOnce(await server.take(), 'abc');
    // Called directly, a transport does not write a contradictory head either.
    if (name === 'undici') {
      const headers = new HeaderMap([['Content-Length', '9']]);
      const request = transportRequest({ url: url(), method: 'POST', headers, body: new TextEncoder().encode('abc') });
      await expect(transport.send(request)).rejects.toThrow(InvalidHeader);
      expect(await server.take()).toBe('');
    }
  });
  expectVulnerable('axios, which sends the given framing in addition to its own', () =>
    keepsOneFraming(async (ask) => {
      const headers = new HeaderMap(ask.options?.headers as HeaderMap).toJSON();
      await axios.post(ask.url, 'abc', { headers, timeout: 2_000 });
    }),
  );
});
