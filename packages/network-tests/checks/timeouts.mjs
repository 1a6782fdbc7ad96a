import assert from 'node:assert/strict';
import { ConnectionError, ConnectTimeout, ReadTimeout, retry, Timeout, UnsupportedByTransport } from '@req/core';
import { fullBacklog } from '@req/transport-conformance';
import { lateness } from '../run/lateness.mjs';
import { withSession } from '../run/with-session.mjs';

const BODY =
  'a read timeout in the body is a ConnectionError in Requests; ReadTimeout is one too here (docs/differences.md)';
const FOREVER = 1e9;

/** Every clock: what it raises, and how exact it is. */
export function timeouts({ origin, proxy, certificates }) {
  const late = `${origin.http}/delay/4`;
  const stalls = `${origin.http}/drip?numbytes=2&duration=6`;
  const drips = `${origin.http}/drip?numbytes=100&duration=8`;
  const { ca } = certificates;
  const clock = (name, asked, { url = late, options, kinds, settings = {}, requests, declared }) => ({
    name,
    declared,
    expect: {},
    requests: requests && { row: { url, options, ...requests.row }, ...requests },
    run: (who) => hanging({ url, options }, (filled) => onTime(who, settings, { asked, ...filled, kinds })),
  });
  const read = { timeout: { read: 300 } };
  const readClock = [ReadTimeout];
  const bodyClock = [ReadTimeout, ConnectionError];
  return [
    clock('The connect timeout: a server that accepts nothing', 250, {
      url: 'backlog',
      options: { timeout: { connect: 250 } },
      kinds: [ConnectTimeout, ConnectionError, Timeout],
      requests: { scenario: { name: 'connect_timeout', timeout: [0.25, null] }, expect: { is: 'ConnectTimeout' } },
    }),
    clock('The connect timeout: a proxy that accepts nothing', 250, {
      url: late,
      options: { timeout: { connect: 250 }, proxies: { http: 'backlog' } },
      kinds: [ConnectTimeout],
      requests: {
        scenario: { name: 'connect_timeout', timeout: [0.25, null], url: late },
        expect: { is: 'ConnectTimeout' },
      },
    }),
    clock('One number is the connect timeout too', 250, {
      url: 'backlog',
      options: { timeout: 250 },
      kinds: [ConnectTimeout],
      requests: { scenario: { name: 'connect_timeout', timeout: 0.25 }, expect: { is: 'ConnectTimeout' } },
    }),
    clock('The read timeout: the head is late', 300, {
      options: read,
      kinds: readClock,
      requests: { expect: { is: 'ReadTimeout' } },
    }),
    clock('The read timeout: the head is late, over TLS', 300, {
      url: late.replace(origin.http, origin.https),
      options: { ...read, verify: ca },
      kinds: readClock,
      requests: { expect: { is: 'ReadTimeout' } },
    }),
    clock('The read timeout: the head is late, https through a proxy', 300, {
      url: late.replace(origin.http, origin.https),
      options: { ...read, verify: ca, proxies: { https: proxy.open } },
      kinds: readClock,
      requests: { expect: { is: 'ReadTimeout' } },
    }),
    clock('The read timeout: the body stalls, read at once', 300, {
      url: stalls,
      options: read,
      kinds: bodyClock,
      requests: { expect: { is: 'ConnectionError' }, why: BODY },
    }),
    clock('The read timeout: the body stalls, streamed', 300, {
      url: stalls,
      options: { ...read, stream: true },
      kinds: bodyClock,
    }),
    clock('The total timeout: the head is late', 300, { options: { timeout: { total: 300 } }, kinds: [Timeout] }),
    clock('The total timeout: a server that accepts nothing', 300, {
      url: 'backlog',
      options: { timeout: { total: 300 } },
      kinds: [Timeout],
    }),
    clock('The total timeout: endless redirects', 300, {
      url: `${origin.http}/forever`,
      options: { timeout: { total: 300 } },
      settings: { maxRedirects: FOREVER },
      kinds: [Timeout],
    }),
    clock('The total timeout: endless retries', 300, {
      url: `${origin.http}/status/503`,
      options: { timeout: { total: 300 } },
      settings: {
        wrap: (inner) => retry(inner, { total: null, statusForcelist: [503], backoffFactor: 20, backoffMax: 40 }),
      },
      kinds: [Timeout],
    }),
    clock('The total timeout: a wait between retries', 300, {
      url: `${origin.http}/status/503`,
      options: { timeout: { total: 300 } },
      settings: { wrap: (inner) => retry(inner, { total: 5, statusForcelist: [503], backoffFactor: 3000 }) },
      kinds: [Timeout],
    }),
    clock('The total timeout: a body that drips, read at once', 400, {
      url: drips,
      options: { timeout: { read: 2000, total: 400 } },
      kinds: [Timeout],
    }),
    clock('The total timeout: a body that drips, streamed', 400, {
      url: drips,
      options: { timeout: { read: 2000, total: 400 }, stream: true },
      kinds: [Timeout],
    }),
    clock('AbortSignal.timeout() is a Timeout', 300, { options: { signal: 300 }, kinds: [Timeout] }),
    {
      name: 'A body that drips is no read timeout',
      url: `${origin.http}/drip?numbytes=4&duration=1`,
      options: { timeout: { read: 600 } },
      expect: { is: 200 },
    },
  ];
}

/** Calls with a place where connecting hangs, wherever one is asked for. */
async function hanging({ url, options }, call) {
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

function onTime(who, settings, { asked, url, options, kinds }) {
  return withSession(who, settings, async (session) => {
    const { origin } = new URL(url);
    // What it takes to connect is not the read clock's.
    const warm = async () => {
      if (kinds[0] === ReadTimeout) await session.get(`${origin}/echo`, settingsOnly(options));
    };
    return lateness(asked, { warm, measure: () => failsAfter(session, { url, options, kinds }) });
  });
}

function settingsOnly({ verify, proxies }) {
  return { verify, proxies };
}

/** Milliseconds to the failure: a read timeout's from the last byte on. */
async function failsAfter(session, { url, options, kinds }) {
  const { signal, ...rest } = options;
  const started = performance.now();
  let last = started;
  const onDownloadProgress = () => {
    last = performance.now();
  };
  const sent = { ...rest, onDownloadProgress, ...(signal && { signal: AbortSignal.timeout(signal) }) };
  const error = await ends(session, url, sent);
  const now = performance.now();
  if (error instanceof UnsupportedByTransport) throw error;
  for (const kind of kinds) assert.ok(error instanceof kind, `${kind.name}, not ${error?.constructor.name}: ${error}`);
  return now - (kinds[0] === ReadTimeout ? last : started);
}

async function ends(session, url, options) {
  try {
    const response = await session.get(url, options);
    if (options.stream) for await (const _ of response.iterContent());
    return new Error(`no error, but ${response.statusCode}`);
  } catch (error) {
    return error;
  }
}
