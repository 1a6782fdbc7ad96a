import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { environmentNoProxy, environmentProxies, environmentProxy } from '../../src/proxies/environment.ts';
import { type Proxies, resolveProxies, selectProxy } from '../../src/proxies/select-proxy.ts';

describe('the environment', () => {
  test.each<[Record<string, string>, Record<string, string>]>([
    [{ http_proxy: 'http://l', HTTP_PROXY: 'http://u' }, { http: 'http://l' }],
    [{ HTTP_PROXY: 'http://u' }, { http: 'http://u' }],
    [{ http_proxy: '', HTTP_PROXY: 'http://u' }, {}],
    [{ HTTP_PROXY: 'http://u', REQUEST_METHOD: 'GET' }, {}],
    [{ http_proxy: 'http://l', REQUEST_METHOD: 'GET' }, { http: 'http://l' }],
    [{ HTTPS_PROXY: 'http://u', REQUEST_METHOD: 'GET' }, { https: 'http://u' }],
    [{ ALL_PROXY: 'socks5://x' }, { all: 'socks5://x' }],
    [{ foo_proxy: 'z' }, { foo: 'z' }],
    [{ _proxy: 'z', proxy: 'y', http_proxyx: 'x' }, {}],
  ])('%j is %j', (env, expected) => {
    expect({ ...environmentProxies(env) }).toEqual(expected);
    for (const scheme of ['http', 'https', 'all', 'foo']) {
      expect(environmentProxy(env, scheme)).toBe(expected[scheme] ?? null);
    }
  });

  test('spellings in mixed case are found only by listing the environment', () => {
    expect({ ...environmentProxies({ Http_Proxy: 'm' }) }).toEqual({ http: 'm' });
    expect(environmentProxy({ Http_Proxy: 'm' }, 'http')).toBeNull();
  });

  test('no_proxy wins over NO_PROXY, unless it is empty', () => {
    expect(environmentNoProxy({ no_proxy: 'a', NO_PROXY: 'b' })).toBe('a');
    expect(environmentNoProxy({ no_proxy: '', NO_PROXY: 'b' })).toBe('b');
    expect(environmentNoProxy({})).toBe('');
  });
});

describe('selectProxy()', () => {
  const all = { http: 'H', 'http://h': 'HH', all: 'A', 'all://h': 'AH' };
  test.each<[string, Proxies | null, string | null]>([
    ['http://h/', all, 'HH'],
    ['http://o/', all, 'H'],
    ['https://h/', all, 'AH'],
    ['https://o/', all, 'A'],
    ['hTTp://u:p@H:8080/', all, 'HH'],
    ['http://h:81/', { 'http://h:81': 'P', http: 'H' }, 'H'],
    ['http://w.h/', { 'http://h': 'P' }, null],
    ['http:///p', { http: 'H' }, 'H'],
    ['file:///x', { all: 'A' }, 'A'],
    ['http://h/', { http: null, all: 'A' }, null],
    ['http://h/', { http: '', all: 'A' }, null],
    ['http://h/', { http: undefined, all: 'A' }, 'A'],
    ['http://h/', { HTTP: 'H' }, null],
    ['http://h/', null, null],
    ['http://h/', {}, null],
    ['http://h./', { 'http://h': 'P' }, 'P'],
    ['http://[::1]:8/', { 'http://::1': 'P' }, 'P'],
    ['http://h/', { http: 'H', no_proxy: 'h' }, null],
    ['http://o/', { http: 'H', no_proxy: 'h' }, 'H'],
  ])('%s of %j: %s', (url, proxies, expected) => {
    expect(selectProxy(url, proxies)).toBe(expected);
  });

  test('ignores properties of Object.prototype', () => {
    (Object.prototype as Record<string, unknown>)['http'] = 'http://evil';
    try {
      expect(selectProxy('http://h/', {})).toBeNull();
      expect(selectProxy('http://h/', { https: 'S' })).toBeNull();
      expect(
        selectProxy('http://h/', resolveProxies({ url: 'http://h/', request: null, session: null, env: null })),
      ).toBeNull();
    } finally {
      delete (Object.prototype as Record<string, unknown>)['http'];
    }
  });
});

