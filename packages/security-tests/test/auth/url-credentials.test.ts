import dns from 'node:dns';
import { afterAll, beforeAll, expect, jest } from '@jest/globals';
import { HTTPBasicAuth, HTTPProxyAuth, InvalidHeader, RequestException } from '@req/core';
import { ScriptServer } from '@req/transport-conformance';
import { ask } from '../cookies/support/ask.ts';
import { type Open, opener, overProxies } from '../cookies/support/browser.ts';
import { Internet } from '../cookies/support/internet.ts';
import { VulnerableBrowser } from '../cookies/support/vulnerable-browser.ts';
import { describeRow, expectVulnerable, overTransports } from '../support/describe-row.ts';
import { withNetrc } from './support/with-netrc.ts';

let net: Internet;
let server: ScriptServer;
beforeAll(async () => {
  net = await Internet.start();
  server = await ScriptServer.start();
});
afterAll(async () => {
  await net.close();
  await server.close();
});

type Client = Pick<ReturnType<Open>, 'get'>;
const basic = (user: string, password: string): string => `Basic ${btoa(`${user}:${password}`)}`;

/** Takes everything up to some `@` as userinfo, decodes nothing, and connects to what is left. */
const splitsAt = (index: (url: string) => number): Client => ({
  get(url) {
    const at = index(url);
    const [user = '', ...password] = url.slice(7, at).split(':');
    return ask(net.proxy, `http://${url.slice(at + 1)}`, { Authorization: basic(user, password.join(':')) });
  },
});

describeRow('AU-09', () => {
  const check = async (client: Client): Promise<void> => {
    net.play({});
    await client.get('http://u:p%23q@a.test/');
    expect(net.got('authorization', 'a.test')).toEqual([basic('u', 'p#q')]);
    for (const url of ['http://u:p#q@a.test/', 'http://b.test#q@a.test/', 'http://b.test:80#:q@a.test/']) {
      net.play({});
      const refused = await client.get(url).catch((error: unknown) => error);
      if (refused instanceof Error) expect(refused).toBeInstanceOf(RequestException);
      expect([url, net.visits.map(({ host }) => host).filter((host) => host !== 'b.test')]).toEqual([url, []]);
      expect(net.got('authorization', 'b.test').join()).toBe('');
    }
  };
  overProxies(
    () => net,
    (open) => check(open()),
  );
  expectVulnerable('looks for the @ before the #', () => check(splitsAt((url) => url.lastIndexOf('@'))));
});

describeRow('AU-10', () => {
  const check = async (client: Client): Promise<void> => {
    for (const [url, user, password] of [
      ['http://user:p@ss@a.test/', 'user', 'p@ss'],
      ['http://us@er:pass@a.test/', 'us@er', 'pass'],
      ['http://user:p%40ss@a.test/', 'user', 'p@ss'],
      ['http://user:@b.test:@a.test/', 'user', '@b.test:'],
    ] as const) {
      net.play({});
      await client.get(url);
      expect([url, net.visits.map(({ host }) => host)]).toEqual([url, ['a.test']]);
      expect(net.got('authorization', 'a.test')).toEqual([basic(user, password)]);
      expect(net.visits.map((visit) => visit.url).join()).not.toContain('ss@');
    }
  };
  overProxies(
    () => net,
    (open) => check(open()),
  );
  // Only transports that connect themselves look up names.
  overTransports(async ({ transport }) => {
    const lookup = jest.spyOn(dns, 'lookup');
    try {
      server.play([]);
      const client = opener(null, transport)();
      await client.get(server.origins.L.replace('//', '//us@er:sec@ret@'));
      expect(server.requests[0]?.headers).toContainEqual(['Authorization', basic('us@er', 'sec@ret')]);
      for (const [name] of lookup.mock.calls) expect(['localhost', '127.0.0.1']).toContain(name);
    } finally {
      lookup.mockRestore();
    }
  });
  expectVulnerable('splits at the first @', () => check(splitsAt((url) => url.indexOf('@'))));
});

describeRow('AU-17', () => {
  const check = async (open: Open): Promise<void> => {
    net.play({});
    for (const user of ['a:b', ':', 'a\0', 'a\r\nX-Evil: 1', 'a\x1fb', 'a\x7f', 'a\tb']) {
      await expect(open().get('http://a.test/', { auth: [user, 'p'] })).rejects.toThrow(InvalidHeader);
    }
    expect(net.visits).toEqual([]);
  };
  const everyWay = async (open: Open): Promise<void> => {
    await check(open);
    for (const auth of [new HTTPBasicAuth('a:b', 'p'), new HTTPProxyAuth('a:b', 'p')]) {
      await expect(open().get('http://a.test/', { auth })).rejects.toThrow(InvalidHeader);
    }
    await expect(open({ auth: ['a:b', 'p'] }).get('http://a.test/')).rejects.toThrow(InvalidHeader);
    await expect(open().get('http://a%3Ab:p@a.test/')).rejects.toThrow(InvalidHeader);
    await expect(open().get('http://a%0D%0Ab:p@a.test/')).rejects.toThrow(InvalidHeader);
    await withNetrc('machine a.test login a:b password p\n', () =>
      expect(open({ trustEnv: true }).get('http://a.test/')).rejects.toThrow(InvalidHeader),
    );
    expect(net.visits).toEqual([]);
  };
  overProxies(() => net, everyWay);
  expectVulnerable('writes everything unchecked', () => check(() => new VulnerableBrowser(net.proxy)));
});
