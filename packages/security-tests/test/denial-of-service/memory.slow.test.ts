import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import tls from 'node:tls';
import { afterAll, beforeAll, expect } from '@jest/globals';
import { RequestException } from '@req/core';
import { testCertificates } from '@req/test-support/test-certificates';
import { TRANSPORT_NAMES, type TransportName } from '@req/test-support/transports';
import { RawServer } from '@req/transport-conformance';
import { outcomeOf } from '../framing/support/outcome.ts';
import { withVulnerableClient } from '../framing/support/vulnerable-client.ts';
import { describeRow, expectVulnerable, overTransports } from '../support/describe-row.ts';
import { type FloodServer, floodServer } from './support/flood-server.ts';
import { type Children, children } from './support/in-child.ts';
import type { Job, Measured } from './support/measured-child.ts';

const MIB = 1_048_576;
/** MiB. A process grows somewhat in any case, and collects its garbage late. */
const BOUND = 48;

let server: FloodServer;
/** Nobody trusts its certificate. */
let tlsServer: tls.Server;
/** Nothing listens there, on any address. */
let refusedPort: string;
let makers: Children;
const runs = new Map<string, Promise<ReadonlyMap<string, Measured>>>();

beforeAll(async () => {
  [server, makers] = await Promise.all([floodServer(), children()]);
  const { selfSigned } = await testCertificates();
  tlsServer = tls.createServer(selfSigned).on('tlsClientError', () => {});
  await once(tlsServer.listen(0, '127.0.0.1'), 'listening');
  const unused = await RawServer.start(() => {});
  refusedPort = String(unused.port);
  await unused.close();
  for (const name of TRANSPORT_NAMES) runs.set(name, play(name, null));
  await Promise.all(runs.values());
}, 200_000);
afterAll(async () => {
  makers.remove();
  tlsServer.close();
  await server.close();
});

const JOBS: readonly (Omit<Job, 'url'> & { readonly path?: string })[] = [
  { name: '/headers', read: 'all' },
  { name: '/small-headers', read: 'all' },
  { name: '/header-line', read: 'all' },
  { name: '/status-line', read: 'all', total: 700 },
  { name: '/interim-head', read: 'all', total: 2_000 },
  { name: '/trailers', read: 'all' },
  { name: '/extension', read: 'all', total: 600 },
  { name: '/extensions', read: 'pieces', total: 600 },
  { name: '/huge-length', read: 'all' },
  { name: 'tls warm-up', path: 'https://', read: 'all', times: 20 },
  { name: 'tls', path: 'https://', read: 'all', times: 80 },
  { name: 'hosts', path: 'http://127.{n}:', read: 'all', times: 800 },
  { name: 'unread', path: '/endless', read: 'none', linger: 700 },
  { name: '/endless', read: 'all', maxBodySize: MIB },
  { name: '/endless-chunked', read: 'all', maxBodySize: MIB },
  { name: '/endless-known', read: 'all', maxBodySize: MIB },
  { name: '/endless streamed', path: '/endless', read: 'pieces', maxBodySize: MIB },
  { name: '/endless-chunked streamed', path: '/endless-chunked', read: 'pieces', maxBodySize: MIB },
];

/** The result of a job, from a process that ran all jobs one after the other. */
async function measured(client: TransportName | 'vulnerable', name: string): Promise<Measured> {
  const key = client === 'vulnerable' ? `${client} ${name}` : client;
  const run = runs.get(key) ?? play(client, [name]);
  runs.set(key, run);
  return (await run).get(name) as Measured;
}

function urlOf(path: string): string {
  if (path === 'https://') return `https://127.0.0.1:${(tlsServer.address() as AddressInfo).port}/`;
  return path.endsWith(':') ? `${path}${refusedPort}/` : server.origin + path;
}

function play(
  client: TransportName | 'vulnerable',
  names: readonly string[] | null,
): Promise<ReadonlyMap<string, Measured>> {
  const jobs = JOBS.filter(({ name }) => names === null || names.includes(name));
  const task = jobs.map(({ path, ...job }): Job => ({ ...job, url: urlOf(path ?? job.name) }));
  return makers.run({ client, warmUp: `${server.origin}/ok`, jobs: task });
}

