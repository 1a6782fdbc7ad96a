import { afterAll, beforeAll, expect } from '@jest/globals';
import { CookieJar, HeaderMap, InvalidURL } from '@req/core';
import { OWNS_SOCKETS } from '@req/test-support/transports';
import { describeRow, expectVulnerable, overTransports } from '../support/describe-row.ts';
import { type Client, clientOver, send, sessionOver } from './support/client.ts';
import { Lab, values } from './support/lab.ts';
import { eachPartAlone, type Given, hostAlone, staysBehind } from './support/stays-behind.ts';
import { keepsAll, vulnerableClient } from './support/vulnerable-client.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await Lab.start({ tls: true });
});
afterAll(() => lab.close());

const SECRETS = { Authorization: 'Bearer s3cret', Cookie: 'sid=s3cret', 'X-Api-Key': 's3cret' };
const HEADERS: Given = { ask: { headers: SECRETS }, names: Object.keys(SECRETS), secret: 's3cret' };

/** Plays a chain of redirects and tells which of the requests carried any part of the secret. */
async function chain(client: Client, urls: readonly string[]): Promise<boolean[]> {
  lab.clear();
  const paths = urls.map((_url, i) => `/hop${i}`);
  for (let i = 1; i < urls.length; i++) lab.redirect(paths[i - 1] as string, `${urls[i]}${paths[i]}`);
  await client(`${urls[0]}${paths[0]}`, HEADERS.ask);
  expect(lab.seen.map(({ target }) => target)).toEqual(paths);
  return lab.seen.map((each) => JSON.stringify(each.headers).includes('s3cret'));
}

async function neverResurrected(client: Client): Promise<void> {
  const a = `http://127.0.0.1:${lab.port}`;
  const b = `http://127.0.0.1:${lab.otherPort}`;
  const c = `http://localhost:${lab.port}`;
  expect(await chain(client, [a, b, b])).toEqual([true, false, false]);
  expect(await chain(client, [a, b, a])).toEqual([true, false, false]);
  expect(await chain(client, [a, b, c, b, a, a])).toEqual([true, false, false, false, false, false]);
}

describeRow('RD-34', () => {
  overTransports(({ transport }) => neverResurrected(clientOver(transport, lab)));
  expectVulnerable('compares each hop with the one before, and starts from the first headers again', () =>
    neverResurrected(restoresThem),
  );
});

/** As Go's net/http did: each hop starts from the first request's headers, and only the last step is checked. */
const restoresThem: Client = async (url, ask = {}) => {
  for (let at = new URL(url), from = at, hop = 0; hop < 10; hop++) {
    const headers = at.origin === from.origin ? (ask.headers as Record<string, string>) : {};
    const response = await fetch(at, { redirect: 'manual', headers });
    await response.text();
    const location = response.headers.get('location');
    if (location === null) return;
    [from, at] = [at, new URL(location, at)];
  }
};

describeRow('RD-25', () => {
  const twice = new HeaderMap([
    ['Authorization', 'Bearer s3cret'],
    ['X-Api-Key', 's3cret'],
    ['authorization', 'Basic s3cret'],
    ['Cookie', 'sid=s3cret'],
    ['x-api-key', 's3cret'],
    ['cookie', 'other=s3cret'],
  ]);
  const given: Given = { ...HEADERS, ask: { headers: twice } };
  overTransports(async ({ name, transport }) => {
    const changes = eachPartAlone(lab, name);
    await staysBehind(clientOver(transport, lab), lab, { given, changes });
  });
  expectVulnerable('drops the first line of each name', () =>
    staysBehind(
      vulnerableClient((_name, _step, index) => index > 0),
      lab,
      { given, changes: hostAlone(lab) },
    ),
  );
});

/** Requested through a proxy, so that any name can be a host. */
const SUBDOMAINS = [
  { from: 'http://a.test', to: 'http://sub.a.test' },
  { from: 'http://sub.a.test', to: 'http://a.test' },
  { from: 'http://a.test', to: 'http://a.test.' },
];

describeRow('RD-35', () => {
  const given = (): Given => ({ ...HEADERS, ask: { ...HEADERS.ask, proxies: { all: lab.proxy() } } });
  overTransports(async ({ transport }) => {
    const client = clientOver(transport, lab);
    await staysBehind(client, lab, { given: given(), changes: SUBDOMAINS });
    for (const host of ['[::1%25.a.test]', '[::1%25a.test]']) await addressWithAName(client, host);
  }, OWNS_SOCKETS);
  expectVulnerable('takes a host that ends in its own for its own', () =>
    staysBehind(
      vulnerableClient((_name, { from, to }) => to.hostname.endsWith(from.hostname)),
      lab,
      { given: given(), changes: SUBDOMAINS.slice(0, 1) },
    ),
  );
});

