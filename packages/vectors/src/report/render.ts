import type { Outcome } from '../outcome/outcome.ts';

/** Number of cases by outcome. */
type Tally = Record<Outcome['kind'], number>;

const KINDS: readonly Outcome['kind'][] = ['passed', 'unsupported', 'excluded', 'known failure', 'failed'];

function tally(outcomes: readonly Outcome[]): Tally {
  const counts: Tally = { passed: 0, unsupported: 0, excluded: 0, 'known failure': 0, failed: 0 };
  for (const { kind } of outcomes) counts[kind]++;
  return counts;
}

/** Transport → group → outcomes. */
export type Outcomes = ReadonlyMap<string, ReadonlyMap<string, readonly Outcome[]>>;

/** A Markdown table with a row for each group and a column for each transport, aligned to be readable as text. */
export function renderTable(outcomes: Outcomes): string {
  const names = [...outcomes.keys()];
  const groups = [...new Set([...outcomes.values()].flatMap((byGroup) => [...byGroup.keys()]))];
  const used = KINDS.filter((kind) => names.some((name) => total(outcomes, name)[kind] > 0 || kind === 'passed'));
  const cell = (counts: Tally): string => used.map((kind) => counts[kind]).join(' / ');
  const rows = groups.map((group) => [
    group,
    ...names.map((name) => cell(tally(outcomes.get(name)?.get(group) ?? []))),
  ]);
  const totals = ['**total**', ...names.map((name) => `**${cell(total(outcomes, name))}**`)];
  const table = [['group', ...names], ...rows, totals];
  return `Each cell: ${used.join(' / ')}.\n\n${align(table)}`;
}

function total(outcomes: Outcomes, name: string): Tally {
  return tally([...(outcomes.get(name)?.values() ?? [])].flat());
}

function align(table: readonly (readonly string[])[]): string {
  const widths = (table[0] ?? []).map((_cell, i) => Math.max(...table.map((row) => (row[i] ?? '').length)));
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join(' | ')} |`;
  const rule = `| ${widths.map((width, i) => (i === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`;
  const [head, ...rows] = table.map(line);
  return [head, rule, ...rows].join('\n');
}

/** The cases with the given kind of outcome, by reason: `reason (count): ids`. */
export function renderReasons(outcomes: readonly Outcome[], kind: Outcome['kind']): string[] {
  const byReason = new Map<string, string[]>();
  for (const outcome of outcomes) {
    if (outcome.kind !== kind) continue;
    const reason = outcome.reason ?? 'no reason';
    byReason.set(reason, [...(byReason.get(reason) ?? []), outcome.case.id]);
  }
  return [...byReason].map(([reason, ids]) => `${reason} (${ids.length}): ${ids.join(', ')}`);
}
