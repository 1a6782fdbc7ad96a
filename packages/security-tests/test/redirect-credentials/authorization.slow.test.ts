import { afterAll, beforeAll } from '@jest/globals';
import { HTTPBearerAuth } from '@req/core';
import { OWNS_SOCKETS } from '@req/test-support/transports';
import nodeFetch from 'node-fetch';
import { describeRow, expectVulnerable, overTransports } from '../support/describe-row.ts';
import { type Client, clientOver } from './support/client.ts';
import { Lab } from './support/lab.ts';
import {
  downgrade,
  eachPartAlone,
  type Given,
  hostAlone,
  portAlone,
  schemeAlone,
  staysBehind,
} from './support/stays-behind.ts';
import { keepsAll, vulnerableClient } from './support/vulnerable-client.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await Lab.start({ tls: true });
});
afterAll(() => lab.close());

const authorization = (name: string): Given => ({
  ask: { headers: { [name]: 'Bearer s3cret' } },
  names: ['Authorization'],
  secret: 's3cret',
});
const HEADER = authorization('Authorization');
const BASIC: Given = { ask: { auth: ['user', 's3cret'] }, names: ['Authorization'], secret: btoa('user:s3cret') };
const BOTH: Given = {
  ask: { headers: { Authorization: 'Bearer s3cret', Cookie: 'sid=s3cret' } },
  names: ['Authorization', 'Cookie'],
  secret: 's3cret',
};
const COOKIE: Given = { ask: { headers: { Cookie: 'sid=s3cret' } }, names: ['Cookie'], secret: 's3cret' };

/** Compares what the first clients with a defence compared. */
const sameHostname = vulnerableClient((_name, { from, to }) => from.hostname === to.hostname);
const sameHostAndPort = vulnerableClient((_name, { from, to }) => from.host === to.host);

describeRow(['RD-05', 'RD-20', 'RD-44', 'RD-45', 'RD-46', 'RD-47', 'RD-51'], (id) => {
  overTransports(async ({ name, transport }) => {
    const client = clientOver(transport, lab);
    const changes = eachPartAlone(lab, name);
    await staysBehind(client, lab, { given: BOTH, changes });
    if (id !== 'RD-05') return;
    await staysBehind(client, lab, { given: BASIC, changes, statuses: [301, 303, 308] });
    const ofSession = clientOver(transport, lab, { auth: ['user', 's3cret'] });
    await staysBehind(ofSession, lab, { given: { ...BASIC, ask: {} }, changes });
  });
  expectVulnerable('carries every header to wherever the redirect leads', () =>
    staysBehind(vulnerableClient(keepsAll), lab, { given: HEADER, changes: hostAlone(lab) }),
  );
  expectVulnerable('takes another port for the same origin', () =>
    staysBehind(sameHostname, lab, { given: HEADER, changes: portAlone(lab) }),
  );
  expectVulnerable('takes another scheme for the same origin', () =>
    staysBehind(sameHostAndPort, lab, { given: HEADER, changes: schemeAlone(lab) }),
  );
});

describeRow('RD-06', () => {
  const spellings = ['authorization', 'AUTHORIZATION', 'AuThOrIzAtIoN'].map(authorization);
  overTransports(async ({ name, transport }) => {
    const changes = eachPartAlone(lab, name);
    for (const given of spellings) await staysBehind(clientOver(transport, lab), lab, { given, changes });
  });
  expectVulnerable('compares the names of headers with their case', async () => {
    const client = vulnerableClient((name) => name !== 'Authorization');
    for (const given of spellings) await staysBehind(client, lab, { given, changes: hostAlone(lab) });
  });
});

describeRow(['RD-03', 'RD-11', 'RD-38'], () => {
  overTransports(async ({ transport }) => {
    const client = clientOver(transport, lab);
    for (const given of [HEADER, BASIC]) await staysBehind(client, lab, { given, changes: downgrade(lab) });
  }, OWNS_SOCKETS);
  expectVulnerable('keeps credentials on the same host, encrypted or not', () =>
    staysBehind(sameHostname, lab, { given: HEADER, changes: downgrade(lab) }),
  );
});

