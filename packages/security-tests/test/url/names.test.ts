import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from '@jest/globals';
import { FunctionTransport, InvalidURL, Request, Session, UnsupportedByTransport } from '@req/core';
import { ScriptServer } from '@req/transport-conformance';
import { describeRow, expectVulnerable, overTransports } from '../support/describe-row.ts';
import { byPattern, type Client, inEnvironment, over, whatwg, withEnvironment } from './support/client.ts';
import { arrived, reaches, refusesEach, refusesLocations } from './support/places.ts';

let server: ScriptServer;
let a: string;
let port: string;
let folder: string;
beforeAll(async () => {
  server = await ScriptServer.start();
  a = new URL(server.origins.A).host;
  port = new URL(server.origins.A).port;
  folder = mkdtempSync(join(tmpdir(), 'req-names-'));
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await server.close();
});

describeRow('UR-11', () => {
  const escaped = (): string[] =>
    ['%2F', '%2f', '%3F', '%23', '%40', '%3A', '%5C', '%5B', '%25', '%00', '%0a', '%20'].flatMap((triplet) => [
      `http://127.0.0.1:${port}${triplet}.b.test/`,
      `http://127.0.0.1${triplet}b.test:${port}/`,
      `http://b.test${triplet}127.0.0.1:${port}/`,
    ]);
  const refusesEscaped = (client: Client): Promise<void> =>
    refusesEach(server, client, { urls: escaped(), kind: InvalidURL });
  overTransports(async ({ transport }) => {
    await refusesEscaped(over(transport));
    await refusesLocations(server, over(transport), { urls: escaped(), kind: InvalidURL });
  });
  expectVulnerable('decodes the host', () => refusesEscaped(byPattern(/127\.0\.0\.1:(\d+)/, decodeURIComponent)));
});

describeRow('UR-12', () => {
  // Each of these is normalized to `a/c`, `/`, `?`, `#`, `@`, `:` or `\`.
  const folding = (): string[] =>
    ['\uff0f', '\u2100', '\uff1f', '\uff03', '\uff20', '\uff1a', '\uff3c', '\u2a74', '\u2048'].flatMap((sign) => [
      `http://${a}${sign}.evil.test/`,
      `http://evil.c${sign}.example.com:${port}/`,
      `http://127.0.0.1${sign}:${port}/`,
    ]);
  const refusesFolding = (client: Client): Promise<void> =>
    refusesEach(server, client, { urls: folding(), kind: InvalidURL });
  overTransports(({ transport }) => refusesFolding(over(transport)));
  expectVulnerable('normalises before it splits', () => refusesFolding((url) => whatwg(url.normalize('NFKC'))));
});

/** Through a proxy, which receives the name without looking it up. */
async function askedFor(transport: Parameters<typeof over>[0], url: string): Promise<string[]> {
  server.play([]);
  await over(transport)(url, { proxies: { http: server.origins.B } });
  const host = server.requests[0]?.headers.find(([name]) => name.toLowerCase() === 'host')?.[1] ?? '';
  return [...(await arrived(server)), host];
}

describeRow('UR-13', () => {
  async function keepsSharpS(ask: (url: string) => Promise<string[]>): Promise<void> {
    expect(await ask('http://stra\u00dfe.de/')).toEqual(['B http://xn--strae-oqa.de/', 'xn--strae-oqa.de']);
    expect(await ask('http://fa\u00df.de/')).toEqual(['B http://xn--fa-hia.de/', 'xn--fa-hia.de']);
  }
  overTransports(async ({ transport, name }) => {
    if (name !== 'built-in fetch') return keepsSharpS((url) => askedFor(transport, url));
    await expect(askedFor(transport, 'http://stra\u00dfe.de/')).rejects.toThrow(UnsupportedByTransport);
    const { url } = await new Request('GET', 'http://stra\u00dfe.de/').prepare();
    expect(url).toBe('http://xn--strae-oqa.de/');
  });
  expectVulnerable('maps by IDNA 2003', () =>
    keepsSharpS(async (url) => {
      const mapped = url.replaceAll('\u00df', 'ss');
      return [`B ${mapped}`, new URL(mapped).host];
    }),
  );
});

/** A session's decisions about a host: whether each takes it for the host named in the setting. */
interface Policies {
  noProxy(url: string): Promise<boolean>;
  cookies(url: string): Promise<boolean>;
  mounts(url: string): Promise<boolean>;
  netrc(url: string): Promise<boolean>;
}

