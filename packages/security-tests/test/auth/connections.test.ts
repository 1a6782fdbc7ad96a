import { Agent, request } from 'node:http';
import { afterAll, beforeAll, expect } from '@jest/globals';
import { type RequestOptions, Session, type SessionOptions, type Transport, UnsupportedByTransport } from '@req/core';
import { TRANSPORTS } from '@req/test-support/transports';
import { ScriptServer } from '@req/transport-conformance';
import { Internet, valuesOf } from '../cookies/support/internet.ts';
import { describeRow, expectVulnerable, overTransports } from '../support/describe-row.ts';

let net: Internet;
let server: ScriptServer;
beforeAll(async () => {
  net = await Internet.start({ secure: true });
  server = await ScriptServer.start();
});
afterAll(async () => {
  await net.close();
  await server.close();
});

type Client = { get(url: string, options?: Pick<RequestOptions, 'auth'>): Promise<unknown> };

const sessionOf = (transport: Transport, options: Partial<SessionOptions> = {}): Session =>
  new Session({ transport, trustEnv: false, verify: false, ...options });

const basic = (user: string, password: string): string => `Basic ${btoa(`${user}:${password}`)}`;
const sentAuth = (): string[] => server.requests.map(({ headers }) => valuesOf(headers.flat(), 'authorization').join());

/** Keeps one connection and, as with NTLM, treats it as the user's who authenticated on it first. */
function sharesOneSocket(): { a: Client; b: Client; close(): void } {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  let sent: Record<string, string> = {};
  const get: Client['get'] = (url, { auth } = {}) =>
    new Promise((resolve, reject) => {
      // The headers of one request are kept for the next.
      if (Array.isArray(auth)) sent = { Authorization: `NTLM ${btoa(String(auth[0]).toLowerCase())}` };
      request(url, { agent, headers: sent }, (response) => response.resume().on('end', resolve))
        .on('error', reject)
        .end();
    });
  return { a: { get }, b: { get }, close: () => agent.destroy() };
}

describeRow('AU-13', () => {
  const check = async (a: Client, b: Client, ownSockets: boolean): Promise<void> => {
    const raw =
      'HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: NTLM\r\nWWW-Authenticate: Negotiate\r\nContent-Length: 0\r\n\r\n';
    server.play([{ raw }, { raw }, { raw }]);
    await a.get(`${server.origins.A}/`, { auth: ['a', 'pa'] });
    await b.get(`${server.origins.A}/`, { auth: ['b', 'pb'] });
    await b.get(`${server.origins.A}/`);
    // No challenge that binds a connection is answered, and every request carries its own credentials.
    expect(sentAuth()).toEqual([basic('a', 'pa'), basic('b', 'pb'), '']);
    const [first, second, third] = server.requests.map(({ connection }) => connection);
    if (ownSockets) expect([second === first, third === first]).toEqual([false, false]);
  };
  overTransports(async ({ name, transport }) => {
    const other = TRANSPORTS[name]();
    // All users of the platform's fetch share one pool; no connection there is bound to a user.
    await check(sessionOf(transport), sessionOf(other), name !== 'built-in fetch');
    await other.close();
  });
  expectVulnerable('logs a connection in and gives it to the next', async () => {
    const { a, b, close } = sharesOneSocket();
    await check(a, b, true).finally(close);
  });
});

describeRow('AU-14', () => {
  const check = async (client: Client): Promise<void> => {
    server.play([]);
    const url = `${server.origins.A}/`;
    await client.get(url, { auth: ['u', 'p'] });
    await client.get(url);
    await client.get(url.replace('//', '//x:y@'));
    await client.get(url);
    expect(sentAuth()).toEqual([basic('u', 'p'), '', basic('x', 'y'), '']);
  };
  overTransports(({ transport }) => check(sessionOf(transport)));
  expectVulnerable('sends the headers of the request before', async () => {
    const { a, close } = sharesOneSocket();
    await check(a).finally(close);
  });
});

/** Requests an https URL through the proxy, with that user's proxy credentials. */
type Tunnelling = (user: string, password: string) => Promise<unknown>;

describeRow('AU-15', () => {
  const check = async (go: Tunnelling): Promise<void> => {
    net.play({});
    const users = [
      ['User', 'Secret'],
      ['user', 'secret'],
      ['USER', 'SECRET'],
      ['User', 'secret'],
      ['User', 'Secret '],
    ] as const;
    for (const [user, password] of users) await go(user, password);
    expect(net.tunnels.map(({ headers }) => valuesOf(headers, 'proxy-authorization').join())).toEqual(
      users.map(([user, password]) => basic(user, password)),
    );
    expect(new Set(net.visits.map(({ connection }) => connection)).size).toBe(users.length);
  };
  overTransports(async ({ name, transport }) => {
    const go: Tunnelling = (user, password) => {
      const proxy = net.proxy.replace('//', `//${encodeURIComponent(user)}:${encodeURIComponent(password)}@`);
      return sessionOf(transport, { proxies: { https: proxy } }).get('https://a.test/');
    };
    if (name === 'built-in fetch') {
      net.play({});
      await expect(go('u', 'p')).rejects.toThrow(UnsupportedByTransport);
      expect([net.tunnels, net.visits]).toEqual([[], []]);
    } else {
      await check(go);
    }
    server.play([]);
    const session = sessionOf(transport);
    for (const user of ['User', 'user']) await session.get(`${server.origins.A}/`, { auth: [user, 'P'] });
    expect(sentAuth()).toEqual([basic('User', 'P'), basic('user', 'P')]);
  });
  const vulnerableClient = (): Tunnelling => {
    const open = new Map<string, Promise<void>>();
    return (user, password) => {
      const key = `${user}:${password}`.toLowerCase().trim();
      const known = open.get(key);
      if (known !== undefined) return known;
      const tunnel = new Promise<void>((resolve, reject) => {
        request(net.proxy, {
          method: 'CONNECT',
          path: 'a.test:443',
          headers: { 'Proxy-Authorization': basic(user, password) },
        })
          .on('connect', (_response, socket) => resolve(void socket.destroy()))
          .on('error', reject)
          .end();
      });
      open.set(key, tunnel);
      return tunnel;
    };
  };
  expectVulnerable('compares credentials without regard to case', () => check(vulnerableClient()));
});
