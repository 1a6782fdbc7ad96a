// Runs in a process of its own, whose trust the environment and the command line decide.
// Prints what became of each URL: the body, or the name of the error.
import dns from 'node:dns';
import { readFileSync, writeFileSync } from 'node:fs';
import https from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import tls from 'node:tls';
import { Session, type Transport } from '@req/core';
import { AxiosTransport } from '@req/transport-axios';
import { FetchTransport } from '@req/transport-fetch';
import { UndiciTransport } from '@req/transport-undici';

const [name = '', bundle = '', ...urls] = process.argv.slice(2);
const TRANSPORTS: Readonly<Record<string, () => Transport>> = {
  undici: () => new UndiciTransport(),
  'node-fetch': () => new FetchTransport(),
  axios: () => new AxiosTransport(),
  'built-in fetch': () => new FetchTransport(globalThis.fetch),
};

// Every name leads to loopback.
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

const CARELESS: Readonly<Record<string, (url: string) => Promise<string>>> = {
  /** Adds the bundle to what is trusted already. */
  adding: (url) =>
    plainly(url, [...tls.rootCertificates, readFileSync(process.env['NODE_EXTRA_CA_CERTS'] ?? '', 'utf8')]),
  /** Leaves the bundle in a place that others know. */
  writing: (url) => {
    const copy = join(tmpdir(), 'cacert.pem');
    writeFileSync(copy, readFileSync(bundle));
    return plainly(url, readFileSync(copy, 'utf8'));
  },
};

const careless = CARELESS[name];
const session =
  careless === undefined ? new Session({ transport: (TRANSPORTS[name] as () => Transport)(), trustEnv: false }) : null;
const verify = process.env['AS_TEXT'] === '1' ? readFileSync(bundle, 'utf8') : bundle;
const ask = async (url: string): Promise<string> => {
  if (session === null) return careless?.(url) ?? '';
  return (await session.get(url, bundle === '' ? {} : { verify })).text;
};
const outcomes: string[] = [];
for (const url of urls) outcomes.push(await ask(url).catch((error: Error) => error.name));
await session?.close();
console.log(JSON.stringify(outcomes));
