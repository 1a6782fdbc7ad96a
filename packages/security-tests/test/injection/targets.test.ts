import { afterAll, beforeAll, expect } from '@jest/globals';
import { InvalidURL, type RequestOptions, Session, UnsupportedByTransport } from '@req/core';
import { describeRow, expectVulnerable, overTransports } from '../support/describe-row.ts';
import { refused, sentOnce } from './support/checks.ts';
import { type Client, exchange, joinStrings, over } from './support/client.ts';
import { readBytes, WireServer } from './support/wire-server.ts';

let server: WireServer;
beforeAll(async () => {
  server = await WireServer.start();
});
afterAll(() => server.close());

/** The text after the origin in the URL, and the request target it leads to. */
const TARGETS: readonly (readonly [string, string])[] = [
  ['/x\r\nX-Injected: 1', '/x%0D%0AX-Injected:%201'],
  ['/ HTTP/1.1\r\nHost: b\r\n\r\nGET /second', '/%20HTTP/1.1%0D%0AHost:%20b%0D%0A%0D%0AGET%20/second'],
  ['/?q=a\r\nX-Injected: 1', '/?q=a%0D%0AX-Injected:%201'],
  ['?a\nb', '/?a%0Ab'],
  ['/tab\tnul\0del\x7f', '/tab%09nul%00del%7F'],
  ['/x#f\r\nX-Injected: 1', '/x'],
  ['/%0d%0aX-Injected:%201', '/%0D%0AX-Injected:%201'],
];

async function encodesTargets(client: Client): Promise<void> {
  for (const [written, target] of TARGETS) {
    const { line } = await sentOnce(server, client, { url: server.origin + written });
    expect(line).toBe(`GET ${target} HTTP/1.1`);
  }
}

/** The same for a URL that an auth function or a hook sets. */
async function encodesChangedTargets(client: Client): Promise<void> {
  for (const [written, target] of TARGETS) {
    const change = (request: { url: string }): void => {
      request.url = server.origin + written;
    };
    const { line } = await sentOnce(server, client, { url: `${server.origin}/before`, change });
    expect(line).toBe(`GET ${target} HTTP/1.1`);
  }
}

async function encodesParams(client: Client): Promise<void> {
  const params = { a: '\0', 'b\r\n': '\r\nX-Injected: 1' };
  const { line } = await sentOnce(server, client, { url: `${server.origin}/`, options: { params } });
  expect(line).toBe('GET /?a=%00&b%0D%0A=%0D%0AX-Injected%3A+1 HTTP/1.1');
}

describeRow(['IN-01', 'IN-22'], () => {
  overTransports(async ({ transport }) => {
    await encodesTargets(over(transport));
    await encodesChangedTargets(over(transport));
    await encodesParams(over(transport));
  });
  expectVulnerable('joins the request line from strings', () => encodesTargets(joinStrings));
  expectVulnerable('sends what an auth function made of the URL', () => encodesChangedTargets(joinStrings));
});

describeRow('IN-04', () => {
  const HOSTS = ['127.0.0.1\r\nX-Injected: 1', '127.0.0.1\n', '\r\n127.0.0.1', '127.0.0.1\t'];
  async function refusesHosts(client: Client): Promise<void> {
    for (const host of HOSTS) {
      const url = `http://${host}:${server.port}/`;
      await refused(server, client, { url }, InvalidURL);
      const change = (request: { url: string }): void => {
        request.url = url;
      };
      await refused(server, client, { url: `${server.origin}/`, change }, InvalidURL);
    }
  }
  overTransports(async ({ transport }) => {
    await encodesTargets(over(transport));
    await refusesHosts(over(transport));
  });
  expectVulnerable('writes the host into the Host field unchecked', () => refusesHosts(joinStrings));
});

