import { describe, expect, test } from '@jest/globals';
import { HeaderMap } from '@req/core';
import { closeAfterEach, serve, transport } from './setup.ts';
import { request, textOf } from './transport-request.ts';

closeAfterEach();

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

/** Options of undici, `net`, `tls` and this transport that would change a request if they were read from a prototype. */
const POLLUTION: Readonly<Record<string, unknown>> = {
  path: '/evil',
  method: 'DELETE',
  headers: { 'X-Evil': '1' },
  body: 'evil',
  origin: 'http://127.0.0.1:1',
  query: { evil: '1' },
  upgrade: 'evil',
  reset: true,
  expectContinue: true,
  throwOnError: true,
  maxRedirections: 3,
  dispatcher: { dispatch: () => true },
  agent: {},
  servername: 'evil.test',
  typeOfService: 3,
  headersTimeout: 1,
  bodyTimeout: 1,
  blocking: true,
  idempotent: false,
  connect: () => {},
  factory: () => {},
  connections: 0,
  pipelining: 0,
  keepAliveTimeout: -1,
  keepAliveMaxTimeout: 1,
  socketPath: '/nowhere/evil.sock',
  localAddress: '127.0.0.9',
  lookup: () => {},
  maxRequestsPerClient: 1,
  maxResponseSize: 0,
  maxHeaderSize: 1,
  allowH2: true,
  useH2c: true,
  http2: true,
  viaProxy: true,
  strictContentLength: false,
  interceptors: {},
  tls: {},
  host: '127.0.0.9',
  port: 1,
  secure: true,
  timeout: 1,
  onConnect: () => {},
  onRequestStart: () => {},
};

describe('a polluted Object.prototype', () => {
  test.each(Object.keys(POLLUTION))('changes nothing: %s', async (key) => {
    const server = await serve(OK);
    const headers = new HeaderMap([['Content-Length', '4']]);
    const given = request(`${server.origin}/mine`, { method: 'POST', body: Buffer.from('mine'), headers });
    const client = transport();
    Object.defineProperty(Object.prototype, key, {
      value: POLLUTION[key],
      configurable: true,
      enumerable: true,
      writable: true,
    });
    try {
      const polluted = transport();
      for (const each of [client, polluted, polluted]) expect(await textOf(await each.send(given))).toBe('ok');
    } finally {
      delete (Object.prototype as Record<string, unknown>)[key];
    }
    for (const received of server.received) {
      expect(received.lines).toEqual(['POST /mine HTTP/1.1', `Host: 127.0.0.1:${server.port}`, 'Content-Length: 4']);
      expect(received.rest).toBe('mine');
    }
    expect(server.received).toHaveLength(3);
    expect(server.sockets).toHaveLength(2);
  });
});
