import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Session, type Verify } from '@req/core';
import { authority, certify, LOOPBACK_NAMES } from '@req/test-support/certify';
import { OWNS_SOCKETS } from '@req/test-support/transports';
import { describeRow, expectVulnerable, overTransports } from '../support/describe-row.ts';
import { type Client, clientOf } from './support/client.ts';
import { TrustingProcess } from './support/run-trusting.ts';
import { SecureOrigin } from './support/secure-origin.ts';
import { vulnerableClient } from './support/vulnerable-client.ts';

const verify = authority().cert;
const unknownAuthority = certify({ name: 'Stranger', issuer: null, isAuthority: true, ownKey: true }).cert;
const child = new TrustingProcess();
let origin: SecureOrigin;

beforeAll(async () => {
  origin = await SecureOrigin.start(certify({ name: 'localhost', names: LOOPBACK_NAMES }));
});
afterAll(async () => {
  child.remove();
  await origin.close();
});

const SSL_ERROR = { name: expect.stringMatching(/^(?:SSLError|Error)$/) };

/** Requests with these settings, one after the other, over kept connections. */
async function follows(
  client: Client,
  settings: readonly [verify: Verify | undefined, outcome: 'served' | 'refused'][],
): Promise<void> {
  for (const [given, outcome] of settings) {
    const { length } = origin.requests;
    const answer = client(origin.at(), { verify: given });
    if (outcome === 'served') expect((await answer).text).toBe('origin');
    else await expect(answer).rejects.toMatchObject(SSL_ERROR);
    expect(origin.requests).toHaveLength(length + (outcome === 'served' ? 1 : 0));
  }
}

/** The built-in fetch takes no TLS settings: it says so, and nothing is sent. */
function declinedByFetch(given: Verify): void {
  overTransports(
    async ({ transport }) => {
      const { accepted } = origin;
      await expect(clientOf(transport)(origin.at(), { verify: given })).rejects.toMatchObject({ capability: 'tls' });
      expect(origin.accepted).toBe(accepted);
    },
    ['built-in fetch'],
  );
}

describeRow('TL-01', () => {
  const switchedOff = (client: Client): Promise<void> =>
    follows(client, [
      [false, 'served'],
      [false, 'served'],
      [true, 'refused'],
      [undefined, 'refused'],
      [verify, 'served'],
      [false, 'served'],
      [unknownAuthority, 'refused'],
    ]);
  overTransports(({ transport }) => switchedOff(clientOf(transport)), OWNS_SOCKETS);
  declinedByFetch(false);
  expectVulnerable('keeps the settings of the first request', () => {
    const client = vulnerableClient('keeps its first settings');
    return switchedOff(client).finally(client.close);
  });
});

describeRow('TL-18', () => {
  const switchedOver = (client: Client): Promise<void> =>
    follows(client, [
      [verify, 'served'],
      [verify, 'served'],
      [unknownAuthority, 'refused'],
      [verify, 'served'],
      [true, 'refused'],
    ]);
  overTransports(({ transport }) => switchedOver(clientOf(transport)), OWNS_SOCKETS);
  overTransports(async ({ transport }) => {
    const session = new Session({ transport, trustEnv: false });
    for (const [given, outcome] of [
      [verify, 200],
      [unknownAuthority, 'SSLError'],
      [true, 'SSLError'],
      [verify, 200],
    ] as const) {
      session.verify = given;
      const answer = await session.get(origin.at()).then(
        ({ statusCode }) => statusCode,
        ({ name }: Error) => name,
      );
      expect(answer).toBe(outcome);
    }
  }, OWNS_SOCKETS);
  declinedByFetch(unknownAuthority);
  expectVulnerable('keeps the settings of the first request', () => {
    const client = vulnerableClient('keeps its first settings');
    return switchedOver(client).finally(client.close);
  });
});

describeRow('TL-14', () => {
  const nothing: readonly unknown[] = [undefined, null, 0, '', Number.NaN, true];
  const staysOn = async (client: Client): Promise<void> => {
    const { length } = origin.requests;
    for (const given of nothing) {
      await expect(client(origin.at(), { verify: given as Verify })).rejects.toThrow();
    }
    expect(origin.requests).toHaveLength(length);
  };
  overTransports(({ transport }) => staysOn(clientOf(transport)));
  overTransports(async ({ transport }) => {
    for (const given of nothing) {
      const session = new Session({ transport, trustEnv: false, verify: given as Verify });
      await expect(session.get(origin.at())).rejects.toThrow();
      session.verify = false;
      session.verify = given as Verify;
      await expect(session.get(origin.at())).rejects.toThrow();
    }
  });
  expectVulnerable('takes any falsy verify for false', () =>
    staysOn(vulnerableClient('takes any falsy verify for false')),
  );
});

