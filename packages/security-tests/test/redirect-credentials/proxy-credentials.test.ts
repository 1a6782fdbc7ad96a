import { afterAll, beforeAll, expect } from '@jest/globals';
import { type Transport, UnsupportedByTransport } from '@req/core';
import { OWNS_SOCKETS } from '@req/test-support/transports';
import { describeRow, expectVulnerable, overTransports, type Subject } from '../support/describe-row.ts';
import { type Client, clientOver, send, sessionOver } from './support/client.ts';
import { Lab, values } from './support/lab.ts';
import { eachPartAlone, type Given, hostAlone, portAlone, staysBehind } from './support/stays-behind.ts';
import { keepsAll, vulnerableClient } from './support/vulnerable-client.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await Lab.start({ tls: true });
});
afterAll(() => lab.close());

const GIVEN: Given = {
  ask: { headers: { 'Proxy-Authorization': 'Basic s3cret' } },
  names: ['Proxy-Authorization'],
  secret: 's3cret',
};
const credentials = (user: string): string => `Basic ${btoa(`${user}:s3cret`)}`;
const proxied = (user = 'user'): { proxies: Record<string, string> } => ({
  proxies: { all: lab.proxy(`${user}:s3cret`) },
});

describeRow(['RD-02', 'RD-08', 'RD-12', 'RD-19', 'RD-36', 'RD-50'], () => {
  overTransports(async ({ name, transport }) => {
    await staysBehind(clientOver(transport, lab), lab, { given: GIVEN, changes: eachPartAlone(lab, name) });
    const ofSession = clientOver(transport, lab, { headers: GIVEN.ask.headers });
    await staysBehind(ofSession, lab, { given: { ...GIVEN, ask: {} }, changes: hostAlone(lab) });
    // Not even to the same origin: a proxy's credentials are for the proxy of that one request.
    const here = `http://127.0.0.1:${lab.port}`;
    await staysBehind(clientOver(transport, lab), lab, { given: GIVEN, changes: [{ from: here, to: here }] });
  });
  expectVulnerable('knows Authorization and Cookie as the only credentials', () =>
    staysBehind(
      vulnerableClient((name) => !/^(?:authorization|cookie)$/i.test(name)),
      lab,
      { given: GIVEN, changes: hostAlone(lab) },
    ),
  );
});

/** Where proxies are not supported, nothing is sent. */
async function refusesProxies(transport: Transport): Promise<void> {
  lab.clear();
  await expect(clientOver(transport, lab)('http://a.test/from', proxied())).rejects.toThrow(UnsupportedByTransport);
  expect(lab.seen).toEqual([]);
}

/** http://a.test through the proxy, its redirect to https://localhost through a tunnel. */
async function throughATunnel(client: Client, user = 'user'): Promise<void> {
  lab.clear();
  lab.redirect('/from', `https://localhost:${lab.port}/to`);
  await client('http://a.test/from', user === 'user' ? proxied() : {});
  expect(lab.seen.map(({ via, target }) => [via, target])).toEqual([
    ['proxy', '/from'],
    ['connect', `localhost:${lab.port}`],
    ['tunnel', '/to'],
  ]);
  const expected = credentials(user);
  expect(lab.seen.map((each) => values(each, 'Proxy-Authorization'))).toEqual([[expected], [expected], []]);
  expect(JSON.stringify(lab.seen[2])).not.toContain('s3cret');
}

const tunnelled = async ({ name, transport }: Subject): Promise<void> => {
  if (name === 'built-in fetch') return refusesProxies(transport);
  await throughATunnel(clientOver(transport, lab));
  // Another name, so that the earlier tunnel is not reused.
  const session = sessionOver(transport, lab, proxied('session'));
  await throughATunnel((url) => send(session, url), 'session');
};

describeRow(['RD-04', 'RD-53'], () => {
  overTransports(tunnelled);
  expectVulnerable("has the proxy's credentials among its own headers and takes them into the tunnel", () =>
    throughATunnel(vulnerableClient({ keeps: keepsAll, proxyHeader: true })),
  );
});

describeRow('RD-52', () => {
  overTransports(async ({ name, transport }) => {
    if (name === 'built-in fetch') return refusesProxies(transport);
    await nextHopIsDirect((url) => send(sessionOver(transport, lab, { trustEnv: true }), url));
    await nextHopIsDirect((url) => {
      const proxies = { ...proxied().proxies, no_proxy: '127.0.0.1' };
      return send(sessionOver(transport, lab), url, { proxies });
    });
  });
  expectVulnerable('keeps the header when it no longer uses the proxy', () => {
    const direct = (to: URL): boolean => to.hostname === '127.0.0.1';
    return nextHopIsDirect((url) => vulnerableClient({ keeps: keepsAll, proxyHeader: true, direct })(url, proxied()));
  });
});

/** The first hop uses the proxy of the environment, the second goes to a host that NO_PROXY names. */
async function nextHopIsDirect(client: Client): Promise<void> {
  const names = ['http_proxy', 'HTTP_PROXY', 'no_proxy', 'NO_PROXY', 'all_proxy', 'ALL_PROXY'];
  const before = names.map((name) => process.env[name]);
  for (const name of names) delete process.env[name];
  process.env['http_proxy'] = lab.proxy('user:s3cret');
  process.env['no_proxy'] = '127.0.0.1';
  try {
    lab.clear();
    lab.redirect('/from', `http://127.0.0.1:${lab.otherPort}/to`);
    await client('http://a.test/from');
    expect(lab.seen.map(({ via, target }) => [via, target])).toEqual([
      ['proxy', '/from'],
      ['direct', '/to'],
    ]);
    expect(lab.seen.map((each) => values(each, 'Proxy-Authorization'))).toEqual([[credentials('user')], []]);
    expect(JSON.stringify(lab.seen[1])).not.toContain('s3cret');
  } finally {
    for (const [i, name] of names.entries()) {
      if (before[i] === undefined) delete process.env[name];
      else process.env[name] = before[i];
    }
  }
}

describeRow('RD-09', () => {
  const everything: Given = {
    ask: { headers: { Authorization: 'Bearer s3cret', Cookie: 'sid=s3cret', 'X-Api-Key': 's3cret' } },
    names: ['Authorization', 'Cookie', 'X-Api-Key'],
    secret: 's3cret',
  };
  const direct = everything.ask;
  const viaProxy = (): Given => ({ ...everything, ask: { ...direct, proxies: { all: lab.proxy() } } });
  const named = [
    { from: 'http://a.test', to: 'http://b.test' },
    { from: 'http://a.test', to: 'http://a.test:8080' },
  ];
  overTransports(async ({ transport }) => {
    const client = clientOver(transport, lab);
    for (const given of [everything, viaProxy()]) {
      await staysBehind(client, lab, { given, changes: [...hostAlone(lab), ...portAlone(lab)] });
    }
    await staysBehind(client, lab, { given: viaProxy(), changes: named });
    expect(lab.seen.map(({ via }) => via)).toEqual(['proxy', 'proxy']);
  }, OWNS_SOCKETS);
  expectVulnerable('strips what it sends itself and not what it sends by a proxy', async () => {
    const client: Client = (url, ask) =>
      vulnerableClient((_name, { from, to }) => ask?.proxies !== undefined || from.origin === to.origin)(url, ask);
    for (const given of [everything, viaProxy()]) await staysBehind(client, lab, { given, changes: hostAlone(lab) });
  });
});
