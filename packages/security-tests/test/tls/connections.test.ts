import net from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect } from '@jest/globals';
import { connectionKey } from '@req/node-connect';
import { authority, certify, encryptKey, LOOPBACK_NAMES } from '@req/test-support/certify';
import { OWNS_SOCKETS } from '@req/test-support/transports';
import { RawServer } from '@req/transport-conformance';
import { names } from '../ssrf/support/names.ts';
import { describeRow, expectVulnerable, overTransports } from '../support/describe-row.ts';
import { type Client, type ClientOptions, clientOf } from './support/client.ts';
import { TrustingProcess } from './support/run-trusting.ts';
import { SecureOrigin } from './support/secure-origin.ts';
import { type Flaw, vulnerableClient } from './support/vulnerable-client.ts';

const verify = authority().cert;
const HOSTS = ['DNS:a.test', ...LOOPBACK_NAMES];
const good = certify({ name: 'a.test', names: HOSTS });
const elsewhere = certify({ name: 'x', names: ['DNS:elsewhere.test'] });
const child = new TrustingProcess();
const TLS_HANDSHAKE = 22;
const NODE = Number.parseInt(process.versions.node, 10);
let origin: SecureOrigin;

beforeAll(async () => {
  names.install();
  names.set('a.test', ['127.0.0.1']);
  names.set('b.test', ['127.0.0.1']);
  origin = await SecureOrigin.start({ ...good, requestCert: true, ca: verify });
});
beforeEach(() => {
  origin.present(good);
  origin.closing = false;
  origin.requests.length = 0;
});
afterAll(async () => {
  names.restore();
  child.remove();
  await origin.close();
});

/** The built-in fetch takes no CA option: it runs in a process whose environment trusts the certificate. */
function overFetch(urls: () => readonly string[], outcomes: readonly string[]): void {
  overTransports(
    async ({ name }) => {
      origin.closing = true;
      const jobs = urls().map((url) => ({ client: name, url }));
      expect(await child.outcomes({ extra: verify }, jobs)).toEqual(outcomes);
    },
    ['built-in fetch'],
  );
}

/** The built-in fetch refuses TLS settings that it cannot apply; nothing is sent. */
function declinedByFetch(options: ClientOptions, capability: string): void {
  overTransports(
    async ({ transport }) => {
      const { accepted } = origin;
      await expect(clientOf(transport)(origin.at(), options)).rejects.toMatchObject({ capability });
      expect(origin.accepted).toBe(accepted);
    },
    ['built-in fetch'],
  );
}

/** A vulnerable client, whose connections are closed after the check. */
function expectVulnerableWith(flaw: Flaw, property: (client: Client) => Promise<void>): void {
  expectVulnerable(flaw, () => {
    const client = vulnerableClient(flaw);
    return property(client).finally(client.close);
  });
}

async function looksAtEachCertificate(client: Client): Promise<void> {
  origin.closing = true;
  expect((await client(origin.at('a.test'), { verify })).text).toBe('origin');
  origin.present(elsewhere);
  await expect(client(origin.at('a.test'), { verify })).rejects.toThrow();
  await expect(client(origin.at('a.test'), { verify })).rejects.toThrow();
  expect(origin.requests).toHaveLength(1);
}

describeRow('TL-06', () => {
  overTransports(({ transport }) => looksAtEachCertificate(clientOf(transport)), OWNS_SOCKETS);
  describe('when the certificate changes between two connections', () => {
    beforeEach(() => {
      origin.next = elsewhere;
    });
    overFetch(() => [origin.at('a.test'), origin.at('a.test')], ['origin', 'SSLError']);
  });
  expectVulnerableWith('checks the name once', looksAtEachCertificate);
});

async function looksThoughResumed(client: Client): Promise<void> {
  origin.closing = true;
  for (let i = 0; i < 2; i++) expect((await client(origin.at('a.test'), { verify })).text).toBe('origin');
  // The same address, port and session tickets, but the certificate is not for this name.
  for (let i = 0; i < 2; i++) await expect(client(origin.at('b.test'), { verify })).rejects.toThrow();
  expect(origin.requests).toHaveLength(2);
}

describeRow('TL-15', () => {
  overTransports(({ transport }) => looksThoughResumed(clientOf(transport)), OWNS_SOCKETS);
  overFetch(
    () => ['a.test', 'a.test', 'b.test', 'b.test'].map((host) => origin.at(host)),
    ['origin', 'origin', 'SSLError', 'SSLError'],
  );
  // Later Node versions check the name themselves.
  if (NODE < 22) expectVulnerableWith('skips the name when a session is resumed', looksThoughResumed);
});

const one = certify({ name: 'one' });
const two = certify({ name: 'two', ownKey: true });

async function presentsEachIdentity(client: Client): Promise<void> {
  const variants = [one, two, null, one, two, null].map((cert) => (cert === null ? { verify } : { verify, cert }));
  for (const options of variants) await client(origin.at(), options);
  expect(origin.requests.map((request) => request.client)).toEqual(['one', 'two', null, 'one', 'two', null]);
  const byClient = (name: string | null): Set<number> =>
    new Set(origin.requests.filter((request) => request.client === name).map(({ connection }) => connection));
  for (const connection of byClient('one'))
    expect(byClient('two').has(connection) || byClient(null).has(connection)).toBe(false);
}

describeRow('TL-16', () => {
  overTransports(({ transport }) => presentsEachIdentity(clientOf(transport)), OWNS_SOCKETS);
  declinedByFetch({ cert: one }, 'client-cert');
  expectVulnerableWith('keeps its first settings', presentsEachIdentity);
});

