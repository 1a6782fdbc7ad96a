import { afterAll, beforeAll, expect } from '@jest/globals';
import { RequestException, Session, type Transport } from '@req/core';
import { RawServer, readHead } from '@req/transport-conformance';
import { describeRow, expectVulnerable, overTransports } from '../support/describe-row.ts';
import { chainOf } from './support/views.ts';

/** Text that controls a terminal, starts a new line in a log, or is a one-byte control character. */
const EVIL = '\x1b[2J\x07evil\x9b31m\x85';
const LONG = 'R'.repeat(5000);

const REPLIES: Readonly<Record<string, string>> = {
  'an error status': `HTTP/1.1 404 ${EVIL}\r\nContent-Length: 0\r\n\r\n`,
  'a long reason': `HTTP/1.1 500 ${LONG}\x85\r\nContent-Length: 0\r\n\r\n`,
  'a garbled status line': `${EVIL}${LONG}\r\n\r\n`,
  'a garbled header': `HTTP/1.1 200 OK\r\n${EVIL} ${LONG}\r\n\r\n`,
  'a garbled chunk': `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${EVIL}${LONG}\r\n`,
  'a body that is not gzip': `HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 30\r\n\r\n${EVIL}${LONG}`,
  'a body that is not JSON': `HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{"a": ${EVIL}${LONG}`,
  'a coding nobody knows': `HTTP/1.1 200 OK\r\nContent-Encoding: gzip,a,b,c,d,e,${EVIL}${LONG}\r\nContent-Length: 1\r\n\r\nx`,
  'a host that is none': `HTTP/1.1 302 Found\r\nLocation: http://[\x85${LONG}/\r\nContent-Length: 0\r\n\r\n`,
  'an escaped host': `HTTP/1.1 302 Found\r\nLocation: http://a%2f\x85${LONG}.test/\r\nContent-Length: 0\r\n\r\n`,
  'a scheme nobody knows': `HTTP/1.1 302 Found\r\nLocation: evil://\x85${LONG}/\r\nContent-Length: 0\r\n\r\n`,
  'a port that is none': `HTTP/1.1 302 Found\r\nLocation: http://a.test:${LONG}/\r\nContent-Length: 0\r\n\r\n`,
  'a redirect to itself': `HTTP/1.1 302 Found\r\nLocation: /${LONG}\x85\r\nContent-Length: 0\r\n\r\n`,
};

const servers = new Map<string, RawServer>();
let denying: RawServer;
beforeAll(async () => {
  const answers = (raw: string): Promise<RawServer> =>
    RawServer.start(async ({ socket, source }) => {
      while ((await readHead(source)) !== null) {
        socket.write(raw, 'latin1');
        if (raw.includes('chunked') || raw.includes('close')) socket.end();
      }
    });
  for (const [what, raw] of Object.entries(REPLIES)) servers.set(what, await answers(raw));
  denying = await answers(`HTTP/1.1 403 ${EVIL}${LONG}\r\nContent-Length: 0\r\n\r\n`);
});
afterAll(async () => {
  for (const server of servers.values()) await server.close();
  await denying.close();
});

/** The errors that a client gets from these servers. */
type Ask = (url: string) => Promise<unknown>;

async function failures(ask: Ask): Promise<[string, unknown][]> {
  const found: [string, unknown][] = [];
  for (const [what, server] of servers) {
    const error = await ask(server.url).then(
      () => null,
      (reason: unknown) => reason,
    );
    found.push([what, error]);
  }
  return found;
}

/** A message is one line without control characters, and short, whatever the server wrote; so are its causes. */
function expectPlain(found: readonly [string, unknown][]): void {
  for (const [what, error] of found) {
    for (const each of chainOf(error)) {
      const { message = '' } = each as Error;
      expect([what, message, /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/.test(message)]).toEqual([what, message, false]);
      expect([what, message.length < 700]).toEqual([what, true]);
      expect([what, (/R+/.exec(message)?.[0].length ?? 0) <= (what === 'a long reason' ? 500 : 200)]).toEqual([
        what,
        true,
      ]);
    }
  }
}

function clientOver(transport: Transport, proxies: Record<string, string> = {}): Ask {
  const session = new Session({ transport, trustEnv: false, timeout: 60_000, maxRedirects: 3, proxies });
  return async (url) => (await session.get(url)).raiseForStatus().json();
}

/** A common mistake: the server's text goes into the message unchanged. */
const vulnerableClient: Ask = async (url) => {
  const response = await fetch(url, { redirect: 'manual' });
  throw new Error(
    `${response.status} ${response.statusText} ${response.headers.get('location')} ${await response.text()}`,
  );
};

describeRow(['LG-03', 'LG-04'], () => {
  overTransports(async ({ name, transport }) => {
    const found = await failures(clientOver(transport));
    for (const [what, error] of found) {
      expect([what, error]).toEqual([what, expect.anything()]);
      expect([what, error instanceof RequestException]).toEqual([what, true]);
    }
    expectPlain(found);
    if (name === 'built-in fetch') return;
    const denied = await clientOver(transport, { https: denying.origin })('https://a.test/').catch(
      (error: unknown) => error,
    );
    expect(denied).toBeInstanceOf(RequestException);
    expectPlain([['a proxy that denies', denied]]);
  });
  expectVulnerable("puts the server's words into its message", async () =>
    expectPlain(await failures(vulnerableClient)),
  );
});
