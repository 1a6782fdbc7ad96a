// Plays random cases against every parser, and over every transport.
//   --count N     cases of each target (default: 2,000; a tenth of them with files, or over networks)
//   --seed S      the same cases again (default: the time)
//   --target T    this target alone, or all whose name begins so (repeatable)
//   --from I      the first case's number (default: 0)
//   --seconds N   at most so long for each target
// Exit code 1 when a case goes wrong.
import { parseArgs } from 'node:util';
import { playTarget } from './play-target.mjs';
import { line, shownFailure } from './report.mjs';
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
let played = 0;
const started = performance.now();
for (const target of targets) {
  const milliseconds = args.seconds === undefined ? Number.POSITIVE_INFINITY : Number(args.seconds) * 1_000;
  const slow = (target.network || target.files) && args.target === undefined;
  const share = slow ? Math.ceil(count / 10) : count;
  const result = await playTarget(target, { seed, count: share, from: Number(args.from), milliseconds });
  played += result.played;
  console.log(line(result));
  if (result.failure !== null) failures.push(result.failure);
}
console.log(`${played} cases in ${((performance.now() - started) / 1_000).toFixed(1)} s, ${failures.length} wrong`);
for (const failure of failures) console.error(`\n${shownFailure(failure)}`);
process.exitCode = failures.length === 0 ? 0 : 1;
