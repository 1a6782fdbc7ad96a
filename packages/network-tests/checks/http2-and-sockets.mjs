import assert from 'node:assert/strict';
import { withSession } from '../run/with-session.mjs';

const HTTP2 = 'only UndiciTransport supports HTTP/2';
const onlyUndici = { 'node-fetch': HTTP2, axios: HTTP2, fetch: HTTP2 };
const ownConnections = { fetch: 'fetch opens its connections itself' };

/** HTTP/2, Unix domain sockets and custom lookup functions. */
export function http2AndSockets({ origin, ports, proxy, certificates, socketPath, text }) {
  const { ca } = certificates;
  const http2 = { transport: { http2: true }, verify: ca };
  const check = (name, settings, use, notApplicable = onlyUndici) => ({
    name,
    notApplicable,
    run: (client) => withSession(client, settings, use),
  });
  return [
    check('http2: true uses HTTP/2 with a server that supports it', http2, async (session) => {
      const response = await session.get(`${origin.http2}/echo`);
      assert.equal(response.httpVersion, '2');
      assert.equal(response.json().protocol, 'HTTP/2.0');
    }),
    check('http2: true uses HTTP/1.1 with a server that does not support HTTP/2', http2, async (session) => {
      const response = await session.get(`${origin.https}/echo`);
      assert.equal(response.httpVersion, '1.1');
      assert.equal(response.json().protocol, 'HTTP/1.1');
    }),
    check('Without http2 the transport uses HTTP/1.1', { verify: ca }, async (session) => {
      assert.equal((await session.get(`${origin.http2}/echo`)).json().protocol, 'HTTP/1.1');
    }),
    check('50 concurrent requests share one HTTP/2 connection', http2, async (session) => {
      const sent = Array.from({ length: 50 }, () => session.get(`${origin.http2}/connection`));
      assert.equal(new Set((await Promise.all(sent)).map((response) => response.text)).size, 1);
    }),
    check('HTTP/2 through a CONNECT proxy', { ...http2, proxies: { https: proxy.open } }, async (session) => {
      const response = await session.get(`${origin.http2}/echo`);
      assert.equal(response.httpVersion, '2');
    }),
    check('HTTP/2: forms, JSON, status, redirects', http2, async (session) => {
      const posted = await session.post(`${origin.http2}/post`, { data: { a: 'b' } });
      assert.deepEqual(posted.json().form, { a: 'b' });
      assert.equal((await session.get(`${origin.http2}/status/404`)).statusCode, 404);
      assert.equal((await session.get(`${origin.http2}/redirect-to?url=/echo`)).history.length, 1);
    }),
    check('HTTP/2: a large body arrives completely, gzip is decoded', http2, async (session) => {
      assert.equal((await session.get(`${origin.http2}/bytes/100000`)).content.length, 100_000);
      assert.equal((await session.get(`${origin.http2}/files/text.txt`)).text, text);
    }),
    check('HTTP/2: the certificate is verified', { transport: { http2: true } }, async (session) => {
      await assert.rejects(session.get(`${origin.http2}/echo`), { name: 'SSLError' });
      assert.equal((await session.get(`${origin.http2}/echo`, { verify: false })).httpVersion, '2');
      await assert.rejects(session.get(`${origin.http2}/echo`), { name: 'SSLError' });
    }),
    check('HTTP/2: a read timeout does not affect other streams', http2, async (session) => {
      const other = session.get(`${origin.http2}/delay/1`);
      await assert.rejects(session.get(`${origin.http2}/delay/3`, { timeout: { read: 200 } }), { name: 'ReadTimeout' });
      assert.equal((await other).statusCode, 200);
    }),
    check(
      'socketPath uses a Unix domain socket',
      { transport: { socketPath } },
      async (session) => {
        const response = await session.get('http://anywhere.test/echo');
        assert.equal(response.json().host, 'anywhere.test');
      },
      ownConnections,
    ),
    check(
      'socketPath without a socket is a ConnectionError',
      { transport: { socketPath: `${socketPath}.no` } },
      (session) => assert.rejects(session.get('http://anywhere.test/echo'), { name: 'ConnectionError' }),
      ownConnections,
    ),
    {
      name: 'lookup replaces the system resolver',
      notApplicable: ownConnections,
      run: async (client) => {
        const hosts = [];
        const lookup = (host, options, callback) => {
          hosts.push(host);
          if (options.all) callback(null, [{ address: '127.0.0.1', family: 4 }]);
          else callback(null, '127.0.0.1', 4);
        };
        await withSession(client, { transport: { lookup } }, async (session) => {
          const response = await session.get(`http://nowhere.test:${ports.http}/echo`);
          assert.equal(response.json().host, `nowhere.test:${ports.http}`);
        });
        assert.deepEqual(hosts, ['nowhere.test']);
      },
    },
  ];
}