describeRow('RD-14', () => {
  overTransports(({ name, transport }) =>
    staysBehind(clientOver(transport, lab), lab, { given: BOTH, changes: eachPartAlone(lab, name) }),
  );
  expectVulnerable('carries both to another site', () =>
    staysBehind(vulnerableClient(keepsAll), lab, { given: BOTH, changes: hostAlone(lab) }),
  );
});

/** node-fetch itself, following redirects on its own. */
const plainNodeFetch: Client = async (url, { headers } = {}) => {
  await (await nodeFetch(url, { headers: headers as Record<string, string> })).text();
};

describeRow(['RD-16', 'RD-30', 'RD-40', 'RD-41'], () => {
  const everything: Given = {
    ask: { auth: ['user', 's3cret'], headers: { 'X-Api-Key': 's3cret' }, cookies: { sid: 's3cret' } },
    names: ['Authorization', 'Cookie', 'X-Api-Key'],
    secret: 's3cret',
  };
  overTransports(async ({ transport }) => {
    const client = clientOver(transport, lab);
    for (const given of [HEADER, COOKIE, everything])
      await staysBehind(client, lab, { given, changes: portAlone(lab) });
  });
  expectVulnerable('compares host names only', () =>
    staysBehind(sameHostname, lab, { given: HEADER, changes: portAlone(lab) }),
  );
  expectVulnerable('node-fetch, with the redirects it follows itself', () =>
    staysBehind(plainNodeFetch, lab, { given: HEADER, changes: portAlone(lab) }),
  );
});

describeRow('RD-48', () => {
  overTransports(async ({ transport }) => {
    const client = clientOver(transport, lab);
    const changes = schemeAlone(lab);
    for (const given of [HEADER, BASIC, COOKIE]) await staysBehind(client, lab, { given, changes });
  }, OWNS_SOCKETS);
  expectVulnerable('compares host and port', () =>
    staysBehind(sameHostAndPort, lab, { given: HEADER, changes: schemeAlone(lab) }),
  );
});

describeRow('RD-28', () => {
  overTransports(async ({ name, transport }) => {
    const changes = eachPartAlone(lab, name);
    await staysBehind(clientOver(transport, lab), lab, { given: HEADER, changes });
    const ofSession = clientOver(transport, lab, { headers: { Authorization: 'Bearer s3cret' } });
    await staysBehind(ofSession, lab, { given: { ...HEADER, ask: {} }, changes });
  });
  expectVulnerable('strips what came by its option for credentials, not what came as a header', async () => {
    const client: Client = (url, { auth, ...ask } = {}) => {
      const left = auth === undefined ? keepsAll : (name: string) => name !== 'Authorization';
      return vulnerableClient(left)(url, { ...ask, ...(auth === undefined ? {} : { auth }) });
    };
    await staysBehind(client, lab, { given: HEADER, changes: hostAlone(lab) });
  });
});

describeRow('RD-31', () => {
  const bearer = { names: ['Authorization'], secret: 's3cret' };
  const givens: Given[] = [
    { ...bearer, ask: { auth: new HTTPBearerAuth('s3cret') } },
    { ...bearer, ask: { auth: new HTTPBearerAuth(() => 's3cret') } },
    { ...bearer, ask: { auth: (request) => void request.headers.set('Authorization', 'Bearer s3cret') } },
    { ...bearer, ask: { auth: async (request) => void request.headers.set('Authorization', 'Bearer s3cret') } },
  ];
  overTransports(async ({ name, transport }) => {
    const changes = eachPartAlone(lab, name);
    for (const given of givens) {
      await staysBehind(clientOver(transport, lab), lab, { given, changes });
      const ofSession = clientOver(transport, lab, { auth: given.ask.auth });
      await staysBehind(ofSession, lab, { given: { ...given, ask: {} }, changes: portAlone(lab) });
    }
  });
  expectVulnerable('asks its token provider again at each hop', async () => {
    for (const given of givens)
      await staysBehind(vulnerableClient(keepsAll), lab, { given, changes: schemeAlone(lab) });
  });
});
