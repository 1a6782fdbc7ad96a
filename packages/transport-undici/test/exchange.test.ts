import { afterEach, describe, expect, test } from '@jest/globals';
import { HeaderMap } from '@req/core';
import { UndiciTransport, type UndiciTransportOptions } from '@req/transport-undici';
import { type Answer, RawServer } from './raw-server.ts';
import { chunks, errorOf, request, textOf } from './request.ts';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close();
});

async function serve(answer: Answer | string): Promise<RawServer> {
  const server = await RawServer.start(answer);
  open.push({ close: () => server.stop() });
  return server;
}

function transport(options?: UndiciTransportOptions): UndiciTransport {
  const made = new UndiciTransport(options);
  open.push(made);
  return made;
}

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-A: 1\r\nx-a: 2\r\n\r\nhello';

describe('a plain exchange', () => {
  test('returns status, reason, version, every field line and the body', async () => {
    const server = await serve(OK);
    const response = await transport().send(request(`${server.origin}/a?b=c`));
    expect(response.status).toBe(200);
    expect(response.reason).toBe('OK');
    expect(response.httpVersion).toBe('1.1');
    expect([...response.headers]).toEqual([
      ['Content-Length', '5'],
      ['X-A', '1'],
      ['x-a', '2'],
    ]);
    expect(response.body).toBeInstanceOf(Uint8Array);
    expect(await textOf(response)).toBe('hello');
    expect(server.received[0]?.lines).toEqual(['GET /a?b=c HTTP/1.1', `Host: 127.0.0.1:${server.port}`]);
  });

  test('streams the body when asked to', async () => {
    const server = await serve(OK);
    const response = await transport().send(request(server.origin, { stream: true }));
    expect(response.body).not.toBeInstanceOf(Uint8Array);
    expect(await textOf(response)).toBe('hello');
  });

  test('uses one connection for requests one after the other', async () => {
    const server = await serve(OK);
    const client = transport();
    for (let i = 0; i < 5; i++) await client.send(request(server.origin));
    for (let i = 0; i < 5; i++) await textOf(await client.send(request(server.origin, { stream: true })));
    expect(server.received.map((each) => each.connection)).toEqual(new Array(10).fill(0));
  });
});