describe('request, session and environment', () => {
  type Row = [
    what: string,
    env: Record<string, string> | null,
    request: Proxies | null,
    session: Proxies | null,
    proxy: string | null,
  ];
  test.each<Row>([
    ['the environment serves where nothing else does', { http_proxy: 'E' }, null, null, 'E'],
    ['the session beats the environment', { http_proxy: 'E' }, null, { http: 'S' }, 'S'],
    ['the request beats both', { http_proxy: 'E' }, { http: 'A' }, { http: 'S' }, 'A'],
    ['an untrusted environment is ignored', null, null, { http: 'S' }, 'S'],
    ['an untrusted environment is ignored', null, null, null, null],
    ['no_proxy takes out the environment', { http_proxy: 'E', no_proxy: 'a.com' }, null, null, null],
    ['no_proxy does not take out the request', { http_proxy: 'E', no_proxy: 'a.com' }, { http: 'A' }, null, 'A'],
    ['no_proxy does not take out the session', { http_proxy: 'E', no_proxy: 'a.com' }, null, { http: 'S' }, 'S'],
    ['a no_proxy key of the request counts', { http_proxy: 'E' }, { no_proxy: 'a.com' }, null, null],
    ['a no_proxy key of the session counts', { http_proxy: 'E' }, null, { no_proxy: 'a.com' }, null],
    [
      'a no_proxy key stands in for the variable',
      { http_proxy: 'E', no_proxy: 'a.com' },
      { no_proxy: 'b.com' },
      null,
      'E',
    ],
    ['an empty no_proxy key too', { http_proxy: 'E', no_proxy: 'a.com' }, { no_proxy: '' }, null, 'E'],
    ['null switches off', { http_proxy: 'E' }, { http: null }, null, null],
    ['null switches the session off too', { http_proxy: 'E' }, { http: null }, { http: 'S' }, null],
    ["'' switches off", { http_proxy: 'E' }, { http: '' }, { http: 'S' }, null],
    ['undefined leaves the session alone', {}, { http: undefined }, { http: 'S' }, 'S'],
    ['all_proxy serves every scheme', { all_proxy: 'AL', https_proxy: 'E' }, null, null, 'AL'],
    ['all of the request beats the environment', { http_proxy: 'E' }, { all: 'A' }, null, 'A'],
    ['a host of the request beats the environment', { http_proxy: 'E' }, { 'http://a.com': 'HA' }, null, 'HA'],
    ['all for a host beats the environment', { http_proxy: 'E' }, { 'all://a.com': 'HA' }, null, 'HA'],
    ['another scheme of the request leaves the environment', { http_proxy: 'E' }, { https: 'A' }, null, 'E'],
    ['keys are merged one by one', {}, { https: 'A' }, { http: 'S' }, 'S'],
    ['the scheme beats all, wherever it is', {}, { all: 'A' }, { http: 'S' }, 'S'],
  ])('%s (%j, %j, %j)', (_what, env, request, session, proxy) => {
    const url = 'http://a.com/';
    expect(selectProxy(url, resolveProxies({ url, request, session, env }))).toBe(proxy);
  });
});

interface Case {
  readonly id: string;
  readonly doc: string;
  readonly needs?: readonly string[];
  readonly env?: Record<string, string>;
  readonly session?: { readonly proxies?: Proxies; readonly trustEnv?: boolean };
  readonly steps: readonly Record<
    string,
    { readonly url: string; readonly options?: Options; readonly sendOptions?: Options }
  >[];
  readonly expect: {
    readonly wire?: readonly { readonly at: string; readonly line: string }[];
    readonly results: readonly object[];
  };
}
interface Options {
  readonly proxies?: Proxies;
}

describe('the recorded cases of Requests: which proxy is chosen', () => {
  const text = readFileSync(new URL('../../../../conformance/vectors/proxies.json', import.meta.url), 'utf8');
  const cases = (JSON.parse(text) as { cases: Case[] }).cases.filter(({ needs }) => !needs?.includes('quirk'));
  const ORIGINS: Record<string, string> = {
    '{A}': 'http://127.0.0.1:8001',
    '{B}': 'http://127.0.0.1:8002',
    '{L}': 'http://localhost:8001',
    '{Z}': 'http://127.0.0.1:1',
    '{A.netloc}': '127.0.0.1:8001',
    '{A.port}': '8001',
    '{B.port}': '8002',
  };
  const fill = <T>(value: T): T =>
    JSON.parse(JSON.stringify(value ?? null).replace(/\{[A-Z](?:\.\w+)?\}/g, (m) => ORIGINS[m] ?? m)) as T;

  test('are all there', () => {
    expect(cases.length).toBe(83);
  });

  test.each(cases.map((c) => [c.id, c.doc, c] as const))('%s: %s', (_id, _doc, c) => {
    const wire = fill(c.expect.wire ?? []);
    // A redirect makes more requests than steps: the first one of a step is checked here, and the last below.
    for (const [i, step] of c.steps.entries()) {
      const {
        url: written,
        options,
        sendOptions,
      } = Object.values(fill(step)).find((value) => typeof value === 'object' && 'url' in value) as never as {
        url: string;
        options?: Options;
        sendOptions?: Options;
      };
      const sources = {
        request: sendOptions?.proxies ?? options?.proxies ?? null,
        session: fill(c.session?.proxies ?? null),
        env: c.session?.trustEnv === false ? null : fill(c.env ?? {}),
      };
      const proxyOf = (url: string): string | null => selectProxy(url, resolveProxies({ url, ...sources }));
      const request = wire[i];
      if (request === undefined) {
        // Nothing reached a server: the proxy could not be used.
        expect(proxyOf(written)).not.toBeNull();
        continue;
      }
      const at = (seen: { at: string; line: string }): string => {
        const target = seen.line.split(' ')[1] as string;
        const proxied = target.includes('://') || seen.line.startsWith('CONNECT');
        return proxied ? `${seen.at} by proxy` : `${seen.at} directly`;
      };
      const expected = (url: string): string => {
        const proxy = proxyOf(url);
        const port = /:(\d+)/.exec(proxy ?? url.replace(/^https?:/, ''))?.[1];
        const origin = port === '8002' ? 'B' : 'A';
        return proxy === null ? `${origin} directly` : `${origin} by proxy`;
      };
      expect(expected(written)).toBe(at(request));
      const last = wire.at(-1);
      if (c.steps.length === 1 && wire.length > 1 && last !== undefined) {
        const target = last.line.split(' ')[1] as string;
        expect(expected(target.includes('://') ? target : `http://127.0.0.1:8001${target}`)).toBe(at(last));
      }
    }
  });
});