/** What a session decides for `host`. Nothing is connected to. */
function policiesFor(host: string): Policies {
  const transport = new FunctionTransport(({ proxy }) => ({ json: proxy !== null }));
  const file = join(folder, 'netrc');
  writeFileSync(file, `machine ${host} login u password p\n`);
  return {
    noProxy: (url) =>
      withEnvironment(
        { http_proxy: 'http://proxy.test', no_proxy: host },
        async () => (await inEnvironment(transport).get(url)).json<boolean>() === false,
      ),
    async cookies(url) {
      const session = new Session({ transport, trustEnv: false });
      session.cookies.set('a', 'b', { domain: host });
      return (await session.prepareRequest(new Request('GET', url))).headers.has('cookie');
    },
    async mounts(url) {
      const session = new Session({ transport, trustEnv: false });
      const mounted = new FunctionTransport(() => ({}));
      session.mount(`http://${host}/`, mounted);
      return session.getTransport((await session.prepareRequest(new Request('GET', url))).url) === mounted;
    },
    netrc: (url) =>
      withEnvironment({ NETRC: file }, async () => {
        const prepared = await inEnvironment(transport).prepareRequest(new Request('GET', url));
        return prepared.headers.has('authorization');
      }),
  };
}

async function decisions(policies: Policies, url: string): Promise<boolean[]> {
  const { noProxy, cookies, mounts, netrc } = policies;
  return [await noProxy(url), await cookies(url), await mounts(url), await netrc(url)];
}

/** Compares text, ignoring that a host has several spellings. */
function textual(host: string): Policies {
  const same = async (url: string): Promise<boolean> => /^http:\/\/([^/:]*)/.exec(url)?.[1] === host;
  return { noProxy: same, cookies: same, mounts: same, netrc: same };
}

describeRow('UR-14', () => {
  async function mapsDots(policies: (host: string) => Policies): Promise<void> {
    for (const dot of ['\u3002', '\uff0e', '\uff61']) {
      for (const url of [
        `http://a${dot}example.com/`,
        `http://A${dot}EXAMPLE.com/`,
        `http://\uff41${dot}example.com/`,
      ]) {
        expect([url, await decisions(policies('a.example.com'), url)]).toEqual([url, [true, true, true, true]]);
      }
    }
    const url = 'http://b\u00fccher\u3002example/';
    expect(await decisions(policies('xn--bcher-kva.example'), url)).toEqual([true, true, true, true]);
  }
  overTransports(async ({ transport }) => {
    await mapsDots(policiesFor);
    // The host that is requested is the one that was decided about.
    await reaches(server, over(transport), [`http://127\u30020\uff0e0\uff611:${port}/`, 'A /']);
    const session = new Session({ transport, trustEnv: false });
    const blockList = new FunctionTransport(() => ({ status: 403 }));
    session.mount(`http://127\u30020.0.1:${port}`, blockList);
    server.play([]);
    expect((await session.get(`http://127.0.0\uff611:${port}/`)).statusCode).toBe(403);
    expect(await arrived(server)).toEqual([]);
  });
  expectVulnerable('compares hosts as text', () => mapsDots(textual));
});

describeRow('UR-15', () => {
  /** The same host for NO_PROXY, cookies and mounts; another one for netrc, and for credentials in a redirect. */
  async function knowsTrailingDot(policies: (host: string) => Policies): Promise<void> {
    for (const url of ['http://a.example.com./', 'http://a.example.com\u3002/']) {
      expect([url, await decisions(policies('a.example.com'), url)]).toEqual([url, [true, true, true, false]]);
    }
  }
  overTransports(async ({ transport }) => {
    await knowsTrailingDot(policiesFor);
    const session = new Session({ transport });
    expect(session.shouldStripAuth('http://a.example.com/', 'http://a.example.com./')).toBe(true);
  });
  expectVulnerable('compares hosts as text', () => knowsTrailingDot(textual));
});

describeRow('UR-22', () => {
  async function keepsPunycodeApart(policies: (host: string) => Policies): Promise<void> {
    for (const url of ['http://xn--example-.com/', 'http://XN--EXAMPLE-.com/', 'http://xn--example-.com./']) {
      const decided = await decisions(policies('example.com'), url).catch((error: unknown) => {
        expect(error).toBeInstanceOf(InvalidURL);
        return [false, false, false, false];
      });
      expect([url, decided]).toEqual([url, [false, false, false, false]]);
    }
  }
  overTransports(async ({ transport, name }) => {
    await keepsPunycodeApart(policiesFor);
    if (name === 'built-in fetch') return;
    expect(await askedFor(transport, 'http://xn--example-.com/')).toEqual([
      'B http://xn--example-.com/',
      'xn--example-.com',
    ]);
  });
  expectVulnerable('decodes labels that are all ASCII', () =>
    keepsPunycodeApart((host) => {
      const inner = textual(host);
      const decoded = (url: string): Promise<boolean> =>
        inner.cookies(url.toLowerCase().replace(/xn--(\w+)-\./, '$1.'));
      return { noProxy: decoded, cookies: decoded, mounts: decoded, netrc: decoded };
    }),
  );
});
