// npm run fuzz: runs random cases against every parser and over every transport.
//   --count N     cases per target (default: 2,000; a tenth of that for targets that use files or the network)
//   --seed S      the seed, to repeat a run (default: the current time)
//   --target T    only targets whose name starts with T (repeatable)
//   --from I      number of the first case (default: 0)
//   --seconds N   time limit per target
// Exits with code 1 when a case fails.
import { parseArgs } from 'node:util';
import { formatFailure, formatReport } from './report.mjs';
import { runTarget } from './run-target.mjs';
import { TARGETS } from './targets/index.mjs';

const { values: args } = parseArgs({
  options: {
    count: { type: 'string', default: '2000' },
    seed: { type: 'string' },
    from: { type: 'string', default: '0' },
    seconds: { type: 'string' },
    target: { type: 'string', multiple: true },
  },
});
const seed = Number(args.seed ?? Math.floor(Date.now() / 1000));
const count = Number(args.count);
const targets = TARGETS.filter(({ name }) => args.target?.some((start) => name.startsWith(start)) ?? true);
if (targets.length === 0) throw new Error(`Targets: ${TARGETS.map(({ name }) => name).join(', ')}`);

console.log(`seed ${seed}`);
const failures = [];
let cases = 0;
const started = performance.now();
for (const target of targets) {
  const milliseconds = args.seconds === undefined ? Number.POSITIVE_INFINITY : Number(args.seconds) * 1_000;
  const slow = (target.network || target.files) && args.target === undefined;
  const share = slow ? Math.ceil(count / 10) : count;
  const result = await runTarget(target, { seed, count: share, from: Number(args.from), milliseconds });
  cases += result.cases;
  console.log(formatReport(result));
  if (result.failure !== null) failures.push(result.failure);
}
console.log(`${cases} cases in ${((performance.now() - started) / 1_000).toFixed(1)} s, ${failures.length} failed`);
for (const failure of failures) console.error(`\n${formatFailure(failure)}`);
process.exitCode = failures.length === 0 ? 0 : 1;
