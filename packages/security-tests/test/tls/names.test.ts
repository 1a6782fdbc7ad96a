import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { authority, type CertificateOptions, certify, LOOPBACK_NAMES } from '@req/test-support/certify';
import { OWNS_SOCKETS } from '@req/test-support/transports';
import { names } from '../ssrf/support/names.ts';
import { describeRow, expectVulnerable, overTransports } from '../support/describe-row.ts';
import { type Client, clientOf } from './support/client.ts';
import { TrustingProcess } from './support/run-trusting.ts';
import { SecureOrigin } from './support/secure-origin.ts';
import { vulnerableClient } from './support/vulnerable-client.ts';

const verify = authority().cert;
const unknownAuthority = certify({ name: 'Stranger', issuer: null, isAuthority: true, ownKey: true });
/** A server for each certificate. */
const origins = new Map<string, Promise<SecureOrigin>>();
const child = new TrustingProcess();

beforeAll(() => names.install());
afterAll(async () => {
  names.restore();
  child.remove();
  for (const origin of origins.values()) await (await origin).close();
});

/** A certificate, the host it is shown for, and whether that host is served. */
type Line = readonly [what: string, wish: CertificateOptions, host: string, served?: 'served'];
const SERVED = 'served';

function start(wish: CertificateOptions): Promise<SecureOrigin> {
  const key = JSON.stringify(wish);
  const origin = origins.get(key) ?? SecureOrigin.start(certify(wish));
  origins.set(key, origin);
  return origin;
}

async function judges(client: Client, [, wish, host, served]: Line): Promise<void> {
  const origin = await start(wish);
  const { length } = origin.requests;
  names.set(host, ['127.0.0.1']);
  if (served === SERVED) {
    expect((await client(origin.at(host), { verify })).text).toBe('origin');
    return;
  }
  await expect(client(origin.at(host), { verify })).rejects.toThrow();
  expect(origin.requests).toHaveLength(length);
}

/** All rows of this file are checked in one process, because starting one takes a second. */
const every: Line[] = [];
let answers: Promise<Map<Line, string>> | null = null;

async function askFetch(): Promise<Map<Line, string>> {
  const started = await Promise.all(every.map(([, wish]) => start(wish)));
  const jobs = started.map((origin, i) => ({ client: 'built-in fetch', url: origin.at((every[i] as Line)[2]) }));
  const outcomes = await child.outcomes({ extra: verify }, jobs);
  return new Map(every.map((line, i) => [line, outcomes[i] as string]));
}

/**
 * Checks the rows over every transport. The built-in fetch takes no CA option: it runs in a process whose environment
 * trusts it. `laxly`: rows where Node's own check, which cannot be replaced there, accepts a certificate.
 */
function overAll(lines: readonly Line[], laxly: readonly Line[] = []): void {
  every.push(...lines.filter((line) => !every.includes(line)));
  describe.each(lines)('%s', (...line) => {
    overTransports(async ({ transport }) => {
      const client = clientOf(transport);
      await judges(client, line);
      if (line[3] !== SERVED) {
        const origin = await start(line[1]);
        await expect(client(origin.at(line[2]), { verify })).rejects.toMatchObject({ name: 'SSLError' });
      }
    }, OWNS_SOCKETS);
  });
  describe('over built-in fetch', () => {
    test('holds, but for what Node decides', async () => {
      answers ??= askFetch();
      const outcomes = await answers;
      const expected = lines.map((line) => (line[3] === SERVED || laxly.includes(line) ? 'origin' : 'SSLError'));
      expect(lines.map((line) => outcomes.get(line))).toEqual(expected);
    });
  });
}

const GOOD: Line = ['a good certificate', { name: 'x', names: LOOPBACK_NAMES }, 'localhost', SERVED];
const WRONG_HOST: Line = ['one for another host', { name: 'x', names: ['DNS:elsewhere.test'] }, 'localhost'];
const BAD: readonly Line[] = [
  ['one signed by itself', { name: 'localhost', names: LOOPBACK_NAMES, issuer: null }, 'localhost'],
  [
    'one of an authority that is not known',
    { name: 'localhost', names: LOOPBACK_NAMES, issuer: unknownAuthority },
    'localhost',
  ],
  ['one that is over', { name: 'localhost', names: LOOPBACK_NAMES, days: -1 }, 'localhost'],
  WRONG_HOST,
];

const ALL = [GOOD, ...BAD];

/** By default every one of them is refused, since the platform does not trust the tests' authority. */
async function refusesByDefault(client: Client): Promise<void> {
  for (const line of ALL) {
    const origin = await start(line[1]);
    const { length } = origin.requests;
    await expect(client(origin.at(), {})).rejects.toMatchObject({ name: expect.stringMatching(/SSLError|Error/) });
    expect(origin.requests).toHaveLength(length);
  }
}

describeRow(['TL-03', 'TL-05', 'TL-08'], () => {
  describe('by default', () => {
    overTransports(async ({ transport }) => {
      await refusesByDefault(clientOf(transport));
      const origin = await start(GOOD[1]);
      await expect(clientOf(transport)(origin.at(), {})).rejects.toMatchObject({ name: 'SSLError' });
    });
  });
  overAll(ALL);
  expectVulnerable('verifies nothing', () => refusesByDefault(vulnerableClient('verifies nothing')));
});

