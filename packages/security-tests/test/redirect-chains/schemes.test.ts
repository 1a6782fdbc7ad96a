import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from '@jest/globals';
import { FunctionTransport, InvalidSchema, Session } from '@req/core';
import nodeFetch from 'node-fetch';
import { Mounts } from '../../../core/src/session/mounts.ts';
import { type Client, clientOver, send, sessionOver } from '../redirect-credentials/support/client.ts';
import { Lab } from '../redirect-credentials/support/lab.ts';
import { keepsAll, vulnerableClient } from '../redirect-credentials/support/vulnerable-client.ts';
import { describeRow, expectVulnerable, overTransports } from '../support/describe-row.ts';

let lab: Lab;
const folder = mkdtempSync(join(tmpdir(), 'req-rc-'));
const file = join(folder, 'secret.txt');
writeFileSync(file, 's3cret');
beforeAll(async () => {
  lab = await Lab.start({ tls: false });
});
afterAll(async () => {
  await lab.close();
  rmSync(folder, { recursive: true });
});

const start = (): string => `http://127.0.0.1:${lab.port}/from`;

/** A redirect to any of the targets is InvalidSchema, and nothing is sent. */
async function refuses(client: Client, targets: readonly string[]): Promise<void> {
  for (const target of targets) {
    for (const status of [302, 307]) {
      lab.clear();
      lab.redirect('/from', target, { status });
      await expect([target, await outcome(client(start()))]).toEqual([target, InvalidSchema]);
      expect(lab.seen.map((each) => each.target)).toEqual(['/from']);
    }
  }
}

/** The class of the error that a call ends with; `null` if it succeeds. */
function outcome(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => null,
    (error: unknown) => (error instanceof InvalidSchema ? InvalidSchema : error),
  );
}

const TARGETS = (): string[] => [
  `file://${file}`,
  `file:${file}`,
  'data:text/plain,s3cret',
  `ftp://127.0.0.1:${lab.port}/x`,
  'javascript:alert(1)',
  `unix:${file}`,
  `blob:http://127.0.0.1:${lab.port}/0b8e`,
  'about:blank',
  `gopher://127.0.0.1:${lab.port}/x`,
  `ws://127.0.0.1:${lab.port}/x`,
  `http+unix://${encodeURIComponent(file)}/x`,
];

/** As Python's urllib was: it opens every scheme it knows. */
const opensAnything: Client = async (url) => {
  const response = await fetch(url, { redirect: 'manual' });
  await response.text();
  const to = response.headers.get('location') ?? '';
  if (/^(?:local_)?file:/i.test(to.trim())) return readFile(to.trim().replace(/^(?:local_)?file:(?:\/\/)?/i, ''));
  return (await fetch(new URL(to, url))).text();
};

const plainNodeFetch: Client = async (url) => (await nodeFetch(url)).text();

describeRow(['RC-01', 'RC-02'], () => {
  overTransports(async ({ transport }) => {
    const client = clientOver(transport, lab);
    await refuses(client, TARGETS());
    lab.clear();
    for (const url of TARGETS()) expect([url, await outcome(client(url))]).toEqual([url, InvalidSchema]);
    expect(lab.seen).toEqual([]);
  });
  expectVulnerable('opens the file that it is redirected to', () => refuses(opensAnything, [`file://${file}`]));
  expectVulnerable('node-fetch, which follows a redirect to data:', () =>
    refuses(plainNodeFetch, ['data:text/plain,s3cret']),
  );
});

/** No list of forbidden schemes can be long enough. */
const VARIANTS = (): string[] => [
  `FILE://${file}`,
  `File:${file}`,
  ` file://${file}`,
  `\tfile://${file}`,
  `local-file://${file}`,
  `url:file://${file}`,
  `jar:file://${file}!/x`,
  `view-source:http://127.0.0.1:${lab.port}/`,
  `httpx://127.0.0.1:${lab.port}/`,
  `https+http://127.0.0.1:${lab.port}/`,
];

describeRow('RC-03', () => {
  overTransports(async ({ transport }) => {
    const client = clientOver(transport, lab);
    await refuses(client, VARIANTS());
    lab.clear();
    for (const url of [...VARIANTS(), `local_file://${file}`])
      expect([url, await outcome(client(url))]).toEqual([url, InvalidSchema]);
    expect(lab.seen).toEqual([]);
    // A scheme has no underscore (RFC 3986 §3.1): in a redirect this is a path on the server that sent it.
    lab.redirect('/from', `local_file:${file}`);
    await client(start());
    expect(lab.seen.map(({ authority, line }) => `${authority}${line}`)).toEqual([
      `127.0.0.1:${lab.port}/from`,
      `127.0.0.1:${lab.port}/local_file:${file}`,
    ]);
  });
  expectVulnerable('has a list of what is forbidden', () =>
    refuses(async (url) => {
      const to = (await fetch(url, { redirect: 'manual' })).headers.get('location') ?? '';
      if (to.startsWith('file:')) throw new InvalidSchema('No files.');
      return opensAnything(url);
    }, VARIANTS()),
  );
});

describeRow('RC-06', () => {
  /** With both schemes switched off, every request is InvalidSchema and nothing is sent. */
  async function switchedOff(client: Client): Promise<void> {
    lab.clear();
    for (const url of [start(), start().replace('http:', 'https:'), start().replace('http:', 'HTTP:')])
      expect([url, await outcome(client(url))]).toEqual([url, InvalidSchema]);
    expect(lab.seen).toEqual([]);
  }
  overTransports(async ({ transport }) => {
    const session = sessionOver(transport, lab);
    const mounts = new Mounts();
    session.getTransport = (url) => mounts.get(url);
    await switchedOff((url) => send(session, url));
    // With one scheme switched off, a redirect to it fails.
    const refusing = new FunctionTransport(() => {
      throw new InvalidSchema('No https here.');
    });
    const half = sessionOver(transport, lab);
    half.mount('https://', refusing);
    await refuses((url) => send(half, url), [start().replace('http:', 'https:')]);
    expect(() => new Session({} as never)).toThrow(TypeError);
  });
  expectVulnerable('takes an empty list of schemes for all of them', () =>
    switchedOff((url, ask) => {
      const schemes: string[] = [];
      if (schemes.length > 0 && !schemes.includes(new URL(url).protocol)) throw new InvalidSchema('Not listed.');
      return vulnerableClient(keepsAll)(url, ask);
    }),
  );
});
