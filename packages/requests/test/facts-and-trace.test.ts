import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo, LookupFunction, Server } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { type Response, Session, type SessionOptions, type Timings, type TraceEvent, type Transport } from '@req/core';
import { authority, certify } from '@req/test-support/certify';
import { AxiosTransport } from '@req/transport-axios';
import { FetchTransport } from '@req/transport-fetch';
import { HttpTransport } from '@req/transport-http';
import { UndiciTransport, type UndiciTransportOptions } from '@req/transport-undici';

/** Every name is this machine. */
const lookup = ((_host, options, callback) => {
  const done = callback as (error: null, address: unknown, family?: number) => void;
  if (options.all) done(null, [{ address: '127.0.0.1', family: 4 }]);
  else done(null, '127.0.0.1', 4);
}) as LookupFunction;

const TELLING: readonly (readonly [name: string, make: (options: UndiciTransportOptions) => Transport])[] = [
  ['UndiciTransport', (options) => new UndiciTransport(options)],
  ['HttpTransport', (options) => new HttpTransport(options)],
  ['FetchTransport over node:http', (options) => new FetchTransport(options)],
  ['AxiosTransport', (options) => new AxiosTransport(options)],
];

const respond: RequestListener = (request, response) => {
  request.resume();
  if (request.url === '/redirect') response.writeHead(302, { Location: '/' });
  response.end('hello');
};
let plain: Server;
let secure: Server;
const portOf = (server: Server): number => (server.address() as AddressInfo).port;
const open: Session[] = [];

beforeAll(async () => {
  plain = createServer(respond).listen(0, '127.0.0.1');
  secure = createSecureServer(certify({ name: 'a.test', names: ['DNS:a.test'] }), respond).listen(0, '127.0.0.1');
  await Promise.all([once(plain, 'listening'), once(secure, 'listening')]);
});
afterEach(async () => {
  for (const session of open.splice(0)) await session.close();
});
afterAll(() => {
  plain.close();
  secure.close();
});

function sessionOver(transport: Transport, options?: Partial<SessionOptions>): Session {
  const session = new Session({ trustEnv: false, ...options, transport });
  open.push(session);
  return session;
}

/** Only a request with `trace` is timed. */

/** The steps that have a time. The times must not go back. */
function steps(response: Response): string[] {
  const timings = response.facts.timings as Timings;
  const told = (['dns', 'connect', 'tls', 'sent', 'firstByte', 'end'] as const).filter(
    (step) => timings[step] !== null,
  );
  const times = told.filter((step) => step !== 'sent').map((step) => timings[step] as number);
  expect(times).toEqual([...times].sort((a, b) => a - b));
  expect(times[0]).toBeGreaterThanOrEqual(0);
  return told;
}