describeRow('TL-07', () => {
  overAll([GOOD, WRONG_HOST]);
  expectVulnerable('verifies nothing', () => judges(vulnerableClient('verifies nothing'), WRONG_HOST));
});

const NUL: readonly Line[] = [
  ['a name that goes on after a NUL', { name: 'x', names: ['DNS:good.test\0.evil.test'] }, 'good.test'],
  ['a common name that goes on after a NUL', { name: 'good.test\0.evil.test', names: ['DNS:evil.test'] }, 'good.test'],
];

describeRow('TL-09', () => {
  overAll(NUL);
  expectVulnerable('cuts names at NUL', () => judges(vulnerableClient('cuts names at NUL'), NUL[0] as Line));
});

const star = (pattern: string, host: string, ...served: 'served'[]): Line => {
  const wish = { name: 'x', names: [`DNS:${pattern}`] };
  return served.length === 0 ? [`${pattern} for ${host}`, wish, host] : [`${pattern} for ${host}`, wish, host, SERVED];
};
const PARTIAL = [star('f*.stars.test', 'foo.stars.test'), star('*o.stars.test', 'foo.stars.test')];
const STARS: readonly Line[] = [
  star('*.stars.test', 'a.stars.test', SERVED),
  star('*.stars.test', 'a.b.stars.test'),
  star('*.stars.test', 'stars.test'),
  star('*.*.stars.test', 'a.b.stars.test'),
  star('a.*.stars.test', 'a.b.stars.test'),
  star('xn--*.stars.test', 'xn--bcher-kva.stars.test'),
  star('*', 'stars.test'),
  star('*.test', 'stars.test'),
  star('*.0.0.1', '127.0.0.1'),
  star('*.0.1', '127.0.0.1'),
  ...PARTIAL,
];

describeRow('TL-10', () => {
  overAll(STARS, PARTIAL);
  expectVulnerable('takes a star for anything', () =>
    judges(vulnerableClient('takes a star for anything'), STARS[1] as Line),
  );
  // What Node itself checks.
  expectVulnerable('Node’s own check takes a star within a label', () =>
    judges(vulnerableClient('takes the common name'), PARTIAL[0] as Line),
  );
});

describeRow('TL-11', () => {
  const hosts = ['1.1.1.1 ;x', '127.0.0.1 ;x', '127.0.0.1\t', '127.0.0.1\n', '127.0.0.1;x y', '[::1 ;x]', '[::1];x'];
  const refuses = async (client: Client): Promise<void> => {
    for (const host of hosts) {
      await expect(client(`https://${host}/`, { verify })).rejects.toMatchObject({ name: 'InvalidURL' });
    }
  };
  overTransports(({ transport }) => refuses(clientOf(transport)));
  expectVulnerable('takes what stands before', () =>
    refuses((url, options) => vulnerableClient('verifies nothing')(url.split(/[ \t]/, 1)[0] as string, options)),
  );
});

const AS_NAME: Line = ['the address as a name', { name: 'x', names: ['DNS:127.0.0.1'] }, '127.0.0.1'];
const ADDRESSES: readonly Line[] = [
  ['the address', { name: 'x', names: ['IP:127.0.0.1'] }, '127.0.0.1', SERVED],
  ['another address', { name: 'x', names: ['IP:127.0.0.2'] }, '127.0.0.1'],
  ['no address', { name: '127.0.0.1', names: ['DNS:localhost'] }, '127.0.0.1'],
  ['the address as common name', { name: '127.0.0.1' }, '127.0.0.1'],
  AS_NAME,
];

describeRow('TL-12', () => {
  overAll(ADDRESSES);
  expectVulnerable('compares addresses as names', () =>
    judges(vulnerableClient('compares addresses as names'), AS_NAME),
  );
});

const BY_COMMON_NAME: readonly Line[] = [
  ['a common name and no other', { name: 'common.test' }, 'common.test'],
  ['a common name beside a URI', { name: 'common.test', names: ['URI:https://elsewhere.test/'] }, 'common.test'],
];
const INJECTIONS: readonly Line[] = [
  ['a name that spells another', { name: 'x', names: ['DNS:evil.test, DNS:good.test'] }, 'good.test'],
  [
    'a URI that spells a name',
    { name: 'x', names: ['URI:http://evil.test/, DNS:good.test', 'DNS:evil.test'] },
    'good.test',
  ],
  ['a quoted name', { name: 'x', names: ['DNS:evil.test", DNS:"good.test'] }, 'good.test'],
  ['a subject that spells another', { name: 'evil.test\nCN=good.test', names: ['DNS:evil.test'] }, 'good.test'],
  ['a common name beside another host’s names', { name: 'good.test', names: ['DNS:evil.test'] }, 'good.test'],
  ...BY_COMMON_NAME,
];

describeRow('TL-13', () => {
  overAll(INJECTIONS, BY_COMMON_NAME);
  expectVulnerable('takes the common name', () =>
    judges(vulnerableClient('takes the common name'), INJECTIONS[4] as Line),
  );
  test('and every package asks for a Node in which this was mended', () => {
    const packages = new URL('../../../', import.meta.url);
    for (const each of readdirSync(packages)) {
      const manifest = JSON.parse(readFileSync(new URL(`${each}/package.json`, packages), 'utf8'));
      expect([each, manifest.engines?.node]).toEqual([each, '>=20.19.0']);
    }
  });
});
