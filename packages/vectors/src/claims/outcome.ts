import type { Case } from '../cases/case.ts';
import type { Difference } from '../compare/difference.ts';
import type { Seen } from '../record/seen.ts';

/** How a case ended on a transport. */
export interface Outcome {
  readonly case: Case;
  /**
   * `declared`: a capability is missing, or the client is known to do something else. `not yet`: claimed and known not
   * to be met.
   */
  readonly kind: 'passed' | 'declared' | 'not claimed' | 'not yet' | 'failed';
  /** Why it did not simply pass. */
  readonly reason: string | null;
  readonly differences: readonly Difference[];
  readonly seen: Seen | null;
}
