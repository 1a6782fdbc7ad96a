import type { Outcome } from '../claims/outcome.ts';

/** How many cases ended how. */
export type Tally = Record<Outcome['kind'], number>;

export const KINDS: readonly Outcome['kind'][] = ['passed', 'declared', 'not claimed', 'not yet', 'failed'];

export function tally(outcomes: readonly Outcome[]): Tally {
  const counts: Tally = { passed: 0, declared: 0, 'not claimed': 0, 'not yet': 0, failed: 0 };
  for (const { kind } of outcomes) counts[kind]++;
  return counts;
}
