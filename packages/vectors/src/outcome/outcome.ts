import type { Case } from '../cases/case.ts';
import type { Difference } from '../compare/difference.ts';
import type { Seen } from '../record/seen.ts';

/** How a case ended on a transport. */
export interface Outcome {
  readonly case: Case;
  /**
   * `unsupported`: the transport lacks a capability, or its client is known to deviate. `excluded`: req behaves
   * differently on purpose. `known failure`: listed in known-failures.ts.
   */
  readonly kind: 'passed' | 'unsupported' | 'excluded' | 'known failure' | 'failed';
  /** Why it did not pass. */
  readonly reason: string | null;
  readonly differences: readonly Difference[];
  readonly seen: Seen | null;
}
