import { afterAll, beforeAll, expect } from '@jest/globals';
import { describeRow, expectVulnerable, overTransports } from '../support/describe-row.ts';
import { type Client, clientOver } from './support/client.ts';
import { Lab, values } from './support/lab.ts';
import { eachPartAlone, type Given, portAlone, staysBehind } from './support/stays-behind.ts';
import { keepsAll, vulnerableClient } from './support/vulnerable-client.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await Lab.start({ tls: true });
});
afterAll(() => lab.close());

const BASIC = `Basic ${btoa('user:s3cret')}`;

/** With user and password in the URL instead of a header. */
const inUrl =
  (client: Client): Client =>
  (url, ask) =>
    client(url.replace('://', '://user:s3cret@'), ask);

describeRow('RD-29', () => {
  const given: Given = { ask: {}, names: ['Authorization'], secret: BASIC };
  const header: Given = { ask: { headers: { Authorization: BASIC } }, names: ['Authorization'], secret: BASIC };
  overTransports(async ({ name, transport }) => {
    const changes = eachPartAlone(lab, name);
    const client = clientOver(transport, lab);
    await staysBehind(inUrl(client), lab, { given, changes });
    await staysBehind(client, lab, { given: header, changes });
    expect(JSON.stringify(lab.seen)).not.toContain('s3cret');
  });
  expectVulnerable("makes a header of the URL's user and forgets where it came from", () =>
    staysBehind(inUrl(vulnerableClient(keepsAll)), lab, { given, changes: portAlone(lab) }),
  );
});

/** A scheme-relative target takes the scheme from the URL before, and nothing else. */
async function hostOnly(client: Client): Promise<void> {
  const b = `localhost:${lab.port}`;
  for (const location of [`//${b}/x`, `//${b}`, `http://${b}/x`, `//${b}?q=1`]) {
    lab.clear();
    lab.redirect('/from', location);
    lab.redirect('/x', '/y');
    await client(`http://user:s3cret@127.0.0.1:${lab.port}/from`);
    expect(lab.seen.map((each) => values(each, 'Authorization'))).toEqual(
      location.endsWith('x') ? [[BASIC], [], []] : [[BASIC], []],
    );
    expect(lab.seen[1]?.authority).toBe(b);
    expect(JSON.stringify(lab.seen)).not.toMatch(/s3cret|user@|user:/);
  }
}

describeRow('RD-56', () => {
  overTransports(async ({ transport }) => {
    await hostOnly(clientOver(transport, lab));
    const below = clientOver(transport, lab, { baseUrl: `http://user:s3cret@127.0.0.1:${lab.port}/` });
    await hostOnly((url) => below(new URL(url).pathname));
    const response = await clientOver(transport, lab)(`http://user:s3cret@127.0.0.1:${lab.port}/from`);
    expect((response as { url: string }).url).toBe(`http://localhost:${lab.port}?q=1`);
  });
  expectVulnerable('joins the host of the target with the user of the base', () =>
    hostOnly(async (url) => {
      const first = await fetch(url.replace('user:s3cret@', ''), {
        redirect: 'manual',
        headers: { Authorization: BASIC },
      });
      const to = new URL(first.headers.get('location') ?? '', url);
      await vulnerableClient(keepsAll)(`http://user:s3cret@${to.host}${to.pathname}${to.search}`);
    }),
  );
});

/** No header sent along a chain of redirects contains the user, the password or the fragment. */
async function tellsNothing(client: Client): Promise<void> {
  lab.clear();
  lab.redirect('/from', '/same#secret-part');
  lab.redirect('/same', `http://other:s3cret@localhost:${lab.port}/to#secret-part`);
  await client(`http://user:s3cret@127.0.0.1:${lab.port}/from#secret-part`);
  expect(lab.seen.map(({ target }) => target)).toEqual(['/from', '/same', '/to']);
  expect(JSON.stringify(lab.seen)).not.toMatch(/s3cret|secret-part|user@|user:/);
}

describeRow('RD-32', () => {
  overTransports(async ({ name, transport }) => {
    await tellsNothing(clientOver(transport, lab));
    if (name === 'built-in fetch') return;
    const client = clientOver(transport, lab);
    await tellsNothing((url) => client(url, { proxies: { all: lab.proxy() } }));
    expect(lab.seen.map(({ line }) => line)).toEqual([
      `http://127.0.0.1:${lab.port}/from`,
      `http://127.0.0.1:${lab.port}/same`,
      `http://localhost:${lab.port}/to`,
    ]);
  });
  expectVulnerable('sends a Referer', () =>
    tellsNothing(async (url) => {
      for (let at = new URL(url), from: URL | null = null; ; ) {
        const headers: Record<string, string> = from === null ? {} : { 'X-Referer': from.href };
        const plain = `${at.origin}${at.pathname}`;
        const location = (await fetch(plain, { headers, redirect: 'manual' })).headers.get('location');
        if (location === null) return;
        [from, at] = [at, new URL(location, at)];
      }
    }),
  );
});
