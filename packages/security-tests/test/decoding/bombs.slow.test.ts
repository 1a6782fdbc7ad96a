import { afterAll, beforeAll, expect } from '@jest/globals';
import { OWNS_SOCKETS, TRANSPORT_NAMES, type TransportName } from '@req/test-support/transports';
import { RawServer, readHead } from '@req/transport-conformance';
import { type Children, children } from '../denial-of-service/support/in-child.ts';
import type { Job, Measured } from '../denial-of-service/support/measured-child.ts';
import { describeRow, expectVulnerable, overTransports } from '../support/describe-row.ts';
import { CODERS, type CodingName, coded, reply } from './support/coded.ts';

const MIB = 1_048_576;
const BOMB = 64 * MIB;
/** MiB. Up to ten, the expansion ratio is not checked. */
const BOUND = 48;

let server: RawServer;
let makers: Children;
const runs = new Map<string, Promise<ReadonlyMap<string, Measured>>>();
const CODINGS = [...CODERS.keys()];

beforeAll(async () => {
  const bombs = new Map<string, string>([['/ok', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok']]);
  const zeros = Buffer.alloc(BOMB);
  for (const coding of CODINGS) bombs.set(`/${coding}`, reply(coding, coded(coding, zeros)));
  server = await RawServer.start(async ({ socket, source }) => {
    for (let line = await readHead(source); line !== null; line = await readHead(source)) {
      socket.write(bombs.get(line.split(' ')[1] as string) ?? '', 'latin1');
    }
  });
  makers = await children();
  for (const name of TRANSPORT_NAMES) runs.set(name, play(name, JOBS));
  await Promise.all(runs.values());
}, 200_000);
afterAll(async () => {
  makers.remove();
  await server.close();
});

type Planned = Omit<Job, 'url'>;

const JOBS: readonly Planned[] = CODINGS.flatMap((coding): Planned[] => [
  { name: `/${coding} capped`, read: 'all', maxBodySize: 2 * MIB },
  { name: `/${coding} capped pieces`, read: 'pieces', maxBodySize: 2 * MIB },
  { name: `/${coding} pieces`, read: 'pieces' },
  { name: `/${coding}`, read: 'all' },
]);

function play(
  client: TransportName | 'vulnerable fetch',
  jobs: readonly Planned[],
): Promise<ReadonlyMap<string, Measured>> {
  const task = jobs.map((job): Job => ({ ...job, url: server.origin + (job.name.split(' ')[0] as string) }));
  return makers.run({ client, warmUp: `${server.origin}/ok`, jobs: task });
}

/** The bomb is an error, and the process stays small. */
async function expectDefused(client: TransportName | 'vulnerable fetch', job: Planned): Promise<void> {
  const run = runs.get(client) ?? play(client, [job]);
  runs.set(client, run);
  const { outcome, growth } = (await run).get(job.name) as Measured;
  expect({ job: job.name, outcome, growth, small: growth < BOUND }).toEqual({
    job: job.name,
    outcome: 'CONTENT_TOO_LARGE',
    growth,
    small: true,
  });
}

const jobsOf = (coding: CodingName): readonly Planned[] =>
  JOBS.filter(({ name }) => name.split(' ')[0] === `/${coding}`);

/**
 * Before decoding, the platform's fetch tells no size but Content-Length. The ratio is measured against that, which
 * for gzip is late.
 */
const capped = ({ maxBodySize }: Planned): boolean => maxBodySize !== undefined;

describeRow(['DC-01', 'DC-10', 'DC-13'], () => {
  overTransports(async ({ name }) => {
    for (const job of jobsOf('gzip')) if (name !== 'built-in fetch' || capped(job)) await expectDefused(name, job);
  });
  expectVulnerable('decodes everything', () => expectDefused('vulnerable fetch', jobsOf('gzip')[0] as Planned));
});

describeRow('DC-08', () => {
  overTransports(async ({ name }) => {
    for (const job of CODINGS.flatMap(jobsOf)) await expectDefused(name, job);
  }, OWNS_SOCKETS);
  expectVulnerable('decodes everything', () => expectDefused('vulnerable fetch', jobsOf('br')[0] as Planned));
});

describeRow('DC-09', () => {
  overTransports(async ({ name }) => {
    for (const job of jobsOf('br')) await expectDefused(name, job);
    for (const job of jobsOf('gzip').filter(capped)) await expectDefused(name, job);
  });
  expectVulnerable("is the platform's fetch as it is", () =>
    expectDefused('vulnerable fetch', jobsOf('br')[0] as Planned),
  );
});
