import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect } from '@jest/globals';
import { HTTPDigestAuth, type Transport } from '@req/core';
import { describeRow, expectVulnerable, overTransports } from '../support/describe-row.ts';
import { type Client, clientOver } from './support/client.ts';
import { type Answer, Lab, type Seen, values } from './support/lab.ts';
import { keepsAll, vulnerableClient } from './support/vulnerable-client.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await Lab.start({ tls: false });
});
afterAll(() => lab.close());

const origin = (place: 'A' | 'B'): string => `http://127.0.0.1:${place === 'A' ? lab.port : lab.otherPort}`;

/** Challenges for Digest credentials, with a nonce that identifies the server; accepts any. */
function challenges(seen: Seen): Answer {
  if (values(seen, 'Authorization').length > 0) return { body: 'ok' };
  const nonce = seen.authority.endsWith(String(lab.port)) ? 'nonce-of-a' : 'nonce-of-b';
  return { status: 401, headers: { 'WWW-Authenticate': `Digest realm="r", nonce="${nonce}", qop="auth"` } };
}

/** Target and Authorization of each request, `-` for none. */
function sent(): string[] {
  return lab.seen.map(
    (each) => `${each.authority.split(':')[1] === String(lab.port) ? 'A' : 'B'}${each.target} ${kind(each)}`,
  );
}

function kind(seen: Seen): string {
  const [value = '-'] = values(seen, 'Authorization');
  return /nonce="([^"]*)"/.exec(value)?.[1] ?? value.split(' ', 1)[0] ?? '';
}

/** A redirects to B, and B challenges. */
async function ofTheRedirectsTarget(client: Client): Promise<void> {
  lab.clear();
  lab.redirect('/from', `${origin('B')}/guarded`);
  lab.play('/guarded', challenges);
  await client(`${origin('A')}/from`);
  expect(sent()).toEqual(['A/from -', 'B/guarded -']);
}

/** A challenges, then redirects to B, which challenges too. */
async function afterOneAnswer(client: Client): Promise<void> {
  lab.clear();
  lab.play('/from', (seen) =>
    values(seen, 'Authorization').length === 0
      ? challenges(seen)
      : { status: 307, headers: { Location: `${origin('B')}/guarded` } },
  );
  lab.play('/guarded', challenges);
  await client(`${origin('A')}/from`);
  expect(sent()).toEqual(['A/from -', 'A/from nonce-of-a', 'B/guarded -']);
}

const digestOver = (transport: Transport, auth: HTTPDigestAuth): Client => {
  const client = clientOver(transport, lab);
  return (url) => client(url, { auth });
};

describeRow('RD-26', () => {
  overTransports(async ({ transport }) => {
    await ofTheRedirectsTarget(digestOver(transport, new HTTPDigestAuth('user', 's3cret')));
    await afterOneAnswer(digestOver(transport, new HTTPDigestAuth('user', 's3cret')));
    await ofTheRedirectsTarget(clientOver(transport, lab, { auth: new HTTPDigestAuth('user', 's3cret') }));
    await afterOneAnswer(clientOver(transport, lab, { auth: new HTTPDigestAuth('user', 's3cret') }));
  });
  expectVulnerable('answers whoever asks', () => ofTheRedirectsTarget(answersAnyone()));
  expectVulnerable('keeps its answer at redirects', () => afterOneAnswer(answersAnyone()));
});

/** One object, used for A and then for B. */
async function oneObjectForBoth(client: Client): Promise<void> {
  lab.clear();
  for (const path of ['/one', '/two']) lab.play(path, challenges);
  for (const url of [`${origin('A')}/one`, `${origin('B')}/one`, `${origin('A')}/two`, `${origin('B')}/two`])
    await client(url);
  expect(sent()).toEqual([
    'A/one -',
    'A/one nonce-of-a',
    'B/one -',
    'B/one nonce-of-b',
    'A/two nonce-of-a',
    'B/two nonce-of-b',
  ]);
}

describeRow('RD-27', () => {
  overTransports(({ transport }) => oneObjectForBoth(digestOver(transport, new HTTPDigestAuth('user', 's3cret'))));
  expectVulnerable('keeps one challenge, and answers it wherever it goes next', () =>
    oneObjectForBoth(answersAnyone()),
  );
});

/** Digest as curl and aiohttp had it: it answers every challenge, whoever sends it. */
function answersAnyone(): Client {
  let nonce: string | null = null;
  return async (url) => {
    await vulnerableClient(keepsAll)(url, nonce === null ? {} : { headers: { Authorization: answer(nonce, url) } });
    const last = lab.seen.at(-1) as Seen;
    if (values(last, 'Authorization').length > 0) return;
    nonce = last.authority.endsWith(String(lab.port)) ? 'nonce-of-a' : 'nonce-of-b';
    await vulnerableClient(keepsAll)(`http://${last.authority}${last.target}`, {
      headers: { Authorization: answer(nonce, url) },
    });
  };
}

function answer(nonce: string, url: string): string {
  const md5 = (text: string): string => createHash('md5').update(text).digest('hex');
  const uri = new URL(url).pathname;
  const response = md5(`${md5('user:r:s3cret')}:${nonce}:00000001:c:auth:${md5(`GET:${uri}`)}`);
  return `Digest username="user", realm="r", nonce="${nonce}", uri="${uri}", qop=auth, nc=00000001, cnonce="c", response="${response}"`;
}