const SYSTEM = ['--use-openssl-ca', '--use-system-ca'].filter((flag) => process.allowedNodeEnvironmentFlags.has(flag));

const ALL = [...OWNS_SOCKETS, 'built-in fetch'];

/** Run once for all transports: with the defaults, and with a bundle that lacks the origin's authority. */
function memo<K>(ask: (key: K) => Promise<string[]>): (key: K) => Promise<string[]> {
  const known = new Map<K, Promise<string[]>>();
  return (key) => {
    const outcomes = known.get(key) ?? ask(key);
    known.set(key, outcomes);
    return outcomes;
  };
}
const jobs = (client: string): { client: string; url: string; verify?: string }[] => [
  { client, url: origin.at() },
  { client, url: origin.at(), verify: unknownAuthority },
];
const asked = memo(async (trust: 'extra' | 'none') =>
  trust === 'extra'
    ? child.outcomes({ extra: verify }, [...ALL, 'adding', 'bundling'].flatMap(jobs))
    : child.outcomes({}, ALL.flatMap(jobs)),
);
const place = (client: string): number => 2 * [...ALL, 'adding', 'bundling'].indexOf(client);

/** With a bundle, nothing else that the process trusts counts. */
async function trustsTheBundleAlone(client: string): Promise<void> {
  const outcomes = await asked('extra');
  expect(outcomes.slice(place(client), place(client) + 2)).toEqual(['origin', 'SSLError']);
}

describeRow('TL-04', () => {
  test.each(OWNS_SOCKETS)('over %s NODE_EXTRA_CA_CERTS is not trusted beside a bundle', trustsTheBundleAlone);
  test.each(SYSTEM)('over every transport the system’s store by %s is not trusted beside a bundle', async (flag) => {
    const outcomes = await child.outcomes({ system: { flag, pem: verify } }, OWNS_SOCKETS.flatMap(jobs));
    expect(outcomes).toEqual(OWNS_SOCKETS.flatMap(() => ['origin', 'SSLError']));
  });
  declinedByFetch(unknownAuthority);
  expectVulnerable('adds the bundle to what is trusted', () => trustsTheBundleAlone('adding'));
});

async function trustsThePlatform(client: string): Promise<void> {
  expect((await asked('extra'))[place(client)]).toBe('origin');
}

describeRow('TL-22', () => {
  test.each(ALL)('over %s the platform’s store is what is trusted', async (client) => {
    expect((await asked('none'))[place(client)]).toBe('SSLError');
    await trustsThePlatform(client);
  });
  expectVulnerable('trusts what it was shipped with', () => trustsThePlatform('bundling'));

  test('no package ships certificates of authorities, or depends on one that does', () => {
    const packages = new URL('../../../', import.meta.url).pathname;
    for (const name of [
      'core',
      'node-connect',
      'requests',
      'transport-http',
      'transport-undici',
      'transport-fetch',
      'transport-axios',
    ]) {
      const manifest = JSON.parse(readFileSync(join(packages, name, 'package.json'), 'utf8')) as Record<string, object>;
      expect(
        Object.keys(manifest['dependencies'] ?? {}).filter((each) => /(?:^|-)ca(?:-|s?$)|certif|root/.test(each)),
      ).toEqual([]);
      const source = join(packages, name, 'src');
      for (const file of readdirSync(source, { recursive: true }) as string[]) {
        if (!statSync(join(source, file)).isFile()) continue;
        expect([file, /-----BEGIN CERTIFICATE-----\s/.test(readFileSync(join(source, file), 'latin1'))]).toEqual([
          file,
          false,
        ]);
      }
    }
  });
});

/** With the bundle given as text, nothing is written to a file. */
async function writesNothing(clients: readonly string[]): Promise<void> {
  const temporary = mkdtempSync(join(tmpdir(), 'bundle-'));
  try {
    const outcomes = await child.outcomes(
      { temporary },
      clients.map((client) => ({ client, url: origin.at(), verify })),
    );
    expect(outcomes).toEqual(clients.map(() => 'origin'));
    expect(readdirSync(temporary)).toEqual([]);
  } finally {
    rmSync(temporary, { recursive: true });
  }
}

describeRow('TL-02', () => {
  test('over every transport that takes a bundle', () => writesNothing(OWNS_SOCKETS));
  expectVulnerable('writes the bundle to a file', () => writesNothing(['writing']));
});
