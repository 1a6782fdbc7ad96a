import { decided } from '../cases/decided.ts';
import { compareCase } from '../compare/compare-case.ts';
import type { Allowance } from '../compare/rules.ts';
import type { Played } from '../play/player.ts';
import type { Applicability } from './applicability.ts';
import { deviationReason, type KnownDeviations } from './known-deviations.ts';
import type { Outcome } from './outcome.ts';

export interface EvaluationContext {
  readonly applicability: Applicability;
  readonly deviations: KnownDeviations;
  /** Id of a case → why it fails at the moment. */
  readonly knownFailures: Readonly<Record<string, string>>;
  /** Called with each header that the client is known to add and did add. */
  readonly onAddedHeader: (name: string) => void;
}

/** The outcome of a case that was run: compares what was observed with what was recorded. */
export function evaluateCase({ filled, seen }: Played, context: EvaluationContext): Outcome {
  const { applicability, deviations, onAddedHeader } = context;
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
  const deviation = deviationReason(deviations, filled.id);
  const knownFailure = context.knownFailures[filled.id];
  if (differences.length === 0) {
    if (deviation !== null)
      return outcome('failed', 'passes although it is listed: remove it from known-deviations.ts');
    if (knownFailure !== undefined) return outcome('failed', 'passes now: remove it from known-failures.ts');
    return outcome('passed', null);
  }
  if (applicability.kind === 'may be unsupported') {
    const capability = refusedFor({ filled, seen }, { missing: applicability.missing, allowance });
    if (capability !== null) return outcome('unsupported', `the transport lacks ${capability}`);
  }
  if (deviation !== null) return outcome('unsupported', deviation);
  if (knownFailure !== undefined) return outcome('known failure', knownFailure);
  return outcome('failed', null);
}

/**
 * The missing capability for which the last step was refused, or `null`. Everything before it must be as recorded. Some
 * of the last step's requests may have been sent, because a redirect may lead to something unsupported.
 */
function refusedFor(
  { filled, seen }: Played,
  { missing, allowance }: { missing: readonly string[]; allowance: Allowance },
): string | null {
  const capability = seen.results.at(-1)?.error?.capability;
  if (capability === undefined || !missing.includes(capability)) return null;
  if (seen.wire.length >= filled.expect.wire.length && filled.expect.wire.length > 0) return null;
  const before = seen.results.length - 1;
  const expect = {
    wire: filled.expect.wire.slice(0, seen.wire.length),
    results: filled.expect.results.slice(0, before),
  };
  const differences = compareCase(
    { ...filled, expect },
    { ...seen, results: seen.results.slice(0, before) },
    allowance,
  );
  return differences.length === 0 ? capability : null;
}
