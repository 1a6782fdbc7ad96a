import { decided } from '../cases/decided.ts';
import { compareCase } from '../compare/compare-case.ts';
import type { Difference } from '../compare/difference.ts';
import type { Allowance } from '../compare/rules.ts';
import type { Played } from '../play/player.ts';
import type { Claim } from './claims.ts';
import { type Deviations, declaredReason } from './declared.ts';
import type { Outcome } from './outcome.ts';

/** What a played case is judged under. */
export interface JudgeContext {
  readonly claim: Claim;
  readonly deviations: Deviations;
  /** Id → why it is not met yet. */
  readonly notYet: Readonly<Record<string, string>>;
  /** Called with each declared header that the client did add. */
  readonly onAddedHeader: (name: string) => void;
}

/** Judges a case that was played: what it showed against what was recorded, claimed and declared. */
export function judge({ filled, seen }: Played, context: JudgeContext): Outcome {
  const { claim, deviations, onAddedHeader } = context;
  const allowance: Allowance = {
    accept: decided.get(filled.id)?.accept ?? {},
    mayAdd(name) {
      const added = deviations.addedHeaders.includes(name);
      if (added) onAddedHeader(name);
      return added;
    },
  };
  const differences = compareCase(filled, seen, allowance);
  const outcome = (kind: Outcome['kind'], reason: string | null): Outcome => {
    return { case: filled, kind, reason, differences, seen };
  };
  const declared = declaredReason(deviations, filled.id);
  const notYet = context.notYet[filled.id];
  if (differences.length === 0) {
    if (declared !== null) return outcome('failed', 'passes, and is declared: take it out of declared.ts');
    if (notYet !== undefined) return outcome('failed', 'passes now: take it out of not-yet.ts');
    return outcome('passed', null);
  }
  if (claim.kind === 'missing') {
    const lacking = unsupported({ filled, seen }, { claim, allowance });
    if (lacking !== null) return outcome('declared', `the transport lacks ${lacking}`);
  }
  if (declared !== null) return outcome('declared', declared);
  if (notYet !== undefined) return outcome('not yet', notYet);
  return outcome('failed', null);
}

/**
 * The missing capability that the last step was refused for, or `null`. Everything before must be as recorded, and of
 * what the last step was to send at most a beginning may have been sent: a redirect may lead to what is not supported.
 */
function unsupported(
  { filled, seen }: Played,
  { claim, allowance }: { claim: Claim & { kind: 'missing' }; allowance: Allowance },
): string | null {
  const last = seen.results.at(-1)?.error?.capability;
  if (last === undefined || !claim.capabilities.includes(last)) return null;
  if (seen.wire.length >= filled.expect.wire.length && filled.expect.wire.length > 0) return null;
  const before = seen.results.length - 1;
  const expect = {
    wire: filled.expect.wire.slice(0, seen.wire.length),
    results: filled.expect.results.slice(0, before),
  };
  const differences: Difference[] = compareCase(
    { ...filled, expect },
    { ...seen, results: seen.results.slice(0, before) },
    allowance,
  );
  return differences.length === 0 ? last : null;
}
