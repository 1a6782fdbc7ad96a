import type { Random } from './random.mjs';

/** A fuzz target: how to generate a case, how to run it, and what must hold for the result. */
export interface Target {
  readonly name: string;
  /** Cases use the network: elapsed time is limited instead of CPU time, and no case is run twice. */
  readonly network?: boolean;
  /** A TypeError that explains a wrong argument is allowed. */
  readonly allowsTypeErrors?: boolean;
  /** `false`: error messages may differ between runs. */
  readonly deterministicMessages?: boolean;
  readonly generate: (random: Random) => unknown;
  // biome-ignore lint/suspicious/noExplicitAny: the type of what `generate` returns.
  readonly run: (input: any) => Promise<unknown>;
  // biome-ignore lint/suspicious/noExplicitAny: what `generate` returned, and what `run` resolved to.
  readonly check?: (input: any, result: any) => string | null;
  readonly start?: () => void | Promise<void>;
  /** Describes a problem after all cases, or resolves to `null`. */
  readonly end?: () => Promise<string | null>;
  readonly stop?: () => void | Promise<void>;
}

export interface Failure {
  readonly target: string;
  readonly seed: number;
  readonly index: number | null;
  readonly input: unknown;
  readonly problem: string;
}

export interface TargetReport {
  readonly name: string;
  readonly cases: number;
  readonly milliseconds: number;
  readonly outcomes: Map<string, number>;
  readonly failure: Failure | null;
}

export interface RunOptions {
  readonly seed: number;
  readonly count: number;
  readonly from?: number;
  readonly milliseconds?: number;
}

export function runTarget(target: Target, options: RunOptions): Promise<TargetReport>;
