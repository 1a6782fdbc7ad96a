import { describe, expect, test } from '@jest/globals';
import { HeaderMap } from '@req/core';
import { UndiciTransport, type UndiciTransportOptions } from '@req/transport-undici';
import { Agent, interceptors, MockAgent } from 'undici';
import { closeAfterEach, keep, serve, transport } from './setup.ts';
import { chunks, errorOf, request, textOf } from './transport-request.ts';

closeAfterEach();

const OK = 'HTTP/1.1 200 Fine\r\nX-A: 1\r\nX-a: \u00e9\r\nContent-Length: 2\r\n\r\nok';

describe('options', () => {
  test.each([
    { connections: 0 },
    { connections: 1.5 },
    { keepAliveTimeout: 0 },
    { keepAliveTimeout: Number.POSITIVE_INFINITY },
    { dispatcher: {} },
    { http2: 'yes' },
    { socketPath: 5 },
    { socketPath: '' },
    { lookup: 'a' },
  ])('of the wrong kind are a TypeError: %j', (options) => {
    expect(() => new UndiciTransport(options as unknown as UndiciTransportOptions)).toThrow(TypeError);
  });

  test.each<[unknown, RegExp]>([
    [{ connection: 1 }, /UndiciTransport has no option 'connection': did you mean 'connections'\?/],
    [{ keepAliveTimout: 1 }, /did you mean 'keepAliveTimeout'\?/],
    [{ allowH2: true }, /did you mean 'http2'\?/],
    [{ HTTP2: true }, /did you mean 'http2'\?/],
    [{ agent: new Agent() }, /did you mean 'dispatcher'\?/],
    [{ proxy: 'http://user:secret@proxy.test' }, /it is proxies of the session/],
    [{ verify: false }, /it is an option of the session/],
    [new MockAgent(), /new UndiciTransport\(\{ dispatcher \}\)/],
    [new Agent(), /new UndiciTransport\(\{ dispatcher \}\)/],
    [() => {}, /options as an object/],
    ['http2', /options as an object/],
    [[], /options as an object/],
    [new Map([['connections', 1]]), /options as an object/],
  ])('that do not exist are a TypeError: %p', (options, message) => {
    let error: unknown = null;
    try {
      new UndiciTransport(options as UndiciTransportOptions);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(TypeError);
    expect((error as Error).message).toMatch(message);
    expect((error as Error).message).not.toContain('secret');
  });

  test('are own properties: none is taken from Object.prototype', () => {
    const lent = { dispatch: () => true, connection: 1 };
    Object.assign(Object.prototype, lent);
    try {
      expect(new UndiciTransport({}).capabilities.has('tls')).toBe(true);
      expect(new UndiciTransport(Object.assign(Object.create(null), { connections: 1 })).name).toBe('undici');
    } finally {
      for (const name of Object.keys(lent)) Reflect.deleteProperty(Object.prototype, name);
    }
  });

  test('are optional, and the transport claims its capabilities', () => {
    const client = transport();
    expect(client.name).toBe('undici');
    expect([...client.capabilities].sort()).toEqual([
      'address-guard',
      'any-method',
      'bad-ports',
      'client-cert',
      'connect',
      'connect-timeout',
      'empty-user-agent',
      'get-body',
      'header-bytes',
      'header-case',
      'hop-headers',
      'host-header',
      'http2',
      'informational',
      'proxy',
      'raw-body',
      'raw-target',
      'reason-bytes',
      'socks',
      'streaming-upload',
      'tls',
      'unix-socket',
    ]);
  });
});

describe("a dispatcher of the caller's", () => {
  test('carries the requests, with its connections and interceptors', async () => {
    let hits = 0;
    const server = await serve(
      (socket) => void socket.write(hits++ === 0 ? 'HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n' : OK, 'latin1'),
    );
    const agent = keep(new Agent());
    const client = transport({ dispatcher: agent.compose(interceptors.retry({ minTimeout: 1, maxRetries: 2 })) });
    const response = await client.send(request(`${server.origin}/a/../b`));
    expect([response.status, response.reason, await textOf(response)]).toEqual([200, 'Fine', 'ok']);
    expect([...response.headers].slice(0, 2)).toEqual([
      ['X-A', '1'],
      ['X-a', '\u00e9'],
    ]);
    expect(server.received).toHaveLength(2);
    expect(server.received[0]?.lines[0]).toBe('GET /a/../b HTTP/1.1');
  });

  test('may be a MockAgent', async () => {
    const agent = keep(new MockAgent());
    agent.disableNetConnect();
    agent
      .get('http://mock.test')
      .intercept({ path: '/x', method: 'POST' })
      .reply(201, 'mocked', { headers: { 'x-m': '1' } });
    const client = transport({ dispatcher: agent });
    const headers = new HeaderMap([
      ['Content-Length', '2'],
      ['Connection', 'keep-alive'],
    ]);
    const response = await client.send(
      request('http://mock.test/x', { method: 'POST', body: Buffer.from('hi'), headers }),
    );
    expect([response.status, response.headers.get('x-m'), await textOf(response)]).toEqual([201, '1', 'mocked']);
  });

  test('sends bodies of all kinds, and rejects with the errors of bodies', async () => {
    const server = await serve(OK);
    const client = transport({ dispatcher: keep(new Agent()) });
    await client.send(request(server.origin, { method: 'POST', body: Buffer.from('abc') }));
    await client.send(request(server.origin, { method: 'POST', body: chunks('a', 'bc') }));
    expect(server.received.map((each) => each.rest)).toEqual(['abc', '1\r\na\r\n2\r\nbc\r\n0\r\n\r\n']);
    const boom = new Error('boom');
    async function* failing(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('a');
      throw boom;
    }
    expect(await errorOf(client.send(request(server.origin, { method: 'POST', body: failing() })))).toBe(boom);
  });

  test('is bound to the timeouts and the signal of the request', async () => {
    const server = await serve(() => {});
    const client = transport({ dispatcher: keep(new Agent()) });
    const timeout = { connect: 1000, read: 80 };
    expect((await errorOf(client.send(request(server.origin, { timeout })))).name).toBe('ReadTimeout');
    const error = await errorOf(client.send(request(server.origin, { signal: AbortSignal.timeout(50) })));
    expect(error.name).toBe('Timeout');
  });

  test('leaves no control over connections: UnsupportedByTransport', async () => {
    const client = transport({ dispatcher: keep(new Agent()) });
    for (const each of [
      'address-guard',
      'proxy',
      'tls',
      'client-cert',
      'connect',
      'socks',
      'hop-headers',
      'unix-socket',
    ] as const) {
      expect(client.capabilities.has(each)).toBe(false);
    }
    const base = { verify: true, ca: null, cert: null };
    for (const given of [
      { proxy: { url: 'http://p.test', headers: new HeaderMap() } },
      { tls: { ...base, verify: false } },
      { tls: { ...base, cert: { cert: 'x', key: 'y' } } },
      { headers: new HeaderMap([['Upgrade', 'x']]) },
    ]) {
      expect((await errorOf(client.send(request('http://127.0.0.1:1/', given)))).name).toBe('UnsupportedByTransport');
    }
  });

  test('stays open when the transport is closed', async () => {
    const server = await serve(OK);
    const agent = keep(new Agent());
    const client = transport({ dispatcher: agent });
    await client.send(request(server.origin));
    await client.close();
    expect(agent.closed).toBe(false);
    expect((await errorOf(client.send(request(server.origin)))).name).toBe('ConnectionError');
  });
});