describe.each(TELLING)('%s', (_name, make) => {
  test('tells the address of the server, the steps of a new connection, and that it is reused', async () => {
    const session = sessionOver(make({ lookup }));
    const url = `http://a.test:${portOf(plain)}/`;
    const one = await session.get(url);
    expect(one.facts).toMatchObject({
      attempts: 1,
      redirects: 0,
      connection: { remoteAddress: '127.0.0.1', remotePort: portOf(plain), reused: false, tls: null },
    });
    expect(steps(one)).toEqual(['dns', 'connect', 'sent', 'firstByte', 'end']);
    const two = await session.get(url, { data: 'a body' });
    expect(two.facts.connection).toEqual({ ...one.facts.connection, reused: true });
    expect(steps(two)).toEqual(['sent', 'firstByte', 'end']);
    expect((await session.get(`${url}redirect`)).facts).toMatchObject({ redirects: 1, connection: { reused: true } });
  });

  test('tells protocol and cipher of TLS, and whether the certificate was verified', async () => {
    const url = `https://a.test:${portOf(secure)}/`;
    const verified = sessionOver(make({ lookup }), { verify: Buffer.from(authority().cert) });
    const response = await verified.get(url);
    expect(response.facts.connection?.tls).toMatchObject({ protocol: 'TLSv1.3', authorized: true });
    expect(response.facts.connection?.tls?.cipher).toMatch(/^TLS_/);
    expect(steps(response)).toEqual(['dns', 'connect', 'tls', 'sent', 'firstByte', 'end']);
    const trusting = await verified.get(url, { verify: false });
    expect(trusting.facts.connection?.tls?.authorized).toBe(false);
  });

  test('of a streamed response, the end is told once it has come; of an address, no resolution', async () => {
    const session = sessionOver(make({}));
    const response = await session.get(`http://127.0.0.1:${portOf(plain)}/`, { stream: true });
    expect(steps(response)).toEqual(expect.arrayContaining(['connect', 'sent', 'firstByte']));
    await response.read();
    expect(steps(response)).toEqual(['connect', 'sent', 'firstByte', 'end']);
  });

  test('traces the steps as they happen', async () => {
    const session = sessionOver(make({ lookup }));
    const events: TraceEvent[] = [];
    const trace = (event: TraceEvent): void => void events.push(event);
    await session.get(`http://a.test:${portOf(plain)}/`, { trace });
    expect(events.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['request', 'dns', 'connect', 'connection', 'sent', 'firstByte', 'response', 'end']),
    );
    const order = events.map(({ type }) => type).filter((type) => type !== 'sent');
    expect(order).toEqual(['request', 'dns', 'connect', 'connection', 'firstByte', 'response', 'end']);
    expect(events).toContainEqual(expect.objectContaining({ type: 'dns', host: 'a.test', address: '127.0.0.1' }));
    expect(events).toContainEqual(expect.objectContaining({ type: 'connect', remotePort: portOf(plain) }));
    events.length = 0;
    await session.get(`http://a.test:${portOf(plain)}/`, { trace });
    expect(events.map(({ type }) => type)).toEqual(['request', 'connection', 'sent', 'firstByte', 'response', 'end']);
    expect(events[1]).toMatchObject({ connection: { reused: true } });
  });

  test('traces a handshake, and what came before a failure', async () => {
    const session = sessionOver(make({ lookup }), { verify: Buffer.from(authority().cert) });
    const events: TraceEvent[] = [];
    const trace = (event: TraceEvent): void => void events.push(event);
    await session.get(`https://a.test:${portOf(secure)}/`, { trace });
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'tls', tls: expect.objectContaining({ protocol: 'TLSv1.3' }) }),
    );
    events.length = 0;
    await session.get(`https://wrong.test:${portOf(secure)}/`, { trace }).catch(() => {});
    expect(events.map(({ type }) => type)).toEqual(['request', 'dns', 'connect', 'error']);
  });
});

test('over HTTP/2, an exchange on a shared connection is told as on a reused one', async () => {
  const { createSecureServer: createHttp2Server } = await import('node:http2');
  const server = createHttp2Server(certify({ name: 'a.test', names: ['DNS:a.test'] }), (_request, response) => {
    response.end('hello');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const session = sessionOver(new UndiciTransport({ lookup, http2: true }), { verify: Buffer.from(authority().cert) });
  const url = `https://a.test:${(server.address() as AddressInfo).port}/`;
  const responses = await Promise.all([session.get(url), session.get(url)]);
  expect(responses.map(({ httpVersion }) => httpVersion)).toEqual(['2', '2']);
  const reused = responses.map(({ facts }) => facts.connection?.reused).sort();
  expect(reused).toEqual([false, true]);
  expect(responses[0]?.facts.connection?.tls?.alpnProtocol).toBe('h2');
  for (const response of responses)
    expect(steps(response)).toEqual(expect.arrayContaining(['sent', 'firstByte', 'end']));
  await session.close();
  server.close();
});

test('through a fetch of the platform nothing is known, and nothing is invented', async () => {
  const session = sessionOver(new FetchTransport(globalThis.fetch));
  const events: TraceEvent[] = [];
  const response = await session.get(`http://127.0.0.1:${portOf(plain)}/`, {
    trace: (event) => void events.push(event),
  });
  expect(response.facts).toEqual({ attempts: 1, redirects: 0, fromCache: false, connection: null, timings: null });
  expect(events.map(({ type }) => type)).toEqual(['request', 'response', 'end']);
});
