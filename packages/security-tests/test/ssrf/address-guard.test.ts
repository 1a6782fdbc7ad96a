import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { retry, Session } from '@req/core';
import { OWNS_SOCKETS, TRANSPORTS } from '@req/test-support/transports';
import { ScriptServer } from '@req/transport-conformance';
import { describeRow, expectVulnerable, overTransports } from '../support/describe-row.ts';
import { type Client, guarded, unguarded } from './support/client.ts';
import { names } from './support/names.ts';
import { looksAtText, looksOnce, resolvesTwice, sharesConnections } from './support/vulnerable-client.ts';

const OK = { raw: 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok' };
const REFUSED = { code: 'HOST_NOT_ALLOWED' };
let server: ScriptServer;
let port: string;

beforeAll(async () => {
  server = await ScriptServer.start();
  port = new URL(server.origins.A).port;
  names.install();
});
afterAll(async () => {
  names.restore();
  await server.close();
});
beforeEach(() => server.play([OK, OK]));

const to = (host: string): string => `http://${host}:${port}/`;
const redirectTo = (url: string) => ({ raw: `HTTP/1.1 302 Found\r\nLocation: ${url}\r\nContent-Length: 0\r\n\r\n` });

/** Only the allowed address received requests. */
function expectNothingPrivate(requests = 0): void {
  expect(server.requests.map(({ at }) => at)).toEqual(Array(requests).fill('A'));
}

async function refusesPrivateNames(client: Client): Promise<void> {
  names.set('intranet.test', ['127.0.0.2']);
  await expect(client(to('intranet.test'))).rejects.toMatchObject(REFUSED);
  expectNothingPrivate();
}

async function withstandsRebinding(client: Client): Promise<void> {
  // Each request needs a new connection, and so a new answer of the name server.
  server.play([{ raw: OK.raw.replace('\r\n', '\r\nConnection: close\r\n') }, OK]);
  names.set('rebinding.test', ['127.0.0.1'], ['127.0.0.2']);
  await client(to('rebinding.test'));
  expectNothingPrivate(1);
  await expect(client(to('rebinding.test'))).rejects.toMatchObject(REFUSED);
  expectNothingPrivate(1);
}

async function looksAtEachHop(client: Client): Promise<void> {
  for (const host of ['127.0.0.2', '2130706434', '[::ffff:127.0.0.2]']) {
    server.play([redirectTo(to(host)), OK]);
    await expect(client(to('127.0.0.1'))).rejects.toMatchObject(REFUSED);
    expectNothingPrivate(1);
  }
}

async function refusesEverySpelling(client: Client): Promise<void> {
  names.set('127.2', ['127.0.0.2']);
  const spellings = ['127.0.0.2', '127.2', '2130706434', '0x7f.2', '[::ffff:127.0.0.2]', '[::ffff:7f00:2]', '[::1]'];
  const others = ['0.0.0.0', '[::]', '[64:ff9b::7f00:2]', '[2002:7f00:2::]'];
  for (const host of [...spellings, ...others]) {
    await expect(client(to(host))).rejects.toMatchObject(REFUSED);
    expectNothingPrivate();
  }
}

async function keepsConnectionsApart({ plain, guarded: client }: { plain: Client; guarded: Client }): Promise<void> {
  names.set('pooled.test', ['127.0.0.2'], ['127.0.0.2']);
  await plain(to('pooled.test'));
  const { length } = server.requests;
  await expect(client(to('pooled.test'))).rejects.toMatchObject(REFUSED);
  expect(server.requests).toHaveLength(length);
}

describeRow('UR-28', () => {
  describe('a name that resolves to a private address is refused before a byte is sent', () => {
    overTransports(({ transport }) => refusesPrivateNames(guarded(transport)), OWNS_SOCKETS);
    expectVulnerable('looks at the text of the host', () => refusesPrivateNames(looksAtText));
  });

  describe('the address that was checked is the one connected to, even if the name is rebound (DNS rebinding)', () => {
    overTransports(({ transport }) => withstandsRebinding(guarded(transport)), OWNS_SOCKETS);
    expectVulnerable('resolves the name twice', () => withstandsRebinding(resolvesTwice));
  });

  describe('each hop of a redirect is checked, whatever the spelling', () => {
    overTransports(({ transport }) => looksAtEachHop(guarded(transport)), OWNS_SOCKETS);
    expectVulnerable('checks the first URL only', () => looksAtEachHop(looksOnce));
  });

  describe('every spelling of a private address is refused', () => {
    overTransports(({ transport }) => refusesEverySpelling(guarded(transport)), OWNS_SOCKETS);
    expectVulnerable('looks at the text of the host', () => refusesEverySpelling(looksAtText));
  });

  describe('a connection of a session without the guard does not serve one with it', () => {
    overTransports(
      ({ transport }) => keepsConnectionsApart({ plain: unguarded(transport), guarded: guarded(transport) }),
      OWNS_SOCKETS,
    );
    expectVulnerable('shares connections', async () => {
      const vulnerableClient = sharesConnections();
      await keepsConnectionsApart(vulnerableClient).finally(vulnerableClient.close);
    });
  });

  describe('the built-in fetch, which reveals no addresses, fails before anything is sent; its hosts can be listed', () => {
    overTransports(
      async ({ transport }) => {
        await expect(guarded(transport)(to('127.0.0.1'))).rejects.toMatchObject({ capability: 'address-guard' });
        expectNothingPrivate();
        const listed = new Session({ transport, allowHosts: ['127.0.0.1'], trustEnv: false });
        server.play([redirectTo(to('localhost')), OK]);
        await expect(listed.get(to('127.0.0.1'))).rejects.toMatchObject(REFUSED);
        expectNothingPrivate(1);
      },
      ['built-in fetch'],
    );
  });

  describe('of several addresses only the permitted ones are tried', () => {
    overTransports(async ({ transport }) => {
      names.set('both.test', ['127.0.0.2', '127.0.0.1']);
      await guarded(transport)(to('both.test'));
      expectNothingPrivate(1);
    }, OWNS_SOCKETS);
  });
});

describe('the refusal', () => {
  test.each(OWNS_SOCKETS)('is not tried again, and names the host but not its address: over %s', async (name) => {
    const transport = TRANSPORTS[name]();
    names.set('once.test', ['127.0.0.2']);
    const client = guarded(retry(transport, { total: 3, backoffFactor: 0 }));
    const before = names.asked('once.test');
    const failure = client(`http://user:secret@once.test:${port}/`);
    await expect(failure).rejects.toMatchObject({
      message: expect.stringMatching(/once\.test(?!.*(?:127\.0|secret))/),
    });
    expect(names.asked('once.test')).toBe(before + 1);
    await transport.close();
  });
});
