import { type RequestOptions, Session, type Transport } from '@req/core';
import { refusedPort } from '@req/test-support/ports';
import { type RunningTlsServer, startTlsHttpbin } from '@req/testserver';
import { RawServer, readHead } from '@req/transport-conformance';
import { SECRET } from './views.ts';

/** A failed exchange. */
export interface Failure {
  readonly what: string;
  readonly error: Error;
}

async function answers(raw: string): Promise<RawServer> {
  return RawServer.start(async ({ socket, source }) => {
    if ((await readHead(source)) === null) return;
    socket.end(raw, 'latin1');
  });
}

const HEAD = `HTTP/1.1 200 OK\r\nSet-Cookie: sid=${SECRET}\r\n`;

/** Servers that fail in every phase of an exchange. */
export class Failures {
  readonly #servers: readonly RawServer[];
  readonly #tls: RunningTlsServer;
  readonly #refused: number;

  private constructor(servers: readonly RawServer[], tls: RunningTlsServer, refused: number) {
    this.#servers = servers;
    this.#tls = tls;
    this.#refused = refused;
  }

  static async start(): Promise<Failures> {
    const refused = await refusedPort();
    const servers = [
      await answers(`${HEAD}Bad Header ${SECRET}: x\r\n\r\n`),
      await answers(`${HEAD}Content-Length: 1000\r\n\r\n${SECRET}`),
      await answers(`${HEAD}Transfer-Encoding: chunked\r\n\r\nZZ${SECRET}\r\n`),
      await answers(`${HEAD}Content-Encoding: gzip\r\nContent-Length: 7\r\n\r\n${SECRET}`),
      await RawServer.start(async ({ socket, source }) => {
        await readHead(source);
        socket.destroy();
      }),
      await RawServer.start(() => {}),
      await answers('HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n'),
      await answers('HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n'),
    ];
    return new Failures(servers, await startTlsHttpbin(), refused);
  }

  /** Where the response head is not HTTP. */
  get garbled(): string {
    return (this.#servers[0] as RawServer).url;
  }

  async close(): Promise<void> {
    for (const server of this.#servers) await server.close();
    await this.#tls.close();
  }

  /** Everything that can fail, with secrets wherever a request can have them. */
  async over(transport: Transport): Promise<readonly Failure[]> {
    const headers = { Authorization: `Bearer ${SECRET}`, 'X-Api-Key': SECRET, Cookie: `c=${SECRET}` };
    const session = new Session({ transport, trustEnv: false, headers, timeout: 3000 });
    const failures: Failure[] = [];
    for (const [what, url, options] of this.#cases()) {
      const outcome: unknown = await session
        .get(url, options)
        .then(
          (response) => response.raiseForStatus(),
          (error: unknown) => error,
        )
        .catch((error: unknown) => error);
      if (!(outcome instanceof Error)) throw new Error(`${what} did not fail`);
      failures.push({ what, error: outcome });
    }
    return failures;
  }

  #cases(): [what: string, url: string, options: RequestOptions][] {
    const target = `/?token=${SECRET}&q=1`;
    const [garbled, cut, chunks, coded, closing, silent, denying, missing] = this.#servers.map(
      ({ port }) => `http://user:${SECRET}@127.0.0.1:${port}${target}`,
    ) as [string, string, string, string, string, string, string, string];
    const proxyAt = (url: string, scheme = 'http'): string => `${scheme}://pu:${SECRET}@${new URL(url).host}`;
    const refused = `http://user:${SECRET}@127.0.0.1:${this.#refused}${target}`;
    const inside = `https://user:${SECRET}@origin.test${target}`;
    const secure = refused.replace('http:', 'https:').replace(String(this.#refused), String(this.#tls.port));
    return [
      ['an error status', missing, {}],
      ['a refused connection', refused, {}],
      ['a refused connection by name', refused.replace('127.0.0.1', 'localhost'), {}],
      ['a name that does not exist', refused.replace('127.0.0.1', 'nothing.invalid'), {}],
      ['a garbled head', garbled, {}],
      ['a body cut short', cut, {}],
      ['garbled chunks', chunks, {}],
      ['a body that cannot be decoded', coded, {}],
      ['a closed connection', closing, {}],
      ['silence', silent, { timeout: { read: 80 } }],
      ['silence for too long in total', silent, { timeout: { total: 80 } }],
      ['an abort', silent, { signal: AbortSignal.timeout(80) }],
      ['an unknown authority', secure, {}],
      ['a refused proxy', inside.replace('https', 'http'), { proxies: { http: proxyAt(refused) } }],
      ['a proxy that denies', inside, { proxies: { https: proxyAt(denying) } }],
      ['a proxy that closes', inside, { proxies: { https: proxyAt(closing) } }],
      ['a proxy that is none', inside, { proxies: { https: proxyAt(garbled) } }],
      ['a SOCKS proxy that is none', inside, { proxies: { https: proxyAt(denying, 'socks5h') } }],
    ];
  }
}
