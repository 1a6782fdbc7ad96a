import { type AddressInfo, createServer, type LookupFunction } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { ConnectionError, InvalidURL, Session, type Transport, UnsupportedByTransport } from '@req/core';
import { AxiosTransport } from '@req/transport-axios';
import { RawServer, readHead } from '@req/transport-conformance';
import { FetchTransport } from '@req/transport-fetch';
import { HttpTransport } from '@req/transport-http';
import { UndiciTransport } from '@req/transport-undici';
import axios from 'axios';
import nodeFetch from 'node-fetch';

let asked: string[] = [];
const lookup: LookupFunction = (host, options, callback) => {
  asked.push(host);
  if (options.all === true) callback(null, [{ address: '127.0.0.1', family: 4 }]);
  else callback(null, '127.0.0.1', 4);
};

/** Transports that look up names with `lookup`. */
const EXACT: readonly (readonly [string, () => Transport])[] = [
  ['undici', () => new UndiciTransport({ lookup })],
  ['http', () => new HttpTransport({ lookup })],
  ['axios', () => new AxiosTransport({ lookup })],
  ['node-fetch', () => new FetchTransport({ lookup, fetch: nodeFetch })],
];
const INSTANCE = ['an axios instance', () => new AxiosTransport({ lookup, instance: axios.create() })] as const;
const FETCH = ['built-in fetch', () => new FetchTransport(globalThis.fetch)] as const;

let server: RawServer;
let received: string[] = [];
let session: Session;

beforeAll(async () => {
  server = await RawServer.start(async ({ socket, source }) => {
    for (;;) {
      const line = await source.line();
      if (line === null) return;
      const host = await source.line();
      received.push(line, host ?? '');
      if ((await readHead(source)) === null) return;
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
    }
  });
});
afterAll(() => server.close());
afterEach(() => session.close());

function over(create: () => Transport): void {
  session = new Session({ transport: create(), trustEnv: false });
  asked = [];
  received = [];
}

const at = (url: string): string => url.replace('PORT', String(server.port));

/** A WHATWG parser refuses these. */
const REFUSED = ['foo.123', 'foo.0x1', '1e1.0x', '256.256.256.256', 'foo.123.', '1.2.3.4.5', 'xn--a', '09.1'];

/** It rewrites these. */
const REWRITTEN = ['1.2.3', '0x7f.1', '127.1', '2130706433', '127.0.0.1.', '017700000001'];

/** It keeps these. */
const KEPT = ['a_b', '-a', 'a!b$'];

describe.each(EXACT)('%s', (_name, create) => {
  test.each([...REFUSED, ...REWRITTEN, ...KEPT])(
    'looks http://%s/ up as it stands, and says so in Host',
    async (host) => {
      over(create);
      const response = await session.get(at(`http://${host}:PORT/p?q=1`));
      expect(response.statusCode).toBe(200);
      expect(asked).toEqual([host]);
      expect(received).toEqual(['GET /p?q=1 HTTP/1.1', `Host: ${host}:${server.port}`]);
    },
  );

  test('sends a body and a redirect there too', async () => {
    over(create);
    await session.post(at('http://foo.123:PORT/'), { data: 'x' });
    expect(received[0]).toBe('POST / HTTP/1.1');
  });

  test('connects to an address with a zone', async () => {
    over(create);
    const said: string[] = [];
    const six = createServer((socket) =>
      socket.on('data', (bytes) => {
        said.push(...bytes.toString().split('\r\n', 2));
        socket.end('HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n');
      }),
    );
    const open = await new Promise((resolve) => {
      six.once('error', () => resolve(false)).listen(0, '::1', () => resolve(true));
    });
    // Without IPv6 there is nothing to connect to.
    if (open !== true) return;
    try {
      const { port } = six.address() as AddressInfo;
      expect((await session.get(`http://[::1%25lo]:${port}/p`)).statusCode).toBe(204);
      expect(said).toEqual(['GET /p HTTP/1.1', `Host: [::1%25lo]:${port}`]);
    } finally {
      six.close();
    }
  });

  test('does not connect to another zone when the zone does not exist', async () => {
    over(create);
    // There is no such zone; the system reports that.
    const error = await session.get(at('http://[fe80::1%25none]:PORT/')).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ConnectionError);
    expect((error as Error).message).toContain('[fe80::1%none]');
    expect([asked, received]).toEqual([[], []]);
  });
});

describe.each([INSTANCE, FETCH])('%s', (_name, create) => {
  test.each([...REFUSED, '[fe80::1%25lo]'])('refuses http://%s/ before anything is sent', async (host) => {
    over(create);
    const error = await session.get(at(`http://${host}:PORT/`)).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(UnsupportedByTransport);
    expect((error as Error).message).toContain("'raw-target'");
    expect([asked, received]).toEqual([[], []]);
  });
});

describe('an axios instance', () => {
  test.each([...REWRITTEN, ...KEPT])('sends to http://%s/ as it stands', async (host) => {
    over(INSTANCE[1]);
    await session.get(at(`http://${host}:PORT/%2e%2e/x`));
    expect(asked).toEqual([host]);
    expect(received).toEqual(['GET /../x HTTP/1.1', `Host: ${host}:${server.port}`]);
  });
});

describe('the built-in fetch', () => {
  test.each(REWRITTEN)('refuses http://%s/, which it would rewrite', async (host) => {
    over(FETCH[1]);
    await expect(session.get(at(`http://${host}:PORT/`))).rejects.toBeInstanceOf(UnsupportedByTransport);
    expect(received).toEqual([]);
  });
});

describe.each([...EXACT, INSTANCE, FETCH])('%s writes the target that core made, or sends nothing', (_name, create) => {
  test.each([
    ['a b', '/a%20b'],
    ['a\tb', '/a%09b'],
    ['..%2fx', '/..%2Fx'],
    ['%2e%2e/x', '/../x'],
    ['a|b?c|d"e', '/a%7Cb?c%7Cd%22e'],
    ['a\\b', '/a%5Cb'],
    ['/x//y', '//x//y'],
    ["?'=^{}`<>", "/?'=%5E%7B%7D%60%3C%3E"],
    ['%zz', '/%25zz'],
  ])('%j', async (path, target) => {
    over(create);
    const sent = await session.get(`${server.origin}/${path}`).catch((reason: unknown) => reason);
    if (sent instanceof Error) expect(sent).toBeInstanceOf(UnsupportedByTransport);
    expect(received.slice(0, 1)).toEqual(sent instanceof Error ? [] : [`GET ${target} HTTP/1.1`]);
    if (create !== FETCH[1]) expect(sent).not.toBeInstanceOf(Error);
  });

  test.each(['http://a b/', 'http://a%2fb/', 'http://[::1/', 'http://a%00/'])(
    'not %j, which names no host',
    async (url) => {
      over(create);
      await expect(session.get(url)).rejects.toBeInstanceOf(InvalidURL);
    },
  );
});
