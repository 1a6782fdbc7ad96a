import { afterAll, beforeAll, expect } from '@jest/globals';
import nodeFetch from 'node-fetch';
import { describeRow, expectVulnerable, overTransports } from '../support/describe-row.ts';
import { type Client, clientOver, send, sessionOver } from './support/client.ts';
import { Lab, values } from './support/lab.ts';
import { eachPartAlone, type Given, hostAlone, staysBehind } from './support/stays-behind.ts';
import { keepsAll, vulnerableClient } from './support/vulnerable-client.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await Lab.start({ tls: true });
});
afterAll(() => lab.close());

const DEFAULTS = ['X-API-Key', 'Api-Key', 'X-Auth-Token', 'X-CSRF-Token', 'X-Amz-Security-Token', 'Private-Token'];
const given = (...names: string[]): Given => ({
  ask: { headers: Object.fromEntries(names.map((name) => [name, 's3cret'])) },
  names,
  secret: 's3cret',
});
const BY_DEFAULT = given(...DEFAULTS);

/** The platform's fetch and node-fetch, following redirects on their own. */
const plainFetch: Client = async (url, { headers } = {}) =>
  void (await (await globalThis.fetch(url, { headers: headers as Record<string, string> })).text());
const plainNodeFetch: Client = async (url, { headers } = {}) =>
  void (await (await nodeFetch(url, { headers: headers as Record<string, string> })).text());

describeRow(['RD-13', 'RD-21'], () => {
  overTransports(async ({ name, transport }) => {
    const changes = eachPartAlone(lab, name);
    await staysBehind(clientOver(transport, lab), lab, { given: BY_DEFAULT, changes });
    const ofSession = clientOver(transport, lab, { headers: BY_DEFAULT.ask.headers });
    await staysBehind(ofSession, lab, { given: { ...BY_DEFAULT, ask: {} }, changes: hostAlone(lab) });
  });
  expectVulnerable('carries every header to wherever the redirect leads', () =>
    staysBehind(vulnerableClient(keepsAll), lab, { given: BY_DEFAULT, changes: hostAlone(lab) }),
  );
  expectVulnerable("the platform's fetch, with the redirects it follows itself", () =>
    staysBehind(plainFetch, lab, { given: given('X-API-Key'), changes: hostAlone(lab) }),
  );
});

describeRow('RD-42', () => {
  const own = given('X-Shop-Secret');
  overTransports(async ({ name, transport }) => {
    const changes = eachPartAlone(lab, name);
    const client = clientOver(transport, lab, { sensitiveHeaders: ['x-shop-secret'] });
    await staysBehind(client, lab, { given: own, changes });
    const session = sessionOver(transport, lab);
    session.sensitiveHeaders = [...session.sensitiveHeaders, 'X-SHOP-Secret'];
    const both = given('X-Shop-Secret', ...DEFAULTS);
    await staysBehind((url, ask) => send(session, url, ask), lab, { given: both, changes });
    // As Requests does, for those who want that.
    const none = clientOver(transport, lab, { sensitiveHeaders: [] });
    await expect(staysBehind(none, lab, { given: given('X-API-Key'), changes })).rejects.toThrow();
    expect(values(lab.seen[1], 'X-API-Key')).toEqual(['s3cret']);
  });
  expectVulnerable('has a list, and one that cannot be added to', () => {
    const list = new Set(DEFAULTS.map((name) => name.toLowerCase()));
    const client = vulnerableClient((name) => !list.has(name.toLowerCase()));
    return staysBehind(client, lab, { given: own, changes: hostAlone(lab) });
  });
});

/** One call of the client underneath per request, whatever the response. */
async function oneEach(client: Client): Promise<void> {
  lab.clear();
  lab.redirect('/from', `http://localhost:${lab.port}/to`);
  await client(`http://127.0.0.1:${lab.port}/from`, {
    headers: { 'Proxy-Authorization': 'Basic s3cret', 'X-API-Key': 's3cret' },
    allowRedirects: false,
  });
  expect(lab.seen.map(({ target }) => target)).toEqual(['/from']);
}

describeRow('RD-15', () => {
  const secrets = given('Proxy-Authorization', 'X-API-Key');
  overTransports(async ({ name, transport }) => {
    await oneEach(clientOver(transport, lab));
    await staysBehind(clientOver(transport, lab), lab, { given: secrets, changes: eachPartAlone(lab, name) });
  });
  expectVulnerable('node-fetch, with the redirects it follows itself', () => oneEach(plainNodeFetch));
  expectVulnerable('node-fetch, following a redirect to another site', () =>
    staysBehind(plainNodeFetch, lab, { given: secrets, changes: hostAlone(lab) }),
  );
});
