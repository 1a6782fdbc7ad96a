import { afterAll, beforeAll, expect } from '@jest/globals';
import { CookieJar, type Transport } from '@req/core';
import { OWNS_SOCKETS } from '@req/test-support/transports';
import { describeRow, expectVulnerable, overTransports } from '../support/describe-row.ts';
import { type Client, clientOver, send, sessionOver } from './support/client.ts';
import { Lab } from './support/lab.ts';
import { downgrade, eachPartAlone, type Given, hostAlone, portAlone, staysBehind } from './support/stays-behind.ts';
import { keepsAll, vulnerableClient } from './support/vulnerable-client.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await Lab.start({ tls: true });
});
afterAll(() => lab.close());

const HEADER: Given = { ask: { headers: { Cookie: 'sid=s3cret' } }, names: ['Cookie'], secret: 's3cret' };
const RECORD: Given = { ask: { cookies: { sid: 's3cret' } }, names: ['Cookie'], secret: 's3cret' };

describeRow(['RD-07', 'RD-10', 'RD-17'], () => {
  overTransports(async ({ name, transport }) => {
    const changes = eachPartAlone(lab, name);
    await staysBehind(clientOver(transport, lab), lab, { given: HEADER, changes });
    const ofSession = clientOver(transport, lab, { headers: HEADER.ask.headers });
    await staysBehind(ofSession, lab, { given: { ...HEADER, ask: {} }, changes: portAlone(lab) });
  });
  expectVulnerable('drops Authorization alone', () =>
    staysBehind(
      vulnerableClient((name) => name !== 'Authorization'),
      lab,
      { given: HEADER, changes: hostAlone(lab) },
    ),
  );
});

describeRow('RD-18', () => {
  const given: Given = { ...HEADER, ask: { headers: { Cookie: 'sid=s3cret', Host: 'name.test' } } };
  overTransports(async ({ name, transport }) => {
    const changes = eachPartAlone(lab, name);
    await staysBehind(clientOver(transport, lab), lab, { given: HEADER, changes });
    if (!transport.capabilities.has('host-header')) return;
    await staysBehind(clientOver(transport, lab), lab, { given, changes });
  });
  expectVulnerable('keeps Host and Cookie at redirects', () =>
    staysBehind(vulnerableClient(keepsAll), lab, { given, changes: hostAlone(lab) }),
  );
});

describeRow('RD-22', () => {
  const all: Given = {
    ask: { headers: { Authorization: 'Bearer s3cret', Cookie: 'sid=s3cret', 'Proxy-Authorization': 'Basic s3cret' } },
    names: ['Authorization', 'Cookie', 'Proxy-Authorization'],
    secret: 's3cret',
  };
  overTransports(({ name, transport }) =>
    staysBehind(clientOver(transport, lab), lab, { given: all, changes: eachPartAlone(lab, name) }),
  );
  expectVulnerable('drops Authorization and keeps the two others', () =>
    staysBehind(
      vulnerableClient((name) => name !== 'Authorization'),
      lab,
      { given: all, changes: hostAlone(lab) },
    ),
  );
});

describeRow('RD-23', () => {
  overTransports(async ({ name, transport }) => {
    const changes = eachPartAlone(lab, name);
    const jar = new CookieJar([{ name: 'sid', value: 's3cret' }]);
    const pairs: Given = { ...RECORD, ask: { cookies: [['sid', 's3cret']] } };
    await staysBehind(clientOver(transport, lab), lab, { given: RECORD, changes });
    for (const given of [pairs, { ...RECORD, ask: { cookies: jar } }])
      await staysBehind(clientOver(transport, lab), lab, { given, changes: portAlone(lab) });
    await onesNotSentYet(transport);
  });
  expectVulnerable('makes a header of the cookies and keeps it at redirects', () =>
    staysBehind(vulnerableClient(keepsAll), lab, { given: RECORD, changes: hostAlone(lab) }),
  );
});

/** Cookies that the first request lacks, for their path or due to a Cookie header, do not go to the next origin. */
async function onesNotSentYet(transport: Transport): Promise<void> {
  const path = '/to';
  for (const { from, to } of [...hostAlone(lab).slice(0, 1), ...portAlone(lab)]) {
    for (const ask of [
      { cookies: [{ name: 'sid', value: 's3cret', path }] },
      { cookies: { sid: 's3cret' }, headers: { Cookie: 'a=1' } },
    ]) {
      lab.clear();
      lab.redirect('/from', `${to}/hop`);
      lab.redirect('/hop', '/to');
      await clientOver(transport, lab)(`${from}/from`, ask);
      const ofSession = clientOver(transport, lab, { cookies: ask.cookies });
      await ofSession(`${from}/from`, { headers: { Cookie: 'a=1' } });
      expect(lab.seen.map(({ target }) => target)).toEqual(['/from', '/hop', '/to', '/from', '/hop', '/to']);
      expect(JSON.stringify(lab.seen)).not.toContain('s3cret');
    }
  }
}

describeRow('RD-37', () => {
  const secureOne = { name: 'sid', value: 's3cret', domain: '127.0.0.1', secure: true };
  overTransports(async ({ transport }) => {
    const changes = downgrade(lab);
    await staysBehind(clientOver(transport, lab), lab, { given: HEADER, changes });
    const secure = clientOver(transport, lab, { cookies: [secureOne] });
    await staysBehind(secure, lab, { given: { ...HEADER, ask: {} }, changes });
  }, OWNS_SOCKETS);
  expectVulnerable('looks at the host and not at the scheme', () =>
    staysBehind(
      vulnerableClient((_name, { from, to }) => from.host === to.host),
      lab,
      { given: HEADER, changes: downgrade(lab) },
    ),
  );
});

describeRow(['RD-43', 'RD-49'], (id) => {
  overTransports(async ({ name, transport }) => {
    const session = sessionOver(transport, lab);
    await ofARedirect((url, ask) => send(session, url, ask));
    const kept = [...session.cookies].map((cookie) => [cookie.name, cookie.value, cookie.domain, cookie.hostOnly]);
    expect(kept).toEqual([['sid', 's3cret', '127.0.0.1', true]]);
    if (id !== 'RD-49') return;
    const given: Given = { ...HEADER, ask: { headers: { Authorization: 'Bearer s3cret' } }, names: ['Authorization'] };
    await staysBehind(clientOver(transport, lab), lab, { given, changes: eachPartAlone(lab, name) });
  });
  expectVulnerable('sends the cookies of a response to the next host', () => ofARedirect(replaysCookies));
});

/** Cookies that a redirect sets belong to the host that set them. */
async function ofARedirect(client: Client): Promise<void> {
  lab.clear();
  lab.redirect('/from', `http://localhost:${lab.port}/to`, {
    headers: { 'Set-Cookie': ['sid=s3cret; Path=/', 'wide=s3cret; Domain=localhost; Path=/'] },
  });
  await client(`http://127.0.0.1:${lab.port}/from`);
  await client(`http://localhost:${lab.port}/again`);
  expect(lab.seen.map(({ target, headers }) => [target, JSON.stringify(headers).includes('s3cret')])).toEqual([
    ['/from', false],
    ['/to', false],
    ['/again', false],
  ]);
}

/** What rest-client and needle did. */
const replaysCookies: Client = async (url) => {
  const first = await fetch(url, { redirect: 'manual' });
  await first.text();
  const location = first.headers.get('location');
  const [set = ''] = first.headers.getSetCookie();
  if (location !== null) await (await fetch(location, { headers: { Cookie: set.split(';')[0] ?? '' } })).text();
};
