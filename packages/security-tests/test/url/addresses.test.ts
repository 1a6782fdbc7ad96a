import { afterAll, beforeAll, expect } from '@jest/globals';
import {
  ConnectionError,
  FunctionTransport,
  InvalidURL,
  Request,
  RequestException,
  Session,
  type Transport,
  UnsupportedByTransport,
} from '@req/core';
import { ScriptServer } from '@req/transport-conformance';
import { describeRow, expectVulnerable, overTransports } from '../support/describe-row.ts';
import { byPattern, type Client, inEnvironment, over, withEnvironment } from './support/client.ts';
import { arrived, refusesEach, refusesLocations } from './support/places.ts';

let server: ScriptServer;
let port: string;
beforeAll(async () => {
  server = await ScriptServer.start();
  port = new URL(server.origins.A).port;
});
afterAll(() => server.close());

const SPELLINGS = [
  '0177.0.0.1',
  '127.1',
  '2130706433',
  '0x7f.1',
  '0x7F000001',
  '017700000001',
  '127.0.1',
  '127.0.0.1.',
];

/** How a client decides about a URL, with a setting for 127.0.0.1. */
interface Decider {
  /** With 127.0.0.1 in NO_PROXY; the proxy is B, and direct requests reach A. */
  noProxy(url: string): Promise<unknown>;
  /** With a transport mounted for it that refuses every request. */
  mounted(url: string): Promise<unknown>;
  /** With a cookie for it. */
  cookie(url: string): Promise<unknown>;
}

function decider(transport: Transport): Decider {
  return {
    noProxy: (url) =>
      withEnvironment({ http_proxy: server.origins.B, no_proxy: '127.0.0.1' }, () => inEnvironment(transport).get(url)),
    mounted(url) {
      const session = new Session({ transport, trustEnv: false });
      const blockList = new FunctionTransport(() => {
        throw new RequestException('walled');
      });
      session.mount('http://127.0.0.1:', blockList);
      return session.get(url);
    },
    cookie(url) {
      const session = new Session({ transport, trustEnv: false });
      session.cookies.set('a', 'b', { domain: '127.0.0.1' });
      return session.get(url);
    },
  };
}

/** Every spelling that reaches 127.0.0.1 is decided about as 127.0.0.1. Not every system knows every spelling. */
async function decidesOnAddress({ noProxy, mounted, cookie }: Decider): Promise<void> {
  let reached = 0;
  for (const spelling of ['127.0.0.1', ...SPELLINGS]) {
    const url = `http://${spelling}:${port}/`;
    server.play([]);
    const error = await noProxy(url).then(() => null, mayFail);
    expect([spelling, await arrived(server)]).toEqual([spelling, error === null ? ['A /'] : []]);
    server.play([]);
    await expect(mounted(url)).rejects.toThrow();
    expect([spelling, await arrived(server)]).toEqual([spelling, []]);
    server.play([]);
    if ((await cookie(url).then(() => null, mayFail)) !== null) continue;
    reached++;
    const [request] = server.requests;
    expect(request?.headers.filter(([name]) => name.toLowerCase() === 'cookie').map(([, value]) => value)).toEqual([
      'a=b',
    ]);
  }
  expect(reached).toBeGreaterThan(0);
}

/** A spelling that the system's resolver does not know, or that the client would rewrite. */
function mayFail(error: unknown): unknown {
  if (!(error instanceof ConnectionError)) expect(error).toBeInstanceOf(UnsupportedByTransport);
  return error;
}

/** Compares the host as text. */
const textual: Decider = {
  noProxy: (url) =>
    url.includes('//127.0.0.1:') ? fetch(url) : fetch(`${server.origins.B}/`, { headers: { 'X-For': url } }),
  mounted: (url) => (url.includes('//127.0.0.1:') ? Promise.reject(new Error('walled')) : fetch(url)),
  cookie: (url) => fetch(url, { headers: url.includes('//127.0.0.1:') ? { Cookie: 'a=b' } : {} }),
};

/** Text that looks like an address but is not one. No resolver knows it, and the WHATWG parser refuses it. */
const NO_ADDRESSES = ['999.1.1.1', '256.0.0.1', '1.2.3.4.5', '127.0.0.08', '0x7f.0.0.0x1g', '127.0.0.4294967296'];

