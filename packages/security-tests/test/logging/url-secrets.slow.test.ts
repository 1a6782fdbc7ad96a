import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ConnectionError, FunctionTransport, InvalidURL, Request, Response, retry, Session } from '@req/core';
import { startTcpServer, type TcpServer } from '@req/test-support/tcp-server';
import { TRANSPORTS } from '@req/test-support/transports';
import fc from 'fast-check';
import { crookedTarget, crookedUrl, urlWithin, urlWithParameter } from './support/secret-urls.ts';
import { chainOf, everyView, expectSafe, SECRET } from './support/views.ts';

/** Every way to print an outcome, its request and response, and its causes. */
function expectHidden(what: string, outcome: unknown): void {
  for (const each of chainOf(outcome)) {
    const { request, response } = each as { request?: unknown; response?: unknown };
    for (const part of [each, request, response]) expectSafe(what, everyView(part));
    const { headers } = (response ?? {}) as { headers?: unknown };
    // The JSON of headers is meant for storing them, and is complete.
    expectSafe(what, inspect(headers, { depth: 5, showHidden: true }));
  }
  const { retries } = (outcome ?? {}) as { retries?: unknown };
  expectSafe(what, everyView(retries));
}

const outcomeOf = (promise: Promise<unknown>): Promise<unknown> => promise.catch((error: unknown) => error);

/** Errors of Node, undici, node-fetch and axios, with the URL wherever they write it. */
function quoting(url: string): Error {
  const inner = Object.assign(new TypeError('Invalid URL'), { code: 'ERR_INVALID_URL', input: url, base: url });
  const middle = Object.assign(new TypeError(`Failed to parse URL from ${url}`, { cause: inner }), {
    url,
    hostname: url,
  });
  return new AggregateError([middle, Object.assign(new Error(`getaddrinfo ENOTFOUND ${url}`), { host: url })], url);
}

const session = new Session({
  transport: new FunctionTransport((request) => {
    throw new ConnectionError(`request to ${request.url} failed`, { cause: quoting(request.url) });
  }),
  trustEnv: false,
});

/** As it can be written in a header. */
const inOneLine = (url: string): string => url.replaceAll(/[\r\n\0]|[^\0-\xff]/g, '');

const anyUrl = fc.oneof(crookedUrl, urlWithin('http://h'), urlWithParameter('http://h'), urlWithin('x://h'));

describe('a secret in a URL, whatever the URL looks like, is shown by nothing', () => {
  const property = (check: (url: string) => Promise<void> | void, urls = anyUrl): Promise<void> =>
    fc.assert(
      fc.asyncProperty(urls, async (url) => check(url)),
      { numRuns: 80 },
    ) as Promise<void>;

  test('that is requested', () =>
    property(async (url) => {
      expectHidden(url, await outcomeOf(session.get(url)));
      expectHidden(url, await outcomeOf(new Request('GET', url).prepare()));
      expectHidden(url, new Request('GET', url));
    }));

  test('that a redirect leads to', () =>
    property(
      async (url) => {
        const transport = new FunctionTransport(({ url: requested }) =>
          requested === 'http://first.test/' ? { status: 302, headers: { Location: inOneLine(url) } } : { status: 404 },
        );
        const redirected = new Session({ transport, trustEnv: false });
        expectHidden(url, await outcomeOf(redirected.get('http://first.test/')));
        expectHidden(url, await outcomeOf(redirected.get('http://first.test/', { allowRedirects: false })));
        expectHidden(url, await outcomeOf(redirected.get('http://first.test/').then((r) => r.raiseForStatus())));
      },
      fc.oneof(crookedTarget, urlWithin('http://h'), urlWithParameter('http://h')),
    ));

  test('of a proxy', () =>
    property(async (url) => {
      for (const proxies of [{ http: url }, { all: url, no_proxy: url }, { 'http://h': url }])
        expectHidden(url, await outcomeOf(session.get('http://h/', { proxies })));
    }));

  test('of the session', () =>
    property(async (url) => {
      const based = new Session({ transport: session.transport, trustEnv: false, baseUrl: url });
      for (const path of ['', 'x', '/x', '?q']) expectHidden(url, await outcomeOf(based.get(path)));
      expectHidden(url, based);
      expectHidden(
        url,
        await outcomeOf((async () => new Session({ transport: session.transport, allowHosts: [url] }))()),
      );
    }));

  test('that fetch is given', () =>
    property(async (url) => {
      expectHidden(url, await outcomeOf(session.asFetch()(url)));
    }));

  test('of a response, or in its headers', () =>
    property((url) => {
      const line = inOneLine(url);
      const headers = ['Location', 'Content-Location', 'Referer'].map((name): [string, string] => [name, line]);
      const response = new Response({ statusCode: 404, url, headers });
      expectHidden(url, response);
      expect(() => response.raiseForStatus()).toThrow(expect.not.stringContaining(SECRET) as never);
    }));

  test('that a policy of retries lists', () =>
    property(async (url) => {
      const transport = retry(session.transport, { total: 2, backoffFactor: 0 });
      expectHidden(url, await outcomeOf(new Session({ transport, trustEnv: false }).get(url)));
    }));

  test('that is the cause of an exception', () =>
    property((url) => {
      expectHidden(url, new InvalidURL('failed', { cause: quoting(url) }));
    }));
});