/** The call fails with one of these errors, and the process stays small. */
async function expectBounded(
  client: TransportName | 'vulnerable',
  name: string,
  codes: readonly string[],
): Promise<void> {
  const { outcome, growth } = await measured(client, name);
  expect({ name, outcome, small: growth < BOUND, growth }).toEqual({
    name,
    outcome: codes.includes(outcome) ? outcome : codes.join(),
    small: true,
    growth,
  });
}

/** How the vulnerable client fails in the end. */
function expectEnded(path: string): Promise<unknown> {
  return withVulnerableClient(async (vulnerable) => {
    const outcome = await outcomeOf(vulnerable.get(server.origin + path, { giveUpAfter: 300 }));
    expect(outcome).toBeInstanceOf(RequestException);
  });
}

const rows: readonly { ids: string[]; paths: string[]; codes: string[]; vulnerable: string }[] = [
  {
    ids: ['DS-01'],
    paths: ['/headers', '/small-headers', '/interim-head'],
    codes: ['CONNECTION_ERROR'],
    vulnerable: 'keeps as many headers as there are',
  },
  { ids: ['DS-04'], paths: ['/trailers'], codes: ['CHUNKED_ENCODING_ERROR'], vulnerable: 'reads trailers for ever' },
];

for (const { ids, paths, codes, vulnerable } of rows) {
  describeRow(ids, () => {
    overTransports(async ({ name }) => {
      for (const path of paths) await expectBounded(name, path, codes);
    });
    expectVulnerable(vulnerable, () => expectEnded(paths[0] as string));
  });
}

describeRow('DS-03', () => {
  overTransports(async ({ name }) => {
    // The fetch of Node 20 reads a reason phrase of any length, and keeps none of it.
    const codes = name === 'built-in fetch' ? ['CONNECTION_ERROR', 'TIMEOUT'] : ['CONNECTION_ERROR'];
    await expectBounded(name, '/status-line', codes);
    await expectBounded(name, '/header-line', ['CONNECTION_ERROR']);
  });
  expectVulnerable('reads lines of any length', () => expectEnded('/status-line'));
});

describeRow('DS-05', () => {
  overTransports(async ({ name }) => {
    // The fetch of Node 20 discards extensions of any length; the timeout ends the call.
    const codes = name === 'built-in fetch' ? ['CHUNKED_ENCODING_ERROR', 'TIMEOUT'] : ['CHUNKED_ENCODING_ERROR'];
    await expectBounded(name, '/extension', codes);
    // Short ones at each byte: Node's parser counts them per chunk, so this is an endless body like any other.
    await expectBounded(name, '/extensions', ['CHUNKED_ENCODING_ERROR', 'TIMEOUT']);
  });
  expectVulnerable('reads extensions for ever', () => expectEnded('/extension'));
});

describeRow('DS-07', () => {
  overTransports(({ name }) => expectBounded(name, '/huge-length', ['CHUNKED_ENCODING_ERROR']));
  expectVulnerable('accepts a partial body as complete', () =>
    expectBounded('vulnerable', '/huge-length', ['CHUNKED_ENCODING_ERROR']),
  );
});

describeRow('DS-14', () => {
  overTransports(async ({ name }) => {
    const { outcome, growth } = await measured(name, 'unread');
    expect(outcome).toBe('ok');
    expect(growth).toBeLessThan(BOUND);
  });
  expectVulnerable('reads ahead', async () => {
    const { growth } = await measured('vulnerable', 'unread');
    expect(growth).toBeLessThan(BOUND);
  });
});

/** The limit ends the transfer: neither the memory used nor the bytes sent exceed it by much. */
describeRow(['DS-08', 'DS-11'], () => {
  const paths = ['/endless', '/endless-chunked', '/endless-known', '/endless streamed', '/endless-chunked streamed'];
  overTransports(async ({ name }) => {
    for (const path of paths) await expectBounded(name, path, ['CONTENT_TOO_LARGE']);
  });
  expectVulnerable('looks at the size afterwards', () =>
    expectBounded('vulnerable', '/endless', ['CONTENT_TOO_LARGE']),
  );
});

/** Failed handshakes leave nothing behind: the last eighty need no more memory than the first. */
describeRow('DS-16', () => {
  overTransports(({ name }) => expectBounded(name, 'tls', ['SSL_ERROR']));
});

/** Nor does a host that was requested once. */
describeRow('DS-18', () => {
  overTransports(({ name }) => expectBounded(name, 'hosts', ['CONNECTION_ERROR']));
});
