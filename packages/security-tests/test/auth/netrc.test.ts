import { afterAll, beforeAll, expect } from '@jest/globals';
import { FunctionTransport, HTTPBearerAuth, RequestException, Session } from '@req/core';
import { type Open, overProxies } from '../cookies/support/browser.ts';
import { Internet, redirect, valuesOf } from '../cookies/support/internet.ts';
import { describeRow, expectVulnerable, overTransports } from '../support/describe-row.ts';
import { VulnerableNetrc } from './support/vulnerable-netrc.ts';
import { withNetrc } from './support/with-netrc.ts';

let net: Internet;
beforeAll(async () => {
  net = await Internet.start({ secure: true });
});
afterAll(() => net.close());

type Client = Pick<ReturnType<Open>, 'get'>;
type Entries = Readonly<Record<string, { readonly login?: string; readonly password?: string }>>;
/** Makes a client; a vulnerable one is given the entries of the file. */
type Make = (entries: Entries) => Client;

const vulnerableClient: Make = (entries) => new VulnerableNetrc(net.proxy, entries);
const decoded = (header: string): string => atob(header.replace('Basic ', ''));
const basic = (user: string, password: string): string => `Basic ${btoa(`${user}:${password}`)}`;

function fileOf(entries: Entries): string {
  return Object.entries(entries)
    .map(([host, { login, password }]) => {
      const name = host === 'default' ? 'default' : `machine ${host}`;
      return `${name}${login === undefined ? '' : ` login "${login}"`}${password === undefined ? '' : ` password "${password}"`}\n`;
    })
    .join('');
}

/** Runs a check with the netrc file over every transport, and with a vulnerable client as negative control. */
function checks(entries: Entries, check: (client: Client) => Promise<void>, flaw: string): void {
  overProxies(
    () => net,
    (open) => withNetrc(fileOf(entries), () => check(open({ trustEnv: true }))),
  );
  expectVulnerable(flaw, () => check(vulnerableClient(entries)));
}

describeRow('AU-01', () => {
  const victim = { login: 'v', password: 'victim-secret' };
  const check = async (client: Client): Promise<void> => {
    for (const url of [
      'http://victim.test:@attacker.test/',
      'http://victim.test:x@attacker.test/',
      'http://victim.test@attacker.test:80/',
      'http://victim.test%3A@attacker.test/',
      'http://attacker.test/victim.test',
      'http://attacker.test?@victim.test/',
      'http://attacker.test#@victim.test/',
      'http://victim.test.attacker.test/',
    ]) {
      net.play({});
      await client.get(url);
      const sent = net.visits.flatMap(({ headers }) => valuesOf(headers, 'authorization')).map(decoded);
      expect([url, net.visits.length, sent.join()]).toEqual([url, 1, expect.not.stringContaining('victim-secret')]);
    }
    net.play({});
    await client.get('http://victim.test/');
    expect(net.got('authorization', 'victim.test')).toEqual([basic('v', 'victim-secret')]);
  };
  checks({ 'victim.test': victim }, check, 'looks up what stands before the first colon');
});

/** A redirects to B: what B receives then, and what it receives for a request of its own. */
async function fromAToB(client: Client, scheme = 'http'): Promise<void> {
  net.play({ [`${scheme}://a.test/`]: redirect(`${scheme}://b.test/`) });
  await client.get(`${scheme}://a.test/`);
  await client.get(`${scheme}://b.test/`);
  expect(net.got('authorization', 'a.test')).toEqual([basic('a', 'a-secret')]);
  expect(net.got('authorization', 'b.test')).toEqual(['', '']);
}

const ofA = { login: 'a', password: 'a-secret' };

describeRow('AU-02', () => {
  checks({ 'a.test': ofA, 'b.test': {} }, fromAToB, 'fills in what the entry lacks');
});

describeRow('AU-03', () => {
  checks({ 'a.test': ofA, default: {} }, fromAToB, 'fills in what the entry lacks');
});

describeRow('AU-04', () => {
  const check = async (client: Client): Promise<void> => {
    for (const url of ['http://bob@a.test/', 'http://bob:@a.test/', 'http://%62ob@a.test/']) {
      net.play({});
      await client.get(url).catch(() => {});
      for (const sent of net.got('authorization', 'a.test')) {
        expect(decoded(sent)).not.toContain('alice-secret');
      }
    }
    // A URL with the user name of the entry, or with none, gets the entry's credentials.
    for (const url of ['http://alice@a.test/', 'http://a.test/']) {
      net.play({});
      await client.get(url);
      expect(net.got('authorization', 'a.test')).toEqual([basic('alice', 'alice-secret')]);
    }
    // With a password in the URL, user and password of the entry stay a pair: bob is never sent with alice’s password.
    net.play({});
    await client.get('http://bob:word@a.test/');
    expect(net.got('authorization', 'a.test')).toEqual([basic('alice', 'alice-secret')]);
  };
  checks({ 'a.test': { login: 'alice', password: 'alice-secret' } }, check, "gives the URL's user the file's password");
});