describe('nor over a client, whose own errors quote it', () => {
  let server: TcpServer;
  let location = '';
  beforeAll(async () => {
    server = await startTcpServer((socket) => {
      socket.once('data', () => {
        socket.end(
          `HTTP/1.1 302 Found\r\nLocation: ${location}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`,
          'latin1',
        );
      });
    });
  });
  afterAll(() => server.close());

  // Port 1 is closed; a name would be looked up.
  const here = fc.oneof(
    crookedUrl.filter((url) => !/@(?:h|H\.test|\u00e9|-|:)/.test(url)),
    crookedUrl
      .map((url) => url.replace(/@(?:h|H\.test|\u00e9|-)/, '@127.0.0.1'))
      .map((url) => url.replace(/(@127\.0\.0\.1)(?=[/?#]|$)/, '$1:1')),
    urlWithin('http://127.0.0.1:1'),
    urlWithParameter('http://127.0.0.1:1'),
  );

  const there = fc.oneof(
    crookedTarget.map((url) => url.replace(/@(?:h|H\.test|\u00e9|-)(?=[/?#: \\]|$)/, '@127.0.0.1:1')),
    urlWithin('http://127.0.0.1:1'),
    urlWithParameter('http://127.0.0.1:1'),
  );

  describe.each(Object.entries(TRANSPORTS))('over %s', (_, make) => {
    const transport = make();
    afterAll(() => transport.close());
    const over = new Session({ transport, trustEnv: false, timeout: 2000, maxRedirects: 3 });

    test('that is requested from a transport directly', () =>
      fc.assert(
        fc.asyncProperty(here, async (url) => {
          expectHidden(url, await outcomeOf(over.get(url)));
          const prepared = await new Request('GET', 'http://127.0.0.1:1/').prepare();
          prepared.url = url;
          expectHidden(url, await outcomeOf(over.send(prepared)));
        }),
        { numRuns: 30 },
      ));

    test('that a redirect leads to', () =>
      fc.assert(
        fc.asyncProperty(there, async (url) => {
          location = inOneLine(url);
          expectHidden(url, await outcomeOf(over.get(server.origin)));
        }),
        { numRuns: 25 },
      ));

    test('of a proxy', () =>
      fc.assert(
        fc.asyncProperty(here, async (url) => {
          const proxies = { http: url, https: url };
          expectHidden(url, await outcomeOf(over.get('http://origin.test/', { proxies })));
          expectHidden(url, await outcomeOf(over.get('https://origin.test/', { proxies })));
        }),
        { numRuns: 25 },
      ));
  });
});
