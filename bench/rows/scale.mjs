import { FunctionTransport, Session } from '../processes/req.mjs';
import { median } from '../statistics.mjs';

/**
 * How the cost of a request grows with the size of a session, on a transport that answers from memory, so that only core is
 * measured. Each curve is a list of sizes with microseconds of CPU time per request.
 */
export async function scale({ quick }) {
  const rounds = quick ? 3 : 9;
  return {
    'cookies in the jar, ten matching': await curve([0, 10, 100, 1000, 10_000], rounds, withCookies),
    'headers of the session': await curve([0, 10, 50, 100], rounds, withHeaders),
    'redirects in the history': await curve([0, 1, 5, 10, 30], rounds, withRedirects),
    'mounted prefixes': await curve([0, 10, 100, 1000], rounds, withMounts),
    'hosts in turn': await curve([1, 10, 100, 1000], rounds, withHosts),
    'requests at a time': await curve([1, 10, 100, 1000], rounds, withConcurrency),
  };
}

/** The cost that 1,000 cookies of many domains add to a request, when one domain matches. */
export async function cookieCost({ quick }) {
  const rounds = quick ? 3 : 15;
  const costs = await interleaved([await withCookies(0), await withCookies(1000)], rounds);
  return [
    {
      work: '1,000 cookies in the jar, one domain matching: cost over an empty jar',
      own: 'req core',
      peer: null,
      unit: 'µs of CPU a request',
      goal: 30,
      ours: { value: costs[1].map((cost, i) => cost - costs[0][i]) },
      theirs: null,
    },
  ];
}

const URL = 'http://host0.example.org/json';
const respond = () => ({ headers: { 'Content-Type': 'application/json' }, body: '{"id":1}' });

function makeSession(handler = respond) {
  return new Session({ transport: new FunctionTransport(handler), trustEnv: false });
}

async function curve(sizes, rounds, make) {
  const loops = [];
  for (const size of sizes) loops.push(await make(size));
  const costs = await interleaved(loops, rounds);
  return sizes.map((size, i) => [size, median(costs[i])]);
}

/** @returns For each loop the microseconds of CPU time per request, one value per round. */
async function interleaved(loops, rounds) {
  const costs = loops.map(() => []);
  for (let round = -1; round < rounds; round++) {
    for (const [i, loop] of loops.entries()) {
      const before = process.cpuUsage();
      await loop(2000);
      const { user, system } = process.cpuUsage(before);
      if (round >= 0) costs[i].push((user + system) / 2000);
    }
  }
  return costs;
}

const sequential =
  (session, url = () => URL) =>
  async (count) => {
    for (let i = 0; i < count; i++) await session.get(url(i));
  };

async function withCookies(count) {
  const session = makeSession();
  // Ten per domain, as is typical; requests go to the first domain.
  for (let i = 0; i < count; i++) {
    session.cookies.set(`name${i}`, `value${i}`, { domain: `host${Math.floor(i / 10)}.example.org` });
  }
  return sequential(session);
}

async function withHeaders(count) {
  const session = makeSession();
  for (let i = 0; i < count; i++) session.headers.set(`X-Header-${i}`, `value ${i}`);
  return sequential(session);
}

async function withRedirects(count) {
  const session = makeSession(({ url }) => {
    const left = Number(url.slice(url.lastIndexOf('/') + 1));
    return left > 0 ? { status: 302, headers: { Location: `/to/${left - 1}` }, body: '' } : respond();
  });
  const start = `http://host0.example.org/to/${count}`;
  const loop = sequential(session, () => start);
  // Every redirect is a request, and the cost is per request.
  return (requests) => loop(Math.max(1, Math.round(requests / (count + 1))));
}

async function withMounts(count) {
  const session = makeSession();
  for (let i = 0; i < count; i++) session.mount(`http://host${i}.example.com/`, new FunctionTransport(respond));
  return sequential(session);
}

async function withHosts(count) {
  return sequential(makeSession(), (i) => `http://host${i % count}.example.org/json`);
}

async function withConcurrency(count) {
  const loop = sequential(makeSession());
  return (requests) => Promise.all(Array.from({ length: count }, () => loop(Math.max(1, requests / count))));
}
