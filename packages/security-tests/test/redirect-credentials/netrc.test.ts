import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from '@jest/globals';
import { OWNS_SOCKETS } from '@req/test-support/transports';
import { describeRow, expectVulnerable, overTransports } from '../support/describe-row.ts';
import { type Client, clientOver } from './support/client.ts';
import { Lab, values } from './support/lab.ts';
import { keepsAll, vulnerableClient } from './support/vulnerable-client.ts';

let lab: Lab;
const folder = mkdtempSync(join(tmpdir(), 'req-netrc-'));
const path = join(folder, 'netrc');
const before = process.env['NETRC'];
beforeAll(async () => {
  lab = await Lab.start({ tls: true });
  process.env['NETRC'] = path;
});
afterAll(async () => {
  if (before === undefined) delete process.env['NETRC'];
  else process.env['NETRC'] = before;
  rmSync(folder, { recursive: true });
  await lab.close();
});

const OF_A = `Basic ${btoa('user:s3cret')}`;
const OF_B = `Basic ${btoa('other:word')}`;
const LINE_A = 'machine 127.0.0.1 login user password s3cret\n';

/** The Authorization of each request of a redirect from 127.0.0.1 to localhost. */
async function toLocalhost(client: Client, netrc: string, from = `http://127.0.0.1:${lab.port}`): Promise<string[][]> {
  writeFileSync(path, netrc, { mode: 0o600 });
  lab.clear();
  lab.redirect('/from', `http://localhost:${lab.port}/to`);
  await client(`${from}/from`);
  expect(lab.seen.map(({ target }) => target)).toEqual(['/from', '/to']);
  return lab.seen.map((each) => values(each, 'Authorization'));
}

async function eachItsOwn(client: Client): Promise<void> {
  expect(await toLocalhost(client, LINE_A)).toEqual([[OF_A], []]);
  expect(JSON.stringify(lab.seen[1])).not.toContain(OF_A);
  const both = `${LINE_A}machine localhost login other password word\n`;
  expect(await toLocalhost(client, both)).toEqual([[OF_A], [OF_B]]);
  // An entry whose name has the same ending belongs to another host.
  const alike = `${LINE_A}machine host login other password word\nmachine x.localhost login other password word\n`;
  expect(await toLocalhost(client, alike)).toEqual([[OF_A], []]);
}

describeRow('RD-01', () => {
  const direct = { http: null, https: null };
  overTransports(async ({ name, transport }) => {
    const client = clientOver(transport, lab, { trustEnv: true, proxies: direct });
    await eachItsOwn(client);
    if (!OWNS_SOCKETS.includes(name)) return;
    expect(await toLocalhost(client, LINE_A, `https://127.0.0.1:${lab.port}`)).toEqual([[OF_A], []]);
  });
  expectVulnerable('looks its credentials up once, and keeps them at redirects', () =>
    eachItsOwn((url) => vulnerableClient(keepsAll)(url, { auth: ['user', 's3cret'] })),
  );
});
