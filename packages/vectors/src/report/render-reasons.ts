import type { Outcome } from '../claims/outcome.ts';

/** Cases that did not simply pass, by reason: `reason (count): ids`. */
export function renderReasons(outcomes: readonly Outcome[], kind: Outcome['kind']): string[] {
  const byReason = new Map<string, string[]>();
  for (const outcome of outcomes) {
    if (outcome.kind !== kind) continue;
    const reason = outcome.reason ?? 'no reason';
    byReason.set(reason, [...(byReason.get(reason) ?? []), outcome.case.id]);
  }
  return [...byReason].map(([reason, ids]) => `${reason} (${ids.length}): ${ids.join(', ')}`);
}
