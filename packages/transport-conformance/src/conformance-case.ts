import type { Capability } from '@req/core';
import type { CaseContext } from './case-context.ts';

/** One thing the Transport contract says. */
export interface ConformanceCase {
  /** The chapter it belongs to. */
  readonly subject: string;
  /** A sentence, unique among all cases. */
  readonly name: string;
  /** What the transport must claim for the case to hold for it. */
  readonly needs: readonly Capability[];
  /** Rejects when the transport does not keep to the sentence. */
  run(context: CaseContext): Promise<void>;
}

/** A case without its subject. */
export interface CaseDefinition {
  readonly name: string;
  readonly needs?: readonly Capability[];
  run(context: CaseContext): Promise<void>;
}

export function defineCases(subject: string, bodies: readonly CaseDefinition[]): readonly ConformanceCase[] {
  return bodies.map((body) => ({ subject, name: body.name, needs: body.needs ?? [], run: body.run }));
}
