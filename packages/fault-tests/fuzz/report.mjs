import { inspect } from 'node:util';

/** One line for a target: cases, rate and outcomes. */
export function formatReport({ name, cases, milliseconds, outcomes }) {
  const rate = Math.round((cases / Math.max(1, milliseconds)) * 1_000);
  const kinds = [...outcomes].sort((a, b) => b[1] - a[1]).map(([outcome, times]) => `${outcome} ${times}`);
  return `${name.padEnd(24)} ${String(cases).padStart(8)} cases ${String(rate).padStart(7)}/s  ${kinds.join(', ')}`;
}

/** A failed case, with the command that runs it again. */
export function formatFailure({ target, seed, index, input, problem }) {
  if (index === null) return `${target}, seed ${seed}, at the end: ${problem}`;
  const literal = inspect(input, { depth: null, maxStringLength: 20_000, maxArrayLength: 20_000, breakLength: 120 });
  return [
    `${target}, seed ${seed}, case ${index}: ${problem}`,
    `case: ${literal}`,
    `run it again: npm run fuzz -- --target ${target} --seed ${seed} --from ${index} --count 1`,
  ].join('\n');
}
