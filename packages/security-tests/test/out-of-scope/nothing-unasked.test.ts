import { readdirSync, readFileSync } from 'node:fs';
import { Agent, createServer, get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect } from '@jest/globals';
import { ConnectionError, ProxyError, RequestException, Session } from '@req/core';
import { OWNS_SOCKETS } from '@req/test-support/transports';
import { RawServer, readHead, ScriptServer } from '@req/transport-conformance';
import { describeRow, expectVulnerable, overTransports } from '../support/describe-row.ts';

let server: ScriptServer;
beforeAll(async () => {
  server = await ScriptServer.start();
});
afterAll(() => server.close());

/** Requests a URL; resolves to the body. */
type Ask = (url: string, headers?: Record<string, string>) => Promise<string>;

const packages = new URL('../../../', import.meta.url);

/** Published sources that mention a cache or a WebSocket of a client. */
function composing(): string[] {
  const found: string[] = [];
  for (const name of [
    'core',
    'node-connect',
    'transport-http',
    'transport-undici',
    'transport-fetch',
    'transport-axios',
    'requests',
  ]) {
    const folder = new URL(`${name}/src/`, packages);
    for (const file of readdirSync(folder, { recursive: true }) as string[]) {
      if (!file.endsWith('.ts')) continue;
      const source = readFileSync(new URL(file, folder), 'utf8');
      if (/interceptors\.cache|cacheStores|MemoryCacheStore|new WebSocket|WebSocketStream/.test(source))
        found.push(file);
    }
  }
  return found;
}

describeRow('NA-01', () => {
  const check = async (ask: Ask): Promise<void> => {
    const cached = (body: string): { raw: string } => ({
      raw: `HTTP/1.1 200 OK\r\nCache-Control: public, max-age=3600\r\nETag: "1"\r\nContent-Length: 1\r\n\r\n${body}`,
    });
    server.play([cached('1'), cached('2')]);
    expect([await ask(server.origins.A), await ask(server.origins.A)]).toEqual(['1', '2']);
    expect(server.requests.map(({ headers }) => headers.filter(([name]) => /^if-/i.test(name)))).toEqual([[], []]);
    const upgrade = 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n';
    server.play([{ raw: upgrade, close: true }]);
    await expect(ask(server.origins.A)).rejects.toThrow(ConnectionError);
  };
  overTransports(async ({ transport }) => {
    const session = new Session({ transport, trustEnv: false, timeout: 60_000 });
    await check(async (url, headers) => (await session.get(url, { headers: headers ?? null })).text);
    expect(composing()).toEqual([]);
  });
  expectVulnerable('keeps what may be kept', async () => {
    const kept = new Map<string, Promise<string>>();
    await check((url) => {
      const body = kept.get(url) ?? fetch(url).then((response) => response.text());
      kept.set(url, body);
      return body;
    });
  });
});

describeRow('NA-03', () => {
  overTransports(async ({ transport }) => {
    const denying = await RawServer.start(async ({ socket, source }) => {
      await readHead(source);
      socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n');
    });
    let first = -1;
    const socks = await RawServer.start(({ socket }) => {
      socket.once('data', (chunk) => {
        first = chunk[0] ?? -1;
        if (first === 4) {
          socket.end(Buffer.from([0, 0x5b, 0, 0, 0, 0, 0, 0]));
          return;
        }
        socket.write(Buffer.from([5, 0]));
        // Another refusal: by ruleset, then the end.
        socket.once('data', () => socket.end(Buffer.from([5, 2, 0, 1, 0, 0, 0, 0, 0, 0])));
      });
    });
    const over = (proxy: string, url: string): Promise<unknown> => {
      const proxies = { http: proxy, https: proxy };
      return new Session({ transport, trustEnv: false, timeout: 60_000, proxies })
        .get(url)
        .catch((error: unknown) => error);
    };
    try {
      const label = 'a'.repeat(60);
      for (const labels of [1, 4, 5, 10, 200]) {
        const host = `${Array.from({ length: labels }, () => label).join('.')}.test`;
        for (const scheme of ['socks4a', 'socks5h']) {
          const error = await over(`${scheme}://127.0.0.1:${socks.port}`, `http://${host}/`);
          expect([host.length, error instanceof RequestException]).toEqual([host.length, true]);
        }
      }
      expect(first).toBeGreaterThan(0);
      for (let i = 0; i < 5; i++) {
        expect(await over(denying.origin, 'https://a.test/')).toBeInstanceOf(ProxyError);
        expect(await over(`socks5h://127.0.0.1:${socks.port}`, 'http://a.test/')).toBeInstanceOf(ProxyError);
      }
    } finally {
      await denying.close();
      await socks.close();
    }
  }, OWNS_SOCKETS);
  expectVulnerable('takes the proxy’s response for the origin’s', async () => {
    const denying = createServer().on('connect', (_request, socket) => socket.end('HTTP/1.1 403 Forbidden\r\n\r\n'));
    await new Promise<void>((resolve) => denying.listen(0, '127.0.0.1', resolve));
    const { port } = denying.address() as AddressInfo;
    try {
      const answered = await new Promise((resolve, reject) => {
        get({ port, host: '127.0.0.1', method: 'CONNECT', path: 'a.test:443', agent: new Agent() })
          .on('connect', (response) => resolve(response.statusCode))
          .on('error', reject);
      });
      expect(answered).toBeInstanceOf(ProxyError);
    } finally {
      denying.close();
    }
  });
});
