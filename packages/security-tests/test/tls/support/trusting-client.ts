// Runs in a child process, whose environment and command line decide what it trusts.
// Takes a file with requests, and prints the outcome of each: the body, or the name of the error.
import dns from 'node:dns';
import { readFileSync, writeFileSync } from 'node:fs';
import https from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import tls from 'node:tls';
import { Session } from '@req/core';
import { TRANSPORTS, type TransportName } from '@req/test-support/transports';
import type { Errand } from './run-trusting.ts';

// Every name resolves to loopback.
(dns as { lookup: unknown }).lookup = (
  _name: string,
  options: { all?: boolean },
  callback: (...args: unknown[]) => void,
) => {
  process.nextTick(() => {
    if (options.all === true) callback(null, [{ address: '127.0.0.1', family: 4 }]);
    else callback(null, '127.0.0.1', 4);
  });
};

function plainly(url: string, ca: string | string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = https.get(url, { ca, agent: false }, (response) =>
      response.resume().on('end', () => resolve('origin')),
    );
    request.on('error', reject);
  });
}

type Ask = (job: Errand) => Promise<string>;

const VULNERABLE: Readonly<Record<string, Ask>> = {
  /** Adds the bundle to the default trust store. */
  adding: ({ url, verify = '' }) =>
    plainly(url, [...tls.rootCertificates, readFileSync(process.env['NODE_EXTRA_CA_CERTS'] ?? '', 'utf8'), verify]),
  /** Trusts a store that it was shipped with. */
  bundling: ({ url }) => plainly(url, [...tls.rootCertificates]),
  /** Writes the bundle to a file at a known path. */
  writing: ({ url, verify = '' }) => {
    const copy = join(tmpdir(), 'cacert.pem');
    writeFileSync(copy, verify);
    return plainly(url, readFileSync(copy, 'utf8'));
  },
};

const sessions = new Map<string, Session>();
const carefully: Ask = async ({ client, url, verify }) => {
  const session =
    sessions.get(client) ?? new Session({ transport: TRANSPORTS[client as TransportName](), trustEnv: false });
  sessions.set(client, session);
  return (await session.get(url, verify === undefined ? {} : { verify })).text;
};

const outcomes: string[] = [];
for (const job of JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as Errand[]) {
  const ask = VULNERABLE[job.client] ?? carefully;
  outcomes.push(await ask(job).catch((error: Error) => error.name));
}
for (const session of sessions.values()) await session.close();
console.log(JSON.stringify(outcomes));
