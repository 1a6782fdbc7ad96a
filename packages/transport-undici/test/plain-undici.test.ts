import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { HeaderMap, UnsupportedByTransport } from '@req/core';
import { type UndiciModule, UndiciTransport, type UndiciTransportOptions } from '@req/transport-undici';
import * as undici from 'undici';
import {
  lowerCasesMethods,
  startsToWriteBytes,
  usesAnotherMethod,
  writesBytes,
  writesTwice,
} from './altered-undici.ts';
import { closeAfterEach, serve, transport } from './setup.ts';
import { chunks, errorOf, request, textOf } from './transport-request.ts';

closeAfterEach();

const OK = 'HTTP/1.1 200 Fine\r\nX-A: 1\r\nContent-Length: 2\r\n\r\nok';
const LESS = ['header-case', 'hop-headers', 'informational', 'reason-bytes'];

let warnings: jest.SpiedFunction<typeof process.emitWarning>;
beforeEach(() => {
  warnings = jest.spyOn(process, 'emitWarning').mockImplementation(() => {});
});
afterEach(() => warnings.mockRestore());

describe('the option undici', () => {
  test.each<[unknown]>([['undici'], [{}], [{ Client: 'Client' }], [{ Agent: undici.Agent }], [Object.create(undici)]])(
    'must be the module: %p is a TypeError',
    (given) => {
      expect(() => new UndiciTransport({ undici: given } as UndiciTransportOptions)).toThrow(TypeError);
      expect(() => new UndiciTransport({ undici: given } as UndiciTransportOptions)).toThrow(/import \* as undici/);
    },
  );

  test('must be passed by name, and not next to a dispatcher', () => {
    expect(() => new UndiciTransport(undici as UndiciTransportOptions)).toThrow(/new UndiciTransport\(\{ undici \}\)/);
    const dispatcher = new undici.Agent();
    expect(() => new UndiciTransport({ undici, dispatcher })).toThrow(/exclude each other/);
  });

  test('is used for the requests, with every capability', async () => {
    let clients = 0;
    const counting = {
      ...undici,
      Client: class extends undici.Client {
        constructor(...given: ConstructorParameters<typeof undici.Client>) {
          super(...given);
          clients++;
        }
      },
    } as UndiciModule;
    const server = await serve(OK);
    const client = transport({ undici: counting });
    await client.send(request(server.origin));
    const before = clients;
    for (let i = 0; i < 3; i++) expect(await textOf(await client.send(request(server.origin)))).toBe('ok');
    expect(before).toBeGreaterThan(0);
    expect(clients).toBe(before);
    expect(server.sockets).toHaveLength(1);
    expect(client.capabilities).toEqual(new UndiciTransport().capabilities);
    expect(warnings).not.toHaveBeenCalled();
  });
});

