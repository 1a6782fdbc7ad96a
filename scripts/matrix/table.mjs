// The tables of README.md and docs/runtimes.md, from results.json, which a whole run writes.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');
const RESULTS = join(import.meta.dirname, 'results.json');
const START = '<!-- matrix: begin -->';
const END = '<!-- matrix: end -->';

const TARGETS = [
  { file: 'README.md', render: compactTable },
  { file: 'docs/runtimes.md', render: fullTables },
];

export function readResults() {
  try {
    return JSON.parse(readFileSync(RESULTS, 'utf8'));
  } catch {
    return [];
  }
}

/** Keeps the results of a whole run. What could not be played here keeps its earlier result. */
export function writeResults(results) {
  const before = new Map(readResults().map((cell) => [keyOf(cell), cell]));
  const cells = results.map(({ group, row, column, outcome }) => {
    const { state, checks, reason, value } = outcome;
    const cell = { group, row, column, state, checks, reason: reason?.replaceAll(/\s+/g, ' '), value };
    return state === 'absent' ? (before.get(keyOf(cell)) ?? cell) : cell;
  });
  writeFileSync(RESULTS, `${JSON.stringify(cells, null, 2)}\n`);
}

export function writeTables() {
  for (const { file, render } of TARGETS) writeFileSync(join(root, file), rendered(file, render));
}

/** The files whose table is not what results.json says. */
export function outdatedTables() {
  return TARGETS.filter(({ file, render }) => rendered(file, render) !== read(file)).map(({ file }) => file);
}

/** The cells that are worse than results.json says: they failed, or are not possible any more. */
export function regressions(results) {
  const known = new Map(readResults().map((cell) => [keyOf(cell), cell.state]));
  return results.filter(({ outcome, ...cell }) => {
    if (outcome.state === 'failed') return true;
    return outcome.state === 'impossible' && known.get(keyOf(cell)) !== 'impossible';
  });
}

/** Without versions, so that a newer tool is the same cell. */
function keyOf({ group, row, column }) {
  return [group, row.replaceAll(/\d+\.\d+[\d.]*/g, ''), column].join('\n');
}

const read = (file) => readFileSync(join(root, file), 'utf8');

function rendered(file, render) {
  const text = read(file);
  const [from, to] = [text.indexOf(START), text.indexOf(END)];
  if (from < 0 || to < from) throw new Error(`${file} has no place for the table: ${START} … ${END}`);
  return `${text.slice(0, from + START.length)}\n${render(readResults()).trim()}\n${text.slice(to)}`;
}

function groupBy(cells, name) {
  const groups = new Map();
  for (const cell of cells) groups.set(cell[name], [...(groups.get(cell[name]) ?? []), cell]);
  return groups;
}

/** A line for each group: what was played, where, and how many checks passed. */
function compactTable(cells) {
  const lines = [...groupBy(cells, 'group')].map(([group, all]) => {
    const rows = [...groupBy(all, 'row')];
    if (all[0].state === 'measured') return `| ${group} | ${rows.map(figuresOf).join('; ')} | |`;
    const columns = new Set(all.map(({ column }) => column));
    // Rows that have columns of their own are counted as a whole.
    const everywhere = rows.every(([, inRow]) => inRow.length === columns.size);
    const on = everywhere ? `; on ${[...columns].join(', ')}` : '';
    const counts = (everywhere ? all : rows.map(([, inRow]) => sumOf(inRow))).flatMap(({ checks }) => checks ?? []);
    return `| ${group} | ${rows.map(summaryOf).join('; ')}${on} | ${range(counts)} |`;
  });
  return ['| | | checks that pass in each |', '| --- | --- | --- |', ...lines].join('\n');
}

function figuresOf([row, cells]) {
  return `${row}: ${cells.map(({ column, value }) => `${value} (${column})`).join(', ')}`;
}

/** The row, and the columns where it is not possible. */
function summaryOf([row, cells]) {
  const missing = cells.filter(({ state }) => state !== 'passed').map(({ column }) => column);
  if (missing.length === 0) return row;
  return `${row} (${missing.length === cells.length ? 'not possible' : `not ${missing.join(', ')}`})`;
}

const sumOf = (cells) => ({ checks: cells.reduce((sum, { checks = 0 }) => sum + checks, 0) });

function range(numbers) {
  if (numbers.length === 0) return 'compiles';
  const [least, most] = [Math.min(...numbers), Math.max(...numbers)];
  return least === most ? String(most) : `${least} to ${most}`;
}

/** A table for each group. */
function fullTables(cells) {
  return [...groupBy(cells, 'group')].map(([group, all]) => tableOf(group, all)).join('\n\n');
}

function tableOf(group, cells) {
  const columns = [...new Set(cells.map(({ column }) => column))];
  const reasons = [];
  const rows = [...groupBy(cells, 'row')].map(([row, inRow]) => {
    const texts = columns.map((column) =>
      textOf(
        inRow.find((cell) => cell.column === column),
        reasons,
      ),
    );
    return `| ${row} | ${texts.join(' | ')} |`;
  });
  const head = [`| ${group} | ${columns.join(' | ')} |`, `| --- |${' --- |'.repeat(columns.length)}`];
  const notes = reasons.map((reason, i) => `${i + 1}. Not possible: ${reason}`);
  return [...head, ...rows, ...(notes.length === 0 ? [] : ['', ...notes])].join('\n');
}

function textOf(cell, reasons) {
  if (cell === undefined) return '';
  const { state, checks, reason, value } = cell;
  if (state === 'measured') return value;
  if (state === 'passed') return checks === undefined ? 'compiles' : String(checks);
  if (state !== 'impossible') return `**${state === 'failed' ? 'fails' : 'not played'}**`;
  if (!reasons.includes(reason)) reasons.push(reason);
  return `no (${reasons.indexOf(reason) + 1})`;
}