/** A cookie with a domain goes to the names below it; an address is not a name, whatever its zone is called. */
async function addressWithAName(client: Client, host: string): Promise<void> {
  lab.clear();
  lab.redirect('/from', `http://${host}/to`);
  const cookies = new CookieJar([{ name: 'sid', value: 's3cret', domain: 'a.test' }]);
  const ask = { cookies, headers: { Authorization: 'Bearer s3cret' }, proxies: { all: lab.proxy() } };
  // Some clients do not know zones.
  await client('http://sub.a.test/from', ask).catch((error) => expect(error).toBeInstanceOf(InvalidURL));
  const [first, ...more] = lab.seen;
  expect(['Cookie', 'Authorization'].map((name) => values(first, name))).toEqual([['sid=s3cret'], ['Bearer s3cret']]);
  expect(JSON.stringify(more)).not.toContain('s3cret');
}

/** The upgrade between the default ports keeps credentials; any other change of origin drops them. */
const KEPT = [
  { from: 'http://localhost', to: 'https://localhost' },
  { from: 'http://localhost:80', to: 'https://localhost:443' },
];
const DROPPED = [
  { from: 'https://localhost', to: 'http://localhost' },
  { from: 'http://localhost', to: 'https://localhost:8443' },
  { from: 'http://localhost:8080', to: 'https://localhost' },
  { from: 'http://localhost:8080', to: 'https://localhost:8443' },
  { from: 'http://localhost', to: 'https://127.0.0.1' },
  { from: 'http://localhost', to: 'http://localhost:8080' },
];

async function upgradesAlone(client: Client): Promise<void> {
  for (const [changes, kept] of [
    [KEPT, true],
    [DROPPED, false],
  ] as const) {
    for (const { from, to } of changes) {
      lab.clear();
      lab.redirect('/from', `${to}/to`);
      await client(`${from}/from`, { headers: { Authorization: 'Bearer s3cret' }, proxies: { all: lab.proxy('u:p') } });
      const asked = lab.seen.filter(({ via }) => via !== 'connect');
      expect([from, to, asked.map((each) => values(each, 'Authorization').length)]).toEqual([
        from,
        to,
        [1, kept ? 1 : 0],
      ]);
    }
  }
}

describeRow('RD-24', () => {
  overTransports(({ transport }) => upgradesAlone(clientOver(transport, lab)), OWNS_SOCKETS);
  expectVulnerable('calls it an upgrade whatever the ports', () =>
    upgradesAlone(
      vulnerableClient((_name, { from, to }) => from.hostname === to.hostname && from.protocol <= to.protocol),
    ),
  );
});

/** Nothing of one request appears in another. */
async function forgets(client: Client): Promise<void> {
  lab.clear();
  const url = `http://127.0.0.1:${lab.port}`;
  await client(`${url}/one`, { headers: { Referer: 'http://x.test/', 'X-Own': '1', 'X-Session': null } });
  await client(`${url}/two`, { headers: { 'X-Own': '2', Referer: null } });
  await client(`${url}/three`);
  expect(lab.seen.map((each) => ['Referer', 'X-Own', 'X-Session'].map((name) => values(each, name)))).toEqual([
    [['http://x.test/'], ['1'], []],
    [[], ['2'], ['s']],
    [[], [], ['s']],
  ]);
}

describeRow('RD-33', () => {
  overTransports(async ({ transport }) => {
    const session = sessionOver(transport, lab, { headers: { 'X-Session': 's' } });
    await forgets((url, ask) => send(session, url, ask));
    expect(session.headers.get('X-Session')).toBe('s');
    expect(session.headers.has('Referer')).toBe(false);
  });
  expectVulnerable('keeps the headers of the last request for the next', () => {
    const kept: Record<string, string | null> = { 'X-Session': 's' };
    return forgets((url, ask) => {
      Object.assign(kept, ask?.headers);
      return vulnerableClient(keepsAll)(url, {
        headers: Object.entries(kept).filter(([, value]) => value !== null) as never,
      });
    });
  });
});