describeRow('AU-05', () => {
  const check = async (client: Client): Promise<void> => {
    await fromAToB(client);
    await fromAToB(client, 'https');
  };
  checks({ 'a.test': ofA }, check, 'keeps credentials on a redirect');
});

describeRow('AU-06', () => {
  const entries = { 'b.test': { login: 'b', password: 'b-secret' } };
  const check = async (client: Client): Promise<void> => {
    net.play({ 'http://a.test/': redirect('http://b.test/') });
    await client.get('http://a.test/', { headers: { Authorization: 'Bearer a-token' } });
    expect(net.got('authorization', 'a.test')).toEqual(['Bearer a-token']);
    expect(net.got('authorization', 'b.test')).toEqual([basic('b', 'b-secret')]);
  };
  overProxies(
    () => net,
    (open) =>
      withNetrc(fileOf(entries), async () => {
        const bearer = open({ trustEnv: true, auth: new HTTPBearerAuth('a-token') });
        await check({ get: (url) => bearer.get(url) });
        await check(open({ trustEnv: true }));
      }),
  );
  expectVulnerable('keeps credentials on a redirect', () => check(vulnerableClient(entries)));
});

/** The Authorization header that the file leads to for a.test; `null` if there is none. */
type Read = (text: string | Uint8Array) => Promise<string | null>;

const sessionReads: Read = (text) =>
  withNetrc(text, async () => {
    const session = new Session({ transport: new FunctionTransport(() => ({})) });
    const r = await session.get('http://a.test/');
    return r.request?.headers.get('authorization') ?? null;
  });

const vulnerableRead: Read = async (text) => {
  const [, login, password] = /machine a\.test login (\S+) password "?([^"\n]*)"?/.exec(
    String(text),
  ) as RegExpExecArray;
  return basic(login as string, password as string);
};

describeRow('AU-07', () => {
  const check = async (read: Read): Promise<void> => {
    const long = 'x'.repeat(2 ** 20);
    const files: (string | Uint8Array)[] = [
      '',
      'machine a.test login "u password p\n',
      'machine a.test login u password "p\n',
      `machine a.test login u password ${long}\n`,
      `machine ${long}\n`,
      `# ${long}`,
      `machine a.test login u password "${long}`,
      'macdef init\n'.repeat(1000),
      'macdef init',
      'machine a.test login u password p\\',
      'machine a.test login u password \0\x01\x7f\n',
      'machine\n',
      'login u password p machine a.test',
      'machine a.test login "a:b" password p\n',
      '\ufeffmachine a.test login u password p\n',
      new Uint8Array([0xff, 0xfe, 0, 0x6d, 0xc3]),
    ];
    let seed = 1;
    const next = (): number => {
      seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
      return seed >> 8;
    };
    const words = [
      'machine',
      'a.test',
      'login',
      'password',
      'account',
      'default',
      'macdef',
      '"',
      '\\',
      '\n',
      ' ',
      '#',
      '\0',
    ];
    for (let n = 0; n < 200; n++) {
      files.push(
        n % 2 === 0
          ? Uint8Array.from({ length: next() % 400 }, () => next() & 0xff)
          : Array.from({ length: next() % 40 }, () => words[next() % words.length] ?? '').join(next() % 2 ? ' ' : ''),
      );
    }
    for (const file of files) {
      const outcome = await read(file).catch((error: unknown) => error);
      if (outcome instanceof Error) expect(outcome).toBeInstanceOf(RequestException);
      else expect([null, expect.stringMatching(/^Basic [A-Za-z0-9+/]+=*$/)]).toContainEqual(outcome);
    }
    const macro = 'macdef init\nmachine a.test login evil password evil\n\nmachine a.test login good password good\n';
    expect(await read(macro)).toBe(basic('good', 'good'));
  };
  // The file is read in core, so one transport is enough.
  overTransports(() => check(sessionReads), ['undici']);
  expectVulnerable('expects the file to be well formed', () => check(vulnerableRead));
});

describeRow('AU-08', () => {
  const check = async (client: Client): Promise<void> => {
    net.play({});
    await client.get('http://a.test/');
    await client.get('http://b.test/');
    expect([net.got('authorization', 'a.test'), net.got('authorization', 'b.test')]).toEqual([[''], ['']]);
  };
  checks({ 'a.test': { login: '', password: '' }, 'b.test': {} }, check, 'sends empty credentials');
});
