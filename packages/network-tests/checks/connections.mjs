import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { ConnectionError, Session } from '@req/core';
import { runChild } from '../run/child.mjs';
import { connectionsSettle } from '../run/open-connections.mjs';
import { makeTransport } from '../run/transports.mjs';
import { withSession } from '../run/with-session.mjs';

const ITS_OWN = 'a platform’s fetch keeps its connections to itself';

/**
 * Node's http module gives a socket back when the system has told that all was written, over TLS now and then a moment
 * after the answer; a platform's fetch alternates two sockets. Then a second one is at hand, and used in turn.
 */
const STILL_BUSY = { 'node-fetch': 1, axios: 1, fetch: 1 };

/** Connections are kept, used again, and given up. */
export function connections({ origin, proxy, ports, certificates }) {
  const { ca } = certificates;
  const all = { verify: ca, proxies: {} };
  const uses = (
    name,
    url,
    { options = {}, count = 50, expected = 1, pause = 0, method, requests, declared, block },
  ) => ({
    name,
    declared,
    expect: { told: expected },
    requests: { scenario: { name: 'connections', url, count, pause: pause / 1000, method, ...options }, ...requests },
    run: (who) =>
      withSession(who, {}, async (session) => {
        const used = new Set();
        for (let i = 0; i < count; i++) {
          const response = await session.request(method ?? 'GET', url, options);
          assert.equal(response.statusCode, 200);
          used.add(response.headers.get('x-connection'));
          if (pause > 0) await (block ? busy(pause) : sleep(pause));
        }
        const most = expected + (STILL_BUSY[who] ?? 0);
        assert.ok(used.size >= expected && used.size <= most, `${used.size} connections instead of ${expected}`);
        return used.size === expected ? '' : `${used.size} connections`;
      }),
  });
  const tls = { verify: ca };
  const tunnel = { verify: ca, proxies: { https: proxy.open } };
  return [
    uses('50 requests in a row take one connection', `${origin.http}/connection`, {}),
    uses('50 requests in a row take one connection over TLS', `${origin.https}/connection`, { options: tls }),
    uses('50 requests in a row take one tunnel through a proxy', `${origin.https}/connection`, { options: tunnel }),
    uses('50 requests in a row take one connection through SOCKS', `${origin.https}/connection`, {
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
    uses('The same when this process was too busy to notice', `${origin.shortLived}/connection`, {
      count: 2,
      expected: 2,
      pause: 1300,
      method: 'POST',
      block: true,
    }),
    uses('The same over TLS, too busy to notice', `${origin.shortLivedTls}/connection`, {
      count: 2,
      expected: 2,
      pause: 1300,
      block: true,
      options: tls,
    }),
    {
      name: 'Keep-Alive: timeout=1 of the server is heeded: the connection is given up before',
      declared: { fetch: ITS_OWN },
      run: (who) =>
        withSession(who, {}, async (session) => {
          await session.get(`${origin.hinted}/connection`);
          assert.equal(await connectionsSettle(ports.hinted, 0, 1300), 0);
        }),
    },
    {
      name: 'An idle connection is given up after four seconds',
      declared: { fetch: ITS_OWN },
      run: (who) =>
        withSession(who, {}, async (session) => {
          await session.get(`${origin.http}/connection`);
          assert.equal(await connectionsSettle(ports.http, 1), 1);
          await sleep(3000);
          assert.equal(await connectionsSettle(ports.http, 1, 0), 1);
          assert.equal(await connectionsSettle(ports.http, 0, 2500), 0);
        }),
    },
    {
      name: 'keepAliveTimeout gives it up sooner',
      declared: { fetch: ITS_OWN },
      run: (who) =>
        withSession(who, { transport: { keepAliveTimeout: 300 } }, async (session) => {
          await session.get(`${origin.http}/connection`);
          assert.equal(await connectionsSettle(ports.http, 0, 900), 0);
        }),
    },
    {
      name: 'connections: 2 makes no more than two to an origin',
      declared: { fetch: ITS_OWN },
      run: (who) =>
        withSession(who, { transport: { connections: 2 } }, async (session) => {
          const asked = Array.from({ length: 20 }, () => session.get(`${origin.http}/connection`));
          const used = new Set((await Promise.all(asked)).map((response) => response.text));
          assert.equal(used.size, 2);
        }),
    },
    {
      name: '50 requests at once are all answered, each with its own answer',
      run: (who) =>
        withSession(who, {}, async (session) => {
          const asked = Array.from({ length: 50 }, (_, i) => session.get(`${origin.fewRequests}/echo?n=${i}`));
          for (const [i, response] of (await Promise.all(asked)).entries()) {
            assert.equal(response.json().uri, `/echo?n=${i}`);
          }
        }),
    },
    {
      name: 'verify: false once is no leave for the next request (CVE-2024-35195)',
      expect: { told: [200, 'SSLError'] },
      requests: {
        scenario: { name: 'verify_off_then_on', url: `${origin.https}/echo` },
        expect: { told: [200, 200] },
        why: 'until 2.32 Requests used the unverified connection again (CVE-2024-35195)',
      },
      run: (who) =>
        withSession(who, {}, async (session) => {
          const url = `${origin.https}/connection`;
          const first = (await session.get(url, { verify: false })).text;
          await assert.rejects(session.get(url), { name: 'SSLError' });
          const trusted = (await session.get(url, { verify: ca })).text;
          assert.notEqual(trusted, first);
          assert.equal((await session.get(url, { verify: false })).text, first);
        }),
    },
    {
      name: 'Client certificates do not share connections',
      run: (who) =>
        withSession(who, {}, async (session) => {
          const url = `${origin.mtls}/echo`;
          const { clientBoth } = certificates;
          assert.equal((await session.get(url, { verify: ca, cert: clientBoth })).statusCode, 200);
          assert.equal((await session.get(url, { verify: ca })).statusCode, 400);
          assert.equal((await session.get(url, { verify: ca, cert: clientBoth })).statusCode, 200);
        }),
    },
    {
      name: 'A streamed response that is closed early leaves no connection behind',
      run: (who) =>
        withSession(who, {}, async (session) => {
          const response = await session.get(`${origin.shortLived}/files/large.bin`, { stream: true });
          for await (const _ of response.iterContent()) break;
          await response.close();
          assert.equal(await connectionsSettle(ports.shortLived, 0, 1000), 0);
          assert.equal((await session.get(`${origin.shortLived}/echo`)).statusCode, 200);
        }),
    },
    {
      name: 'A streamed response that was read to its end gives its connection back',
      run: (who) =>
        withSession(who, {}, async (session) => {
          const response = await session.get(`${origin.http}/connection`, { stream: true });
          const used = (await response.read()).toString();
          const again = (await session.get(`${origin.http}/connection`)).text;
          if (who !== 'fetch') assert.equal(again, used);
        }),
    },
    {
      name: 'close() leaves no connection, and the session cannot send any more',
      declared: { fetch: ITS_OWN },
      run: async (who) => {
        const session = new Session({ transport: makeTransport(who) });
        for (const url of [`${origin.hinted}/echo`, `${origin.https}/echo`]) await session.get(url, all);
        await session.close();
        assert.equal(await connectionsSettle(ports.hinted, 0), 0);
        assert.equal(await connectionsSettle(ports.https, 0), 0);
        await assert.rejects(session.get(`${origin.http}/echo`), ConnectionError);
        await session.close();
      },
    },
    {
      name: 'await using closes the session',
      declared: { fetch: ITS_OWN },
      run: async (who) => {
        const session = new Session({ transport: makeTransport(who) });
        await session.get(`${origin.https}/echo`, all);
        assert.equal(await connectionsSettle(ports.https, 1), 1);
        await session[Symbol.asyncDispose]();
        assert.equal(await connectionsSettle(ports.https, 0), 0);
      },
    },
    {
      name: 'A process that never closes its session ends all the same, within two seconds',
      run: async (who) => {
        const urls = [`${origin.http}/echo`, `${origin.https}/echo`, `${origin.http}/files/text.txt`];
        const env = { NODE_EXTRA_CA_CERTS: ca };
        const { statuses, lingered } = await runChild('forgets-to-close.mjs', [who, proxy.open, ...urls], { env });
        assert.deepEqual(statuses, [200, 200, 200]);
        assert.ok(lingered < 2000, `it took ${lingered.toFixed(0)} ms`);
        return `after ${lingered.toFixed(0)} ms`;
      },
    },
  ];
}

/** Does not let this process see anything for so long. */
function busy(ms) {
  const end = performance.now() + ms;
  while (performance.now() < end);
}
