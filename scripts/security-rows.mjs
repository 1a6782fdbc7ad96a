// npm run security:rows: checks that every published vulnerability in packages/security-tests/rows has a passing test.
// Runs the security tests, slow ones included, or with --last uses the titles recorded by the last runs. Fails on a row
// without a test, on a row that concerns transports and was not tested over each of them, on a test without a row, and if
// the table in docs/security.md is out of date; --write updates it.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = fileURLToPath(new URL('..', import.meta.url));
const TRANSPORTS = ['undici', 'http', 'node-fetch', 'axios', 'built-in fetch'];
/** The files in which the reporter records titles, by jest configuration. */
const TITLE_FILES = { 'jest.config.js': 'security-titles.json', 'jest.slow.config.js': 'security-titles.slow.json' };
const NEGATIVE_CONTROL = ' negative control: ';
const { values: args } = parseArgs({ options: { write: { type: 'boolean' }, last: { type: 'boolean' } } });

const folder = join(root, 'packages/security-tests/rows');
const rows = readdirSync(folder).flatMap((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')));
const tests = passedTests();
const byRow = new Map(rows.map((row) => [row.id, []]));
const problems = [];
for (const test of tests) {
  const id = /^[A-Z]{2}-\d+/.exec(test.title)?.[0];
  if (id === undefined) continue;
  if (byRow.has(id)) byRow.get(id).push(test);
  else problems.push(`${test.title}: there is no row ${id}`);
}
for (const row of rows) problems.push(...gaps(row, byRow.get(row.id)));
const controlled = rows.filter((row) => byRow.get(row.id).some(({ title }) => title.includes(NEGATIVE_CONTROL)));
const outOfScope = rows.filter((row) => row.outOfScope !== undefined);
console.log(`${rows.length} rows: ${rows.length - outOfScope.length} with tests, ${outOfScope.length} out of scope;`);
console.log(`${tests.length} tests; ${controlled.length} rows have a negative control.`);
const page = join(root, 'docs/security.md');
const text = readFileSync(page, 'utf8');
const renewed = text.replace(/(<!-- rows -->\n)[\s\S]*(<!-- \/rows -->)/, (_, begin, end) => begin + table() + end);
if (args.write) writeFileSync(page, renewed);
else if (renewed !== text) problems.push('The table in docs/security.md is out of date: run this with --write');
for (const problem of problems) console.error(problem);
process.exitCode = problems.length === 0 ? 0 : 1;

/** The tests that passed. Throws if any failed. */
function passedTests() {
  const titles = Object.entries(TITLE_FILES).flatMap(([config, file]) => {
    if (!args.last) runTests(config);
    const path = join(root, 'node_modules/.cache', file);
    return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : [];
  });
  const failed = titles.filter(({ status }) => status === 'failed');
  if (failed.length > 0) throw new Error(`These tests failed:\n${failed.map(({ title }) => title).join('\n')}`);
  return titles.filter(({ status }) => status === 'passed');
}

function runTests(config) {
  const args = ['test', '--', '--config', config, '--passWithNoTests', 'packages/security-tests/'];
  const suite = spawnSync('npm', args, { cwd: root, encoding: 'utf8', shell: process.platform === 'win32' });
  if (suite.status !== 0) throw new Error(suite.stderr);
}

function gaps(row, own) {
  if (row.outOfScope !== undefined)
    return row.owner === 'n/a' ? [] : [`${row.id}: only rows with owner n/a may be out of scope`];
  if (own.length === 0) return [`${row.id}: no test has this id`];
  const found = [];
  if (!own.some(({ title }) => title.includes(row.ids))) found.push(`${row.id}: no test title contains ${row.ids}`);
  for (const file of row.defendedIn) {
    if (!existsSync(join(root, file))) found.push(`${row.id}: ${file} does not exist`);
  }
  if (row.defendedIn.length === 0) found.push(`${row.id}: the row does not say where it is defended`);
  if (row.owner.includes('transport')) {
    for (const name of TRANSPORTS) {
      const tried = own.some(({ title }) => title.includes(` over ${name} `));
      if (!tried) found.push(`${row.id}: not tested over ${name}`);
    }
  }
  return found;
}

function table() {
  const lines = [
    '| flaw | ids | what happened | property | defended in | tests |',
    '| --- | --- | --- | --- | --- | --- |',
  ];
  for (const row of rows) {
    const files = [...new Set(byRow.get(row.id).map(({ file }) => file))].sort();
    const cells = [row.id, row.ids, `${row.library}: ${row.happened}`, row.property];
    cells.push(row.outOfScope ?? row.defendedIn.join(', '), files.join(', ') || '–');
    lines.push(`| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`);
  }
  return `${lines.join('\n')}\n`;
}
