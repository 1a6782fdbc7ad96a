// npm run differential: generates random cases, records what Python Requests does, and compares req on every transport.
//   --count N          at least N calls (100)
//   --seed N           seed of the generator; random and printed if missing
//   --transport NAME   only this transport (repeatable; default: undici, node-fetch and axios)
//   --case ID          only this generated case (SEED-NUMBER), with everything expected and seen
//   --cases FILE       these cases instead of generated ones: a list in the input format of conformance/vectors
//   --show N           print up to N mismatches in full for each transport (5)
// Exits with code 1 on a mismatch that version-differences.json does not explain.
import { randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { countCalls, explain, explainFully, generateCases, Runner, TRANSPORT_NAMES } from '@req/vectors';
import { explainedBy } from './explained-by.mjs';
import { recordCases } from './record-cases.mjs';

const { values: args } = parseArgs({
  options: {
    count: { type: 'string', default: '100' },
    seed: { type: 'string' },
    transport: { type: 'string', multiple: true, default: ['undici', 'node-fetch', 'axios'] },
    case: { type: 'string' },
    cases: { type: 'string' },
    show: { type: 'string', default: '5' },
  },
});

const unknown = args.transport.find((name) => !TRANSPORT_NAMES.includes(name));
if (unknown !== undefined) stop(`There is no transport ${unknown}: ${TRANSPORT_NAMES.join(', ')}.`);
const single = args.case?.replace(/^generated\//, '');
const seed =
  single === undefined ? whole('seed', args.seed ?? String(randomInt(1, 2 ** 31))) : Number(single.split('-')[0]);
const given = args.cases === undefined ? generated() : JSON.parse(readFileSync(args.cases, 'utf8'));

const { versions, cases } = await recordCases(given);
const calls = cases.reduce((sum, each) => sum + countCalls(each), 0);
console.log(
  `${args.cases ?? `seed ${seed}`}: ${calls} calls in ${cases.length} cases, ` +
    `recorded by Requests ${versions.requests} and urllib3 ${versions.urllib3}`,
);

process.on('unhandledRejection', (reason) => {
  console.log(`unhandled rejection: ${reason?.stack ?? reason}`);
  process.exitCode = 1;
});
for (const name of args.transport) await compareOn(name);

function generated() {
  if (single === undefined) return generateCases(seed, whole('count', args.count));
  const number = whole('case', single.split('-')[1]);
  return generateCases(seed, (number + 1) * 3).slice(number, number + 1);
}

async function compareOn(name) {
  const started = performance.now();
  const runner = await Runner.start(name);
  const counts = { passed: 0, unsupported: 0, excluded: 0, 'known failure': 0, failed: 0, explained: 0 };
  for (const each of cases) {
    const outcome = await runner.run(each);
    if (single !== undefined) console.log(`=== ${name} ===\n${explainFully(outcome)}\n`);
    const explained = outcome.kind === 'failed' && explainedBy(outcome.differences, versions) !== null;
    counts[explained ? 'explained' : outcome.kind]++;
    if (outcome.kind === 'failed' && !explained) mismatch(name, outcome, { each, shown: counts.failed });
  }
  await runner.close();
  const parts = Object.entries(counts).filter(([kind, count]) => count > 0 || kind === 'failed');
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${name}: ${parts.map(([kind, count]) => `${count} ${kind}`).join(', ')} (${seconds} s)`);
}

function mismatch(name, outcome, { each, shown }) {
  process.exitCode = 1;
  if (shown > whole('show', args.show)) return;
  const { expect: _expect, ...input } = each;
  console.log(
    `\n${name} ${explain(outcome)}\n  reproduce: npm run differential -- --cases FILE, where FILE holds\n  ${JSON.stringify([input])}\n`,
  );
}

function whole(option, text) {
  if (!/^\d+$/.test(text ?? '')) stop(`--${option}: expected a number, got ${text}.`);
  return Number(text);
}

function stop(message) {
  console.error(message);
  process.exit(2);
}
