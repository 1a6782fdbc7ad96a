import assert from 'node:assert/strict';
import { ConnectionError, ConnectTimeout, ReadTimeout, retry, Timeout, UnsupportedByTransport } from '@req/core';
import { fullBacklog } from '@req/transport-conformance';
import { measureLateness } from '../run/measure-lateness.mjs';
import { withSession } from '../run/with-session.mjs';

const BODY =
  'a read timeout in the body is a ConnectionError in Requests; here it is a ReadTimeout too (docs/differences.md)';
const UNLIMITED = 1e9;

/** Every timeout: which exception it raises, and how exact it is. */
export function timeouts({ origin, proxy, certificates }) {
  const slowHead = `${origin.http}/delay/4`;
  const stalls = `${origin.http}/drip?numbytes=2&duration=6`;
  const drips = `${origin.http}/drip?numbytes=100&duration=8`;
  const { ca } = certificates;
  const timeout = (name, ms, { url = slowHead, options, kinds, settings = {}, requests, notApplicable }) => ({
    name,
    notApplicable,
    expect: {},
    requests: requests && { row: { url, options, ...requests.row }, ...requests },
    run: (client) =>
      withBacklog({ url, options }, (filled) => expectTimeout(client, settings, { ms, ...filled, kinds })),
  });
  const read = { timeout: { read: 300 } };
  const readTimeout = [ReadTimeout];
  const bodyTimeout = [ReadTimeout, ConnectionError];
  return [
    timeout('Connect timeout: a server that accepts no connection', 250, {
      url: 'backlog',
      options: { timeout: { connect: 250 } },
      kinds: [ConnectTimeout, ConnectionError, Timeout],
      requests: { scenario: { name: 'connect_timeout', timeout: [0.25, null] }, expect: { outcome: 'ConnectTimeout' } },
    }),
    timeout('Connect timeout: a proxy that accepts no connection', 250, {
      url: slowHead,
      options: { timeout: { connect: 250 }, proxies: { http: 'backlog' } },
      kinds: [ConnectTimeout],
      requests: {
        scenario: { name: 'connect_timeout', timeout: [0.25, null], url: slowHead },
        expect: { outcome: 'ConnectTimeout' },
      },
    }),
    timeout('A single number includes the connect timeout', 250, {
      url: 'backlog',
      options: { timeout: 250 },
      kinds: [ConnectTimeout],
      requests: { scenario: { name: 'connect_timeout', timeout: 0.25 }, expect: { outcome: 'ConnectTimeout' } },
    }),
    timeout('Read timeout: no response', 300, {
      options: read,
      kinds: readTimeout,
      requests: { expect: { outcome: 'ReadTimeout' } },
    }),
    timeout('Read timeout: no response, over TLS', 300, {
      url: slowHead.replace(origin.http, origin.https),
      options: { ...read, verify: ca },
      kinds: readTimeout,
      requests: { expect: { outcome: 'ReadTimeout' } },
    }),
    timeout('Read timeout: no response, https through a proxy', 300, {
      url: slowHead.replace(origin.http, origin.https),
      options: { ...read, verify: ca, proxies: { https: proxy.open } },
      kinds: readTimeout,
      requests: { expect: { outcome: 'ReadTimeout' } },
    }),
    timeout('Read timeout: the body stalls', 300, {
      url: stalls,
      options: read,
      kinds: bodyTimeout,
      requests: { expect: { outcome: 'ConnectionError' }, differs: BODY },
    }),
    timeout('Read timeout: the streamed body stalls', 300, {
      url: stalls,
      options: { ...read, stream: true },
      kinds: bodyTimeout,
    }),
    timeout('Total timeout: no response', 300, { options: { timeout: { total: 300 } }, kinds: [Timeout] }),
    timeout('Total timeout: a server that accepts no connection', 300, {
      url: 'backlog',
      options: { timeout: { total: 300 } },
      kinds: [Timeout],
    }),
    timeout('Total timeout: endless redirects', 300, {
      url: `${origin.http}/forever`,
      options: { timeout: { total: 300 } },
      settings: { maxRedirects: UNLIMITED },
      kinds: [Timeout],
    }),
    timeout('Total timeout: endless retries', 300, {
      url: `${origin.http}/status/503`,
      options: { timeout: { total: 300 } },
      settings: {
        wrap: (inner) => retry(inner, { total: null, statusForcelist: [503], backoffFactor: 20, backoffMax: 40 }),
      },
      kinds: [Timeout],
    }),
    timeout('Total timeout: a wait between retries', 300, {
      url: `${origin.http}/status/503`,
      options: { timeout: { total: 300 } },
      settings: { wrap: (inner) => retry(inner, { total: 5, statusForcelist: [503], backoffFactor: 3000 }) },
      kinds: [Timeout],
    }),
    timeout('Total timeout: a slow body', 400, {
      url: drips,
      options: { timeout: { read: 2000, total: 400 } },
      kinds: [Timeout],
    }),
    timeout('Total timeout: a slow streamed body', 400, {
      url: drips,
      options: { timeout: { read: 2000, total: 400 }, stream: true },
      kinds: [Timeout],
    }),
    timeout('AbortSignal.timeout() is a Timeout', 300, { options: { signal: 300 }, kinds: [Timeout] }),
    {
      name: 'A slow body does not trigger the read timeout',
      url: `${origin.http}/drip?numbytes=4&duration=1`,
      options: { timeout: { read: 600 } },
      expect: { outcome: 200 },
    },
  ];
}

/** Replaces 'backlog' with the URL of a server where connecting hangs. */
async function withBacklog({ url, options }, call) {
  const viaBacklog = options.proxies?.http === 'backlog';
  if (url !== 'backlog' && !viaBacklog) return call({ url, options });
  const backlog = await fullBacklog();
  try {
    if (viaBacklog) return await call({ url, options: { ...options, proxies: { http: backlog.url } } });
    return await call({ url: backlog.url, options });
  } finally {
    await backlog.close();
  }
}

function expectTimeout(client, settings, { ms, url, options, kinds }) {
  return withSession(client, settings, async (session) => {
    const { origin } = new URL(url);
    // Connect first: the read timeout does not include that.
    const warm = async () => {
      if (kinds[0] === ReadTimeout) await session.get(`${origin}/echo`, settingsOnly(options));
    };
    return measureLateness(ms, { warm, measure: () => timeUntilFailure(session, { url, options, kinds }) });
  });
}

function settingsOnly({ verify, proxies }) {
  return { verify, proxies };
}

/** Milliseconds until the request fails; for a read timeout, from the last byte received. */
async function timeUntilFailure(session, { url, options, kinds }) {
  const { signal, ...rest } = options;
  const started = performance.now();
  let last = started;
  const onDownloadProgress = () => {
    last = performance.now();
  };
  const sent = { ...rest, onDownloadProgress, ...(signal && { signal: AbortSignal.timeout(signal) }) };
  const error = await errorOf(session, url, sent);
  const now = performance.now();
  if (error instanceof UnsupportedByTransport) throw error;
  for (const kind of kinds)
    assert.ok(error instanceof kind, `expected ${kind.name}, got ${error?.constructor.name}: ${error}`);
  return now - (kinds[0] === ReadTimeout ? last : started);
}

async function errorOf(session, url, options) {
  try {
    const response = await session.get(url, options);
    if (options.stream) for await (const _ of response.iterContent());
    return new Error(`no error, but status ${response.statusCode}`);
  } catch (error) {
    return error;
  }
}