describeRow('IN-06', () => {
  /** `shown` is the URL that the client's checks and hooks saw. */
  async function showsWhatItSends(shown: (url: string) => Promise<readonly string[]>): Promise<void> {
    for (const [written] of TARGETS) {
      const urls = await shown(server.origin + written);
      const [, target] = readBytes(await server.take()).line.split(' ');
      for (const url of urls) expect(url.replace(/#.*/, '')).toBe(server.origin + target);
    }
  }
  overTransports(async ({ transport }) => {
    const session = new Session({ transport, trustEnv: false });
    await showsWhatItSends(async (url) => {
      const seen: string[] = [];
      const response = await session.get(url, {
        auth: (request) => void seen.push(request.url),
        hooks: { response: (r) => void seen.push(r.request?.url ?? '', r.url) },
      });
      return [...seen, response.url];
    });
  });
  expectVulnerable('shows the URL as given and lets fetch strip it', () =>
    showsWhatItSends(async (url) => {
      await fetch(url);
      return [url];
    }),
  );
});

describeRow('IN-20', () => {
  async function asksProxyInOneLine(client: Client): Promise<void> {
    const options: RequestOptions = { proxies: { http: server.origin } };
    for (const [written, target] of TARGETS) {
      const { line } = await sentOnce(server, client, { url: `http://a.test${written}`, options });
      expect(line).toBe(`GET http://a.test${target} HTTP/1.1`);
    }
    const change = (request: { url: string }): void => {
      request.url = 'http://a.test:80\r\nX-Injected: 1/';
    };
    await refused(server, client, { url: 'http://a.test/', options, change }, InvalidURL);
  }
  overTransports(async ({ transport, name }) => {
    const client = over(transport);
    if (name !== 'built-in fetch') return asksProxyInOneLine(client);
    // Without proxies of its own it must not bypass them either.
    const options = { proxies: { http: server.origin } };
    await refused(server, client, { url: `${server.origin}/`, options }, UnsupportedByTransport);
  });
  expectVulnerable('writes the URL into the absolute form unchanged', () =>
    asksProxyInOneLine(({ url }) => exchange(server.port, `GET ${url} HTTP/1.1\r\nHost: a.test\r\n\r\n`)),
  );
});

describeRow('IN-21', () => {
  async function keepsEscapes(client: Client): Promise<void> {
    const url = `${server.origin}/a%0d%0aX-Injected:%201%00?b=%0d%0a`;
    const { line } = await sentOnce(server, client, { url });
    expect(line).toBe('GET /a%0D%0AX-Injected:%201%00?b=%0D%0A HTTP/1.1');
  }
  overTransports(({ transport }) => keepsEscapes(over(transport)));
  expectVulnerable('decodes the path before it is sent', () =>
    keepsEscapes((ask) => joinStrings({ ...ask, url: decodeURIComponent(ask.url) })),
  );
});

describeRow('IN-28', () => {
  overTransports(({ transport }) => encodesParams(over(transport)));
  expectVulnerable('turns escapes of params back into characters', () => encodesParams(joinStrings));
});

describeRow('IN-29', () => {
  async function mergesQueries(client: Client): Promise<void> {
    const url = `${server.origin}/?a=1;b=2&c=3;d`;
    const { line } = await sentOnce(server, client, { url, options: { params: { e: 'x;y&z', a: '4' } } });
    expect(line).toBe('GET /?a=1;b=2&c=3;d&e=x%3By%26z&a=4 HTTP/1.1');
  }
  overTransports(({ transport }) => mergesQueries(over(transport)));
  expectVulnerable('splits the query at semicolons too', () =>
    mergesQueries(async ({ url, options }) => {
      const [base, query = ''] = url.split('?');
      const pairs = new URLSearchParams(query.split(/[&;]/).join('&'));
      for (const [key, value] of Object.entries(options?.params as Record<string, string>)) pairs.append(key, value);
      await joinStrings({ url: `${base}?${pairs}` });
    }),
  );
});

describeRow('IN-30', () => {
  overTransports(({ transport }) => encodesTargets(over(transport)));
  expectVulnerable('parses its URL by the WHATWG rules', () =>
    encodesTargets(async ({ url }) => {
      await fetch(url);
    }),
  );
});
