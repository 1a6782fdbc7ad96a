// npm run soak: sends many requests through one session, some of which meet faults. Every request must end as expected,
// memory must not grow, and nothing may stay open.
//   --requests N      per transport (default: 5,000)
//   --transport T     only this transport (repeatable)
//   --concurrency N   requests at a time (default: 16)
//   --seed S          (default: 1)
// Exits with code 1 when a request does not end as expected, when memory grows by more than MAX_GROWTH between the first
// and the last tenth of the requests, or when connections or handles stay open after close().
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { json } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { TRANSPORTS } from '../fuzz/transports.mjs';

/** Bytes. RSS varies, because freed memory is not returned at once; the heap is measured after a garbage collection. */
const MAX_GROWTH = { rss: 48 * 2 ** 20, heapUsed: 6 * 2 ** 20 };
/** Transports that run at the same time. */
const AT_ONCE = 2;

const { values: args } = parseArgs({
  options: {
    requests: { type: 'string', default: '5000' },
    transport: { type: 'string', multiple: true },
    concurrency: { type: 'string', default: '16' },
    seed: { type: 'string', default: '1' },
  },
});
const names = args.transport ?? Object.keys(TRANSPORTS);
for (const name of names)
  if (!(name in TRANSPORTS)) throw new Error(`Transports: ${Object.keys(TRANSPORTS).join(', ')}.`);

const file = (name) => fileURLToPath(new URL(name, import.meta.url));
const waiting = [...names];
let problemCount = 0;
await Promise.all(
  Array.from({ length: AT_ONCE }, async () => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
      const { lines, problems } = evaluate(name, await run(name));
      console.log(lines.join('\n'));
      for (const problem of problems) console.error(`  ${name}: ${problem}`);
      problemCount += problems.length;
    }
  }),
);
process.exitCode = problemCount === 0 ? 0 : 1;

/** Runs a server and a client, each in a process of its own; resolves to the client's report. */
async function run(transport) {
  const server = spawn(process.execPath, [file('server.mjs')], { stdio: ['pipe', 'pipe', 'inherit'] });
  try {
    const [ports] = await once(server.stdout, 'data');
    const [port, refused] = String(ports).trim().split(' ');
    const { requests, concurrency, seed } = args;
    const options = { transport, requests, concurrency, seed, port, refused };
    const flags = Object.entries(options).flatMap(([key, value]) => [`--${key}`, value]);
    const client = spawn(process.execPath, ['--expose-gc', file('client.mjs'), ...flags], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    return await json(client.stdout);
  } finally {
    server.stdin.end();
  }
}

/** The report as lines to print, and the problems found. */
function evaluate(name, { milliseconds, samples, end, outcomes, unexpected, unexpectedCount }) {
  const [first, last] = [samples[0], samples.at(-1)];
  const total = Number(args.requests);
  const ended = outcomes.reduce((sum, [, count]) => sum + count, 0);
  const answered = outcomes.reduce((sum, [key, count]) => (key.endsWith(': answered') ? sum + count : sum), 0);
  const rate = Math.round(total / (milliseconds / 1_000));
  const mib = (key) => samples.map((sample) => (sample[key] / 2 ** 20).toFixed(0)).join(' ');
  const lines = [
    `${name}: ${ended} requests in ${(milliseconds / 1_000).toFixed(1)} s (${rate}/s)`,
    `  ${answered} responses, ${ended - answered} exceptions, ${unexpectedCount} unexpected`,
    `  RSS in MiB after each tenth: ${mib('rss')}; heap: ${mib('heapUsed')}`,
    `  open connections after each tenth: ${samples.map(({ open }) => open).join(' ')}; after close(): ${end.open}`,
    ...outcomes.sort().map(([key, count]) => `    ${key.padEnd(44)} ${count}`),
  ];
  const problems = [...unexpected];
  if (ended !== total) problems.push(`${total} requests were sent, but only ${ended} ended`);
  for (const key of ['rss', 'heapUsed'])
    if (last[key] - first[key] > MAX_GROWTH[key])
      problems.push(`${key} grew by ${((last[key] - first[key]) / 2 ** 20).toFixed(1)} MiB`);
  const most = Math.max(...samples.map(({ open }) => open));
  // The built-in fetch alternates between two connections.
  const allowed = Number(args.concurrency) * (name === 'built-in fetch' ? 2 : 1);
  if (most > allowed) problems.push(`${most} connections were open at once`);
  if (end.open + end.handles > 0)
    problems.push(`after close(), open: ${end.open} connections, ${end.names.join(', ') || 'no handles'}`);
  return { lines, problems };
}