describe.each<[string, () => UndiciModule]>([
  ['writes heads as bytes', () => ({ ...writesBytes })],
  ['writes heads in two parts', () => ({ ...writesTwice })],
  ['uses another method of sockets', () => ({ ...usesAnotherMethod })],
  ['writes methods in lower case', () => ({ ...lowerCasesMethods })],
])('an undici that %s', (_what, make) => {
  test('is used by its documented API: fewer capabilities, one warning, no errors', async () => {
    const server = await serve(OK);
    const module = make();
    const client = transport({ undici: module });
    expect(client.capabilities.has('header-case')).toBe(true);
    const texts = await Promise.all(
      Array.from({ length: 4 }, async () => textOf(await client.send(request(server.origin)))),
    );
    expect(texts).toEqual(['ok', 'ok', 'ok', 'ok']);
    expect(warnings).toHaveBeenCalledTimes(1);
    expect(warnings.mock.calls[0]?.[0]).toMatch(/differently from the tested ones \(7\.\d+ to 7\.\d+/);
    const lost = [...new UndiciTransport().capabilities].filter((name) => !client.capabilities.has(name));
    expect(lost.sort()).toEqual(LESS);
    // Known from the start to the next transport.
    expect(transport({ undici: module }).capabilities).toEqual(client.capabilities);
  });
});

describe('an undici that differs only where the trial does not see it', () => {
  test('is used by its documented API from the second such write on, and no request fails', async () => {
    const server = await serve(OK);
    const { undici: altered, start } = startsToWriteBytes();
    const client = transport({ undici: altered });
    expect(await textOf(await client.send(request(server.origin)))).toBe('ok');
    start();
    expect(client.capabilities.has('header-case')).toBe(true);
    for (let i = 0; i < 3; i++) expect(await textOf(await client.send(request(server.origin)))).toBe('ok');
    expect(client.capabilities.has('header-case')).toBe(false);
    expect(warnings).toHaveBeenCalledTimes(1);
    expect(server.received).toHaveLength(4);
  });
});

describe('an undici that is used by its documented API', () => {
  const client = (): UndiciTransport => transport({ undici: writesBytes });

  test('sends one request on each connection, and asks the server to close it', async () => {
    const server = await serve(OK);
    const sender = client();
    for (let i = 0; i < 3; i++) await sender.send(request(`${server.origin}/a/../b`));
    expect(server.received.map(({ connection }) => connection)).toEqual([0, 1, 2]);
    expect(server.received[0]?.lines).toEqual([
      'GET /a/../b HTTP/1.1',
      `host: 127.0.0.1:${server.port}`,
      'connection: close',
    ]);
  });

  test('sends bodies of all kinds', async () => {
    const server = await serve(OK);
    const sender = client();
    await sender.send(request(server.origin, { method: 'POST', body: Buffer.from('abc') }));
    await sender.send(request(server.origin, { method: 'POST', body: chunks('a', 'bc') }));
    const headers = new HeaderMap([['Content-Length', '3']]);
    await sender.send(request(server.origin, { method: 'POST', body: chunks('a', 'bc'), headers }));
    expect(server.received.map((each) => each.rest)).toEqual(['abc', '1\r\na\r\n2\r\nbc\r\n0\r\n\r\n', 'abc']);
  });

  test.each([
    ['Upgrade', 'websocket'],
    ['Expect', '100-continue'],
    ['Keep-Alive', 'timeout=5'],
    ['Connection', 'X-Hop'],
  ])('refuses %s: UnsupportedByTransport, and nothing is sent', async (name, value) => {
    const server = await serve(OK);
    const headers = new HeaderMap([[name, value]]);
    expect(await errorOf(client().send(request(server.origin, { headers })))).toBeInstanceOf(UnsupportedByTransport);
    expect(server.received).toHaveLength(0);
  });

  test('takes a reset in the middle of a body without a length for an error', async () => {
    const server = await serve((socket) => {
      socket.write('HTTP/1.1 200 OK\r\n\r\nhalf', () => setTimeout(() => socket.resetAndDestroy(), 30));
    });
    await expect(client().send(request(server.origin)).then(textOf)).rejects.toThrow();
  });

  test('takes nothing that follows a response for the next one', async () => {
    const poison = 'HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\npoisoned';
    for (const excess of [poison, '\r\n', 'H', 'HTTP/1.1 100 Continue\r\n\r\n']) {
      const server = await serve((socket) => void socket.write(OK + excess));
      const sender = transport({ undici: writesBytes, connections: 1 });
      for (const stream of [false, true, false]) {
        expect(await textOf(await sender.send(request(server.origin, { stream })))).toBe('ok');
      }
    }
  });

  test('respects the limit of connections', async () => {
    let open = 0;
    let most = 0;
    const server = await serve((socket) => {
      most = Math.max(most, ++open);
      setTimeout(() => {
        open--;
        socket.write(OK);
      }, 10);
    });
    const sender = transport({ undici: writesBytes, connections: 2 });
    await Promise.all(Array.from({ length: 6 }, () => sender.send(request(server.origin))));
    expect(server.sockets).toHaveLength(6);
    expect(most).toBe(2);
  });
});
