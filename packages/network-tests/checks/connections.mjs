import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { ConnectionError, Session } from '@req/core';
import { runChild } from '../run/child.mjs';
import { waitForConnections } from '../run/open-connections.mjs';
import { createTransport } from '../run/transports.mjs';
import { withSession } from '../run/with-session.mjs';

const NO_CONTROL = 'fetch gives no control over its connections';

/**
 * Node's http module releases a socket once all its writes were confirmed, over TLS sometimes a moment after the response,
 * and the built-in fetch alternates between two sockets: both may use one connection more.
 */
const EXTRA_CONNECTIONS = { 'node-fetch': 1, axios: 1, fetch: 1 };

/** How connections are kept, reused and closed. */
export function connections({ origin, proxy, ports, certificates }) {
  const { ca } = certificates;
  const direct = { verify: ca, proxies: {} };
  const uses = (
    name,
    url,
    { options = {}, count = 50, expected = 1, pause = 0, method, requests, notApplicable, block },
  ) => ({
    name,
    notApplicable,
    expect: { value: expected },
    requests: { scenario: { name: 'connections', url, count, pause: pause / 1000, method, ...options }, ...requests },
    run: (client) =>
      withSession(client, {}, async (session) => {
        const used = new Set();
        for (let i = 0; i < count; i++) {
          const response = await session.request(method ?? 'GET', url, options);
          assert.equal(response.statusCode, 200);
          used.add(response.headers.get('x-connection'));
          if (pause > 0) await (block ? blockEventLoop(pause) : sleep(pause));
        }
        const most = expected + (EXTRA_CONNECTIONS[client] ?? 0);
        assert.ok(used.size >= expected && used.size <= most, `${used.size} connections instead of ${expected}`);
        return used.size === expected ? '' : `${used.size} connections`;
      }),
  });
  const tls = { verify: ca };
  const tunnel = { verify: ca, proxies: { https: proxy.open } };
  return [
    uses('50 sequential requests use one connection', `${origin.http}/connection`, {}),
    uses('50 sequential requests use one connection over TLS', `${origin.https}/connection`, { options: tls }),
    uses('50 sequential requests use one tunnel through a proxy', `${origin.https}/connection`, { options: tunnel }),
    uses('50 sequential requests use one connection through SOCKS', `${origin.https}/connection`, {
      options: { verify: ca, proxies: { https: proxy.socks5h } },
    }),
    uses('A connection that the server closes after three requests is replaced', `${origin.fewRequests}/connection`, {
      count: 12,
      expected: 4,
    }),
    uses('A connection that the server closed while it was idle is replaced', `${origin.shortLived}/connection`, {
      count: 2,
      expected: 2,
      pause: 1300,
    }),
    uses('The same over TLS', `${origin.shortLivedTls}/connection`, {
      count: 2,
      expected: 2,
      pause: 1300,
      options: tls,
    }),
    uses('The same for a POST', `${origin.shortLived}/connection`, {
      count: 2,
      expected: 2,
      pause: 1300,
      method: 'POST',
    }),
    uses('The same when this process was too busy to notice the close', `${origin.shortLived}/connection`, {
      count: 2,
      expected: 2,
      pause: 1300,
      method: 'POST',
      block: true,
    }),
    uses('The same over TLS when this process was too busy to notice the close', `${origin.shortLivedTls}/connection`, {
      count: 2,
      expected: 2,
      pause: 1300,
      block: true,
      options: tls,
    }),
    {
      name: 'Keep-Alive: timeout=1 from the server is respected: the connection is closed earlier',
      notApplicable: { fetch: NO_CONTROL },
      run: (client) =>
        withSession(client, {}, async (session) => {
          await session.get(`${origin.hinted}/connection`);
          assert.equal(await waitForConnections(ports.hinted, 0, 1300), 0);
        }),
    },
    {
      name: 'An idle connection is closed after four seconds',
      notApplicable: { fetch: NO_CONTROL },
      run: (client) =>
        withSession(client, {}, async (session) => {
          await session.get(`${origin.http}/connection`);
          assert.equal(await waitForConnections(ports.http, 1), 1);
          await sleep(3000);
          assert.equal(await waitForConnections(ports.http, 1, 0), 1);
          assert.equal(await waitForConnections(ports.http, 0, 2500), 0);
        }),
    },
    {
      name: 'keepAliveTimeout closes it earlier',
      notApplicable: { fetch: NO_CONTROL },
      run: (client) =>
        withSession(client, { transport: { keepAliveTimeout: 300 } }, async (session) => {
          await session.get(`${origin.http}/connection`);
          assert.equal(await waitForConnections(ports.http, 0, 900), 0);
        }),
    },
    {
      name: 'connections: 2 opens at most two connections per origin',
      notApplicable: { fetch: NO_CONTROL },
      run: (client) =>
        withSession(client, { transport: { connections: 2 } }, async (session) => {
          const sent = Array.from({ length: 20 }, () => session.get(`${origin.http}/connection`));
          const used = new Set((await Promise.all(sent)).map((response) => response.text));
          assert.equal(used.size, 2);
        }),
    },
    {
      name: '50 concurrent requests each get their own response',
      run: (client) =>
        withSession(client, {}, async (session) => {
          const sent = Array.from({ length: 50 }, (_, i) => session.get(`${origin.fewRequests}/echo?n=${i}`));
          for (const [i, response] of (await Promise.all(sent)).entries()) {
            assert.equal(response.json().uri, `/echo?n=${i}`);
          }
        }),
    },
    {
      name: 'verify: false applies to one request only (CVE-2024-35195)',
      expect: { value: [200, 'SSLError'] },
      requests: {
        scenario: { name: 'verify_off_then_on', url: `${origin.https}/echo` },
        expect: { value: [200, 200] },
        differs: 'Requests before 2.32 reused the unverified connection (CVE-2024-35195)',
      },
      run: (client) =>
        withSession(client, {}, async (session) => {
          const url = `${origin.https}/connection`;
          const first = (await session.get(url, { verify: false })).text;
          await assert.rejects(session.get(url), { name: 'SSLError' });
          const trusted = (await session.get(url, { verify: ca })).text;
          assert.notEqual(trusted, first);
          assert.equal((await session.get(url, { verify: false })).text, first);
        }),
    },
    {
      name: 'Requests with different client certificates do not share connections',
      run: (client) =>
        withSession(client, {}, async (session) => {
          const url = `${origin.mtls}/echo`;
          const { clientBoth } = certificates;
          assert.equal((await session.get(url, { verify: ca, cert: clientBoth })).statusCode, 200);
          assert.equal((await session.get(url, { verify: ca })).statusCode, 400);
          assert.equal((await session.get(url, { verify: ca, cert: clientBoth })).statusCode, 200);
        }),
    },
    {
      name: 'Closing a streamed response early closes its connection',
      run: (client) =>
        withSession(client, {}, async (session) => {
          const response = await session.get(`${origin.shortLived}/files/large.bin`, { stream: true });
          for await (const _ of response.iterContent()) break;
          await response.close();
          assert.equal(await waitForConnections(ports.shortLived, 0, 1000), 0);
          assert.equal((await session.get(`${origin.shortLived}/echo`)).statusCode, 200);
        }),
    },
    {
      name: 'Reading a streamed response to its end releases its connection',
      run: (client) =>
        withSession(client, {}, async (session) => {
          const response = await session.get(`${origin.http}/connection`, { stream: true });
          const used = (await response.read()).toString();
          const again = (await session.get(`${origin.http}/connection`)).text;
          if (client !== 'fetch') assert.equal(again, used);
        }),
    },
    {
      name: 'close() closes all connections, and the session cannot send any more',
      notApplicable: { fetch: NO_CONTROL },
      run: async (client) => {
        const session = new Session({ transport: createTransport(client) });
        for (const url of [`${origin.hinted}/echo`, `${origin.https}/echo`]) await session.get(url, direct);
        await session.close();
        assert.equal(await waitForConnections(ports.hinted, 0), 0);
        assert.equal(await waitForConnections(ports.https, 0), 0);
        await assert.rejects(session.get(`${origin.http}/echo`), ConnectionError);
        await session.close();
      },
    },
    {
      name: 'await using closes the session',
      notApplicable: { fetch: NO_CONTROL },
      run: async (client) => {
        const session = new Session({ transport: createTransport(client) });
        await session.get(`${origin.https}/echo`, direct);
        assert.equal(await waitForConnections(ports.https, 1), 1);
        await session[Symbol.asyncDispose]();
        assert.equal(await waitForConnections(ports.https, 0), 0);
      },
    },
    {
      name: 'A process that never closes its session still exits, within two seconds',
      run: async (client) => {
        const urls = [`${origin.http}/echo`, `${origin.https}/echo`, `${origin.http}/files/text.txt`];
        const env = { NODE_EXTRA_CA_CERTS: ca };
        const { statuses, lingered } = await runChild('forgets-to-close.mjs', [client, proxy.open, ...urls], { env });
        assert.deepEqual(statuses, [200, 200, 200]);
        assert.ok(lingered < 2000, `it took ${lingered.toFixed(0)} ms`);
        return `after ${lingered.toFixed(0)} ms`;
      },
    },
  ];
}

/** Blocks the event loop. */
function blockEventLoop(ms) {
  const end = performance.now() + ms;
  while (performance.now() < end);
}
