import type { Capability } from '@req/core';
import type { CaseContext } from './case-context.ts';

/** One requirement of the Transport contract, as an executable case. */
export interface ConformanceCase {
  /** The part of the contract it belongs to: `timeouts`, `proxy`. */
  readonly subject: string;
  /** What the transport does, with the transport as the subject: `does not follow redirects`. Unique among all cases. */
  readonly name: string;
  /** Where the requirement comes from. */
  readonly rule: string;
  /** Capabilities that a transport must claim for the case to apply. */
  readonly needs: readonly Capability[];
  /** Rejects with a `ConformanceFailure` if the transport does not meet the requirement. */
  run(context: CaseContext): Promise<void>;
}

/** A case without what it shares with the others of its subject. */
export interface CaseDefinition {
  readonly name: string;
  readonly needs?: readonly Capability[];
  run(context: CaseContext): Promise<void>;
}

export function defineCases(
  { subject, rule }: Pick<ConformanceCase, 'subject' | 'rule'>,
  definitions: readonly CaseDefinition[],
): readonly ConformanceCase[] {
  return definitions.map(({ name, needs = [], run }) => ({ subject, name, rule, needs, run }));
}
