/**
 * Runs in a child process: one job after the other over one client, measuring the memory of each. Its argument
 * is a `ChildTask` as JSON; it prints a list of `Measured`.
 */
import { RequestException, Session } from '@req/core';
import { TRANSPORTS, type TransportName } from '@req/test-support/transports';
import { VulnerableClient } from '../../framing/support/vulnerable-client.ts';
import { watchMemory } from './memory-watch.ts';

/** One call, and how its body is read. */
export interface Job {
  readonly name: string;
  readonly url: string;
  /** `all`: read at once; `pieces`: streamed; `none`: streamed, unread for `linger` milliseconds; `byte`: one byte. */
  readonly read: 'all' | 'pieces' | 'none' | 'byte';
  readonly maxBodySize?: number;
  /** Milliseconds for the whole call. */
  readonly total?: number;
  readonly linger?: number;
  /** The number of calls; the last one's outcome counts. `{n}` in the URL becomes the call's number, as `a.b.c`. */
  readonly times?: number;
}

export interface ChildTask {
  /** The vulnerable ones are not part of req. */
  readonly client: TransportName | 'vulnerable' | 'vulnerable fetch';
  readonly warmUp: string;
  readonly jobs: readonly Job[];
}

export interface Measured {
  readonly name: string;
  /** `ok`, the code of a typed error, or `raw: …` for any other. */
  readonly outcome: string;
  /** Bytes of the body that the caller received. */
  readonly received: number;
  /** MiB by which the process grew at most. */
  readonly growth: number;
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function viaSession(session: Session, job: Job): Promise<number> {
  const { url, read, maxBodySize = null, total = 20_000, linger = 0 } = job;
  const response = await session.get(url, { stream: read !== 'all', maxBodySize, timeout: { total } });
  if (read === 'all') return response.content.byteLength;
  if (read === 'none') {
    await pause(linger);
    await response.close();
    return 0;
  }
  let received = 0;
  for await (const piece of response.iterContent(read === 'byte' ? { chunkSize: 1 } : {})) {
    received += piece.length;
    if (read === 'byte') break;
  }
  await response.close();
  return received;
}

/** One call after the other; only the outcome of the last counts. */
async function repeatedly(session: Session, job: Job): Promise<number> {
  const { times = 1 } = job;
  const urlOf = (n: number): string => job.url.replace('{n}', `${n >> 16}.${(n >> 8) & 255}.${n & 255}`);
  for (let n = 1; n < times; n++) await viaSession(session, { ...job, url: urlOf(n) }).catch(() => 0);
  return viaSession(session, { ...job, url: urlOf(times) });
}

async function readVulnerably({ url }: Job): Promise<number> {
  const client = new VulnerableClient();
  try {
    return (await client.get(url, { giveUpAfter: 60_000 })).text.length;
  } finally {
    await client.close();
  }
}

async function measure(name: string, run: () => Promise<number>): Promise<Measured> {
  const stop = watchMemory();
  let outcome = 'ok';
  let received = 0;
  try {
    received = await run();
  } catch (error) {
    outcome = error instanceof RequestException ? error.code : `raw: ${String(error)}`;
  }
  return { name, outcome, received, growth: stop() };
}

const { client, warmUp, jobs } = JSON.parse(process.argv[2] as string) as ChildTask;
const measured: Measured[] = [];
if (client === 'vulnerable') {
  for (const job of jobs) measured.push(await measure(job.name, () => readVulnerably(job)));
} else if (client === 'vulnerable fetch') {
  for (const job of jobs) {
    measured.push(await measure(job.name, async () => (await (await fetch(job.url)).arrayBuffer()).byteLength));
  }
} else {
  await using session = new Session({ transport: TRANSPORTS[client](), trustEnv: false });
  for (let round = 0; round < 20; round++) await (await session.get(warmUp, { stream: round % 2 === 0 })).read();
  for (const job of jobs) measured.push(await measure(job.name, () => repeatedly(session, job)));
}
process.stdout.write(JSON.stringify(measured));
process.exit(0);
