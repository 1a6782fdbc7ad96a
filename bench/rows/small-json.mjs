import { ClientProcess, startPython } from '../client-process.mjs';
import { interleave } from '../interleave.mjs';

const PEERS = [
  ['undici.request', 1.2],
  ['net.Socket', 0.5],
  ['undici.dispatch', null],
  ['built-in fetch', 4],
  ['axios', 4],
  ['got', 4],
  ['ky', 4],
  ['node-fetch', 4],
  ['needle', null],
  ['superagent', null],
];

/** GET of a small JSON document with every client, 50 at a time and one at a time. */
export async function smallJson({ small, quick, only }) {
  const url = `${small}/json`;
  // Clients are compared in pairs with short rounds, so that both are measured at nearly the same time.
  const rounds = quick ? 3 : 15;
  const target = 200_000;
  const rows = [];
  const wanted = (name) => only === null || name.includes(only);
  if (wanted('small-50')) {
    for (const [peer, goal] of PEERS) {
      const costs = await compare(['req undici', peer], url, { concurrency: 50, rounds, target });
      rows.push(row('small JSON GET, 50 at a time', costs, ['req undici', peer, goal]));
    }
  }
  if (wanted('small-1')) {
    const costs = await compare(['req undici', 'undici.request'], url, {
      concurrency: 1,
      rounds,
      target,
      python: true,
    });
    for (const [peer] of costs) {
      if (peer === 'req undici') continue;
      const goal = peer.startsWith('Requests') ? 10 : 1;
      rows.push(row('small JSON GET, one at a time', costs, ['req undici', peer, goal]));
    }
  }
  if (wanted('small-observed')) {
    // What it costs to look: nobody does in the other rows.
    for (const own of ['req observed', 'req traced']) {
      const costs = await compare([own, 'req undici'], url, { concurrency: 50, rounds, target });
      rows.push(row('seen small JSON GET, 50 at a time', costs, [own, 'req undici', null]));
    }
  }
  for (const [own, peer] of [
    ['req AxiosTransport', 'axios'],
    ['req FetchTransport', 'node-fetch'],
  ]) {
    if (!wanted(`transport-${peer}`)) continue;
    const costs = await compare([own, peer], url, { concurrency: 50, rounds, target });
    rows.push(row('small JSON GET, 50 at a time', costs, [own, peer, 1]));
  }
  return rows;
}

/** GET of 1 MiB of gzipped JSON, parsed. */
export async function gzipJson({ origin, quick }) {
  const costs = await compare(['req undici', 'built-in fetch'], `${origin}/gzip`, {
    concurrency: 4,
    rounds: quick ? 3 : 9,
    target: quick ? 300_000 : 1_000_000,
    first: 20,
  });
  return [row('1 MiB gzip JSON to object', costs, ['req undici', 'built-in fetch', 1.2])];
}

async function compare(names, url, { python = false, ...options }) {
  const clients = await Promise.all(names.map((name) => ClientProcess.start(name, url)));
  const requests = python ? await startPython(url) : null;
  if (requests !== null) clients.push(requests);
  try {
    return await interleave(clients, options);
  } finally {
    for (const client of clients) client.stop();
  }
}

function row(work, costs, [own, peer, goal]) {
  return {
    work,
    own,
    peer,
    goal,
    unit: 'µs of CPU a request',
    ours: costs.get(own),
    theirs: costs.get(peer),
    more: true,
  };
}
