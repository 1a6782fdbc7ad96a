// npm run conformance: runs the recorded cases on every transport and prints a table of their outcomes.
//   --transport NAME   only this transport (repeatable)
//   --group NAME       only this group (repeatable)
//   --case ID          only this case, with everything expected and seen
//   --failures         also print the differences of failing cases
//   --write            write the table into docs/conformance.md, between its markers
// Exits with code 1 when a case fails that is not a known failure, or when a list has an entry that is not needed.
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { explain, explainFully, loadVectors, Runner, renderReasons, renderTable, TRANSPORT_NAMES } from '@req/vectors';

const { values: args } = parseArgs({
  options: {
    transport: { type: 'string', multiple: true },
    group: { type: 'string', multiple: true },
    case: { type: 'string' },
    failures: { type: 'boolean' },
    write: { type: 'boolean' },
  },
});

const names = args.transport ?? TRANSPORT_NAMES;
const unknown = names.find((name) => !TRANSPORT_NAMES.includes(name));
if (unknown !== undefined) stop(`There is no transport ${unknown}: ${TRANSPORT_NAMES.join(', ')}.`);

const group = args.case === undefined ? args.group : [args.case.split('/')[0]];
const groups = loadVectors().filter((each) => group === undefined || group.includes(each.group));
if (groups.length === 0) stop(`There is no group ${group}.`);

const complete = args.case === undefined && args.group === undefined;
if (args.write && !(complete && args.transport === undefined)) stop('--write needs all cases on all transports.');
const stray = [];
process.on('unhandledRejection', (reason) => stray.push(reason));

const all = new Map();
const mistakes = [];
for (const name of names) all.set(name, await runTransport(name));

if (args.case === undefined) report();
const bad = mistakes.length > 0 || [...all.values()].some((byGroup) => [...byGroup.values()].flat().some(isFailure));
process.exitCode = bad ? 1 : 0;

async function runTransport(name) {
  const started = performance.now();
  const runner = await Runner.start(name);
  const byGroup = new Map();
  const run = [];
  for (const each of groups) {
    const cases = each.cases.filter(({ id }) => args.case === undefined || id === args.case);
    if (cases.length === 0) stop(`There is no case ${args.case}.`);
    const outcomes = [];
    for (const given of cases) {
      const outcome = await runner.run(given);
      outcomes.push(outcome);
      run.push(given);
      for (const reason of stray.splice(0))
        mistakes.push(`${name}: unhandled rejection during ${given.id}: ${reason?.stack ?? reason}`);
      if (args.case !== undefined) console.log(`=== ${name} ===\n${explainFully(outcome)}\n`);
      else if (args.failures && isFailure(outcome)) console.log(`${name} ${explain(outcome)}\n`);
    }
    byGroup.set(each.group, outcomes);
  }
  if (complete) mistakes.push(...runner.unusedEntries(run).map((text) => `${name}: ${text}`));
  await runner.close();
  console.error(`${name}: ${run.length} cases in ${((performance.now() - started) / 1000).toFixed(1)} s`);
  return byGroup;
}

function report() {
  const table = renderTable(all);
  console.log(table);
  for (const kind of ['unsupported', 'known failure', 'excluded', 'failed']) {
    for (const [name, byGroup] of all) {
      const lines = renderReasons([...byGroup.values()].flat(), kind);
      if (lines.length > 0) console.log(`\n${name}, ${kind}:\n${lines.map((line) => `- ${line}`).join('\n')}`);
    }
  }
  for (const mistake of mistakes) console.log(`\n${mistake}`);
  if (args.write) writeTable(table);
}

function writeTable(table) {
  const file = new URL('../docs/conformance.md', import.meta.url);
  const text = readFileSync(file, 'utf8');
  const between = /(<!-- conformance -->)[\s\S]*(<!-- \/conformance -->)/;
  if (!between.test(text)) stop('docs/conformance.md has no <!-- conformance --> … <!-- /conformance -->.');
  const date = new Date().toISOString().slice(0, 10);
  writeFileSync(
    file,
    text.replace(between, (_all, open, close) => `${open}\n${table}\n\nMeasured on ${date}.\n${close}`),
  );
}

function isFailure({ kind }) {
  return kind === 'failed';
}

function stop(message) {
  console.error(message);
  process.exit(2);
}
