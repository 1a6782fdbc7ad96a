// A session that meets faults all the time: every request accounted for, nothing left behind, memory flat.
//   --requests N      of each transport (default: 5,000)
//   --transport T     over this one alone (repeatable)
//   --concurrency N   at a time (default: 16)
//   --seed S          (default: 1)
// Exit code 1 when a request is lost or ends otherwise than it must, when memory grows from the first tenth to the last
// by more than GROWTH, or when connections or handles are left after close().
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { json } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { TRANSPORTS } from '../fuzz/transports.mjs';

/** Bytes: of the process, where freed memory stays for a while, and of the heap after a collection. */
const GROWTH = { rss: 48 * 2 ** 20, heapUsed: 6 * 2 ** 20 };

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
const server = spawn(process.execPath, [file('server.mjs')], { stdio: ['pipe', 'pipe', 'inherit'] });
const [ports] = await once(server.stdout, 'data');
const [port, refused] = String(ports).trim().split(' ');
let bad = 0;
try {
  for (const name of names) {
    const problems = judged(name, await play(name));
    for (const problem of problems) console.error(`  ${problem}`);
    bad += problems.length;
  }
} finally {
  server.stdin.end();
}
process.exitCode = bad === 0 ? 0 : 1;

async function play(transport) {
  const options = { transport, requests: args.requests, concurrency: args.concurrency, seed: args.seed, port, refused };
  const flags = Object.entries(options).flatMap(([key, value]) => [`--${key}`, value]);
  const client = spawn(process.execPath, ['--expose-gc', file('client.mjs'), ...flags], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return json(client.stdout);
}

/** Prints what was measured; returns what is wrong. */
function judged(name, { milliseconds, samples, end, outcomes, wrong, wrongs }) {
  const [first, last] = [samples[0], samples.at(-1)];
  const total = Number(args.requests);
  const counted = outcomes.reduce((sum, [, times]) => sum + times, 0);
  const answered = outcomes.reduce((sum, [key, times]) => (key.endsWith(': answered') ? sum + times : sum), 0);
  const rate = Math.round(total / (milliseconds / 1_000));
  const mib = (key) => samples.map((sample) => (sample[key] / 2 ** 20).toFixed(0)).join(' ');
  console.log(`${name}: ${counted} requests in ${(milliseconds / 1_000).toFixed(1)} s (${rate}/s)`);
  console.log(`  ${answered} answered, ${counted - answered} exceptions, ${wrongs} wrong`);
  console.log(`  RSS MiB each tenth: ${mib('rss')}; heap: ${mib('heapUsed')}`);
  console.log(`  connections each tenth: ${samples.map(({ open }) => open).join(' ')}; after close(): ${end.open}`);
  for (const [key, times] of outcomes.sort()) console.log(`    ${key.padEnd(44)} ${times}`);
  const problems = [...wrong];
  if (counted !== total) problems.push(`${total} requests were sent, ${counted} came to an end`);
  for (const key of ['rss', 'heapUsed'])
    if (last[key] - first[key] > GROWTH[key])
      problems.push(`${key} grew by ${((last[key] - first[key]) / 2 ** 20).toFixed(1)} MiB`);
  const most = Math.max(...samples.map(({ open }) => open));
  // The built-in fetch alternates between two connections.
  const allowed = Number(args.concurrency) * (name === 'built-in fetch' ? 2 : 1);
  if (most > allowed) problems.push(`${most} connections were open`);
  if (end.open + end.handles > 0)
    problems.push(`after close() ${end.open} connections are left, and ${end.names.join(', ') || 'no handle'}`);
  return problems;
}