describeRow(['UR-18', 'UR-19'], (id) => {
  overTransports(async ({ transport }) => {
    await decidesOnAddress(decider(transport));
    if (id === 'UR-18') return;
    const urls = NO_ADDRESSES.map((host) => `http://${host}:${port}/`);
    await refusesEach(server, over(transport), { urls, kind: RequestException });
  });
  expectVulnerable('compares hosts as text', () => decidesOnAddress(textual));
});

const bracketed = (): string[] => [
  `http://[127.0.0.1]:${port}/`,
  `http://[localhost]:${port}/`,
  'http://[a.com]/',
  'http://[1.2.3.4]/',
  'http://[]/',
  'http://[v1.a]/',
  'http://[::1::]/',
  'http://[1:2:3:4:5:6:7:8:9]/',
  'http://[::12345]/',
  'http://[::1.2.3]/',
  'http://[::256.0.0.1]/',
  'http://[::g]/',
  `http://[127.0.0.1%25lo]:${port}/`,
];

const suffixed = (): string[] => [
  `http://[::1]127.0.0.1:${port}/`,
  `http://127.0.0.1[::1]:${port}/`,
  `http://[::1].127.0.0.1:${port}/`,
  'http://[::1]x/',
  'http://[::1]x:80/',
  'http://[::1]:80x/',
  'http://[::1]]/',
  'http://[[::1]]/',
  'http://[::1',
  'http://::1]/',
  'http://[::1]:80:90/',
];

async function refusesBrackets(client: Client, urls: readonly string[]): Promise<void> {
  await refusesEach(server, client, { urls, kind: InvalidURL });
}

/** As the requested URL, the target of a redirect, and a URL that an auth function sets. */
async function refusesBracketsEverywhere(transport: Transport, urls: readonly string[]): Promise<void> {
  await refusesBrackets(over(transport), urls);
  await refusesLocations(server, over(transport), { urls, kind: InvalidURL });
  const changed: Client = (url) =>
    over(transport)(`${server.origins.A}/`, {
      auth: (request) => {
        request.url = url;
      },
    });
  await refusesBrackets(changed, urls);
}

/** Removes brackets, and parses what is left. */
const bracketless = byPattern(/127\.0\.0\.1(?:%25lo)?:(\d+)/, (url) => url.replaceAll(/\[(?:::1)?|\]/g, ''));

describeRow('UR-20', () => {
  overTransports(({ transport }) => refusesBracketsEverywhere(transport, bracketed()));
  expectVulnerable('removes brackets, whatever is in them', () => refusesBrackets(bracketless, bracketed()));
});

describeRow('UR-21', () => {
  overTransports(({ transport }) => refusesBracketsEverywhere(transport, [...bracketed(), ...suffixed()]));
  expectVulnerable('parses on after the bracket', () => refusesBrackets(bracketless, suffixed()));
});

describeRow('UR-27', () => {
  /** Connections are numbered: two zones must not share one. On loopback every zone leads to the same address. */
  async function keepsZonesApart(send: (zone: string) => Promise<unknown>): Promise<void> {
    server.play([]);
    for (const zone of ['lo', 'eth0', 'lo', '1', 'eth0']) {
      const { length } = server.requests;
      const error = await send(zone).then(
        () => null,
        (reason: unknown) => reason,
      );
      if (error !== null) expect(error).toBeInstanceOf(RequestException);
      else expect(server.requests).toHaveLength(length + 1);
    }
    await server.settled();
    const zones = new Map<number, Set<string>>();
    for (const { connection, line } of server.requests) {
      const zone = line.split(' ')[1] as string;
      zones.set(connection, (zones.get(connection) ?? new Set()).add(zone));
    }
    for (const shared of zones.values()) expect([...shared]).toHaveLength(1);
  }
  overTransports(async ({ transport }) => {
    const client = over(transport);
    await keepsZonesApart((zone) => client(`http://[::1%25${zone}]:${port}/${zone}`));
    // Zones are different origins even where nothing can be sent to them.
    const session = new Session({ transport });
    expect(session.shouldStripAuth('http://[fe80::1%25a]/', 'http://[fe80::1%25b]/')).toBe(true);
    const prepared = await Promise.all(
      ['a', 'b'].map((zone) => new Request('GET', `http://[fe80::1%25${zone}]/`).prepare()),
    );
    expect(prepared.map(({ url }) => url)).toEqual(['http://[fe80::1%25a]/', 'http://[fe80::1%25b]/']);
  });
  expectVulnerable('keeps connections by the address alone', () =>
    keepsZonesApart(async (zone) => {
      const response: globalThis.Response = await fetch(`http://127.0.0.1:${port}/${zone}`);
      await response.text();
    }),
  );
});