const twin = certify({ name: 'one' });
const passphrase = 'open sesame';
const lockedKey = { cert: one.cert, key: encryptKey(one.key, passphrase), passphrase };
const TLS_SETTINGS: readonly ClientOptions[] = [
  { verify },
  { verify: false },
  { verify: `${verify}\n${one.cert}` },
  { verify, cert: one },
  { verify, cert: twin },
  { verify, cert: lockedKey },
  { verify: false, cert: one },
];

async function keepsSettingsApart(client: Client): Promise<void> {
  for (const options of [...TLS_SETTINGS, ...TLS_SETTINGS]) await client(origin.at(), options);
  const connections = origin.requests.map(({ connection }) => connection);
  for (let i = 0; i < TLS_SETTINGS.length; i++) {
    const others = connections.filter((_, j) => j % TLS_SETTINGS.length !== i);
    expect(others).not.toContain(connections[i]);
  }
}

describeRow('TL-17', () => {
  overTransports(({ transport }) => keepsSettingsApart(clientOf(transport)), OWNS_SOCKETS);
  declinedByFetch({ verify }, 'tls');
  declinedByFetch({ cert: lockedKey }, 'client-cert');
  describe('a wrong passphrase opens no connection that the right one has made', () => {
    overTransports(async ({ transport }) => {
      const client = clientOf(transport);
      await client(origin.at(), { verify, cert: lockedKey });
      const wrong = client(origin.at(), { verify, cert: { ...lockedKey, passphrase: 'wrong' } });
      await expect(wrong).rejects.toMatchObject({ name: 'SSLError' });
      expect(origin.requests).toHaveLength(1);
    }, OWNS_SOCKETS);
  });
  describe('the key of a pool', () => {
    overTransports(() => {
      const tls = { verify: true, ca: verify, cert: lockedKey };
      const keys = [
        tls,
        { ...tls, verify: false },
        { ...tls, ca: `${verify} ` },
        { ...tls, ca: null },
        { ...tls, cert: null },
        { ...tls, cert: one },
        { ...tls, cert: { ...lockedKey, passphrase: 'x' } },
        { ...tls, cert: { ...lockedKey, cert: two.cert } },
        { ...tls, cert: { ...lockedKey, key: two.key } },
      ].map((each) => connectionKey(each, null));
      expect(new Set(keys).size).toBe(keys.length);
      for (const key of keys) expect(key).not.toContain(passphrase);
    }, ['undici']);
  });
  expectVulnerableWith('keeps its first settings', keepsSettingsApart);
});

async function asksForTheHostOfTheUrl(client: Client): Promise<void> {
  await client(origin.at('a.test'), { verify });
  await client(origin.at('a.test'), { verify, headers: { Host: 'b.test' } });
  // The certificate is not for b.test, whatever the header says.
  await expect(client(origin.at('b.test'), { verify, headers: { Host: 'a.test' } })).rejects.toThrow();
  expect(origin.requests.map(({ servername, headers }) => [servername, headers.host])).toEqual([
    ['a.test', `a.test:${origin.port}`],
    ['a.test', 'b.test'],
  ]);
}

describeRow('TL-19', () => {
  overTransports(({ transport }) => asksForTheHostOfTheUrl(clientOf(transport)), OWNS_SOCKETS);
  declinedByFetch({ headers: { Host: 'b.test' } }, 'host-header');
  // node:https takes the server name from the Host header.
  expectVulnerableWith('keeps its first settings', asksForTheHostOfTheUrl);
});

const EARLY = 'HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil';

/** Reads plain bytes that arrive before the handshake. */
const readsEarly: Client = (url) =>
  new Promise((resolve, reject) => {
    const socket = net.connect(Number(new URL(url).port), '127.0.0.1');
    socket.on('error', reject);
    socket.on('data', (chunk) => {
      socket.destroy();
      resolve({ status: 200, text: chunk.toString('latin1') });
    });
  });

async function takesNothingFromBefore(client: Client): Promise<void> {
  const server = await RawServer.start(({ socket }) => {
    socket.write(EARLY);
    // From then on it is an ordinary https server.
    socket
      .pipe(net.connect(origin.port, '127.0.0.1'))
      .on('error', () => {})
      .pipe(socket);
  });
  try {
    const url = `https://127.0.0.1:${server.port}/`;
    for (const options of [{ verify }, { verify: false }]) await expect(client(url, options)).rejects.toThrow();
    expect(origin.requests).toEqual([]);
  } finally {
    await server.close();
  }
}

describeRow('TL-20', () => {
  overTransports(({ transport }) => takesNothingFromBefore(clientOf(transport)));
  overTransports(async ({ transport }) => {
    const server = await RawServer.start(({ socket }) => void socket.write(EARLY));
    await expect(clientOf(transport)(`https://127.0.0.1:${server.port}/`, {})).rejects.toMatchObject({
      name: 'SSLError',
    });
    await server.close();
  });
  expectVulnerable('reads what comes before the handshake', () => takesNothingFromBefore(readsEarly));
});

async function staysSecure(client: Client): Promise<void> {
  const firstBytes: (number | null)[] = [];
  const server = await RawServer.start(async ({ socket, source }) => {
    firstBytes.push(await source.peek());
    while ((await source.line()) !== null) socket.write('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nplain');
  });
  try {
    expect((await client(`http://127.0.0.1:${server.port}/`, {})).text).toBe('plain');
    const asked = client(`https://127.0.0.1:${server.port}/`, {});
    await expect(asked).rejects.toThrow();
    expect(firstBytes).toEqual(['G'.charCodeAt(0), TLS_HANDSHAKE]);
  } finally {
    await server.close();
  }
}

describeRow('TL-23', () => {
  overTransports(({ transport }) => staysSecure(clientOf(transport)));
  expectVulnerableWith('shares sockets of a host and port', staysSecure);
});
