import { inspect } from 'node:util';

/** One line of a target that was played. */
export function line({ name, played, milliseconds, outcomes }) {
  const rate = Math.round((played / Math.max(1, milliseconds)) * 1_000);
  const kinds = [...outcomes].sort((a, b) => b[1] - a[1]).map(([outcome, times]) => `${outcome} ${times}`);
  return `${name.padEnd(24)} ${String(played).padStart(8)} cases ${String(rate).padStart(7)}/s  ${kinds.join(', ')}`;
}

/** A case that went wrong, as it can be played again. */
export function shownFailure({ target, seed, index, given, wrong }) {
  if (index === null) return `${target}, seed ${seed}, at the end: ${wrong}`;
  const literal = inspect(given, { depth: null, maxStringLength: 20_000, maxArrayLength: 20_000, breakLength: 120 });
  return [
    `${target}, seed ${seed}, case ${index}: ${wrong}`,
    `case: ${literal}`,
    `again: npm run fuzz -- --target ${target} --seed ${seed} --from ${index} --count 1`,
  ].join('\n');
}
