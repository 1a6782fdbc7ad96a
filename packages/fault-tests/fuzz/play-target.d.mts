import type { Random } from './random.mjs';

/** What is played: how a case is made, what is done with it, what must be so of the result. */
export interface Target {
  readonly name: string;
  /** Cases are played over a network: the clock counts, not CPU time, and none is played twice. */
  readonly network?: boolean;
  /** A TypeError that says what the caller did wrong is an answer too. */
  readonly typeErrors?: boolean;
  /** `false`: messages may differ from one time to the next. */
  readonly steady?: boolean;
  readonly make: (random: Random) => unknown;
  // biome-ignore lint/suspicious/noExplicitAny: it gets what `make` made.
  readonly play: (given: any) => Promise<unknown>;
  // biome-ignore lint/suspicious/noExplicitAny: what `make` made, and what `play` resolved to.
  readonly check?: (given: any, result: any) => string | null;
  readonly start?: () => void | Promise<void>;
  /** What is wrong at the end. */
  readonly end?: () => Promise<string | null>;
  readonly stop?: () => void | Promise<void>;
}

export interface Failure {
  readonly target: string;
  readonly seed: number;
  readonly index: number | null;
  readonly given: unknown;
  readonly wrong: string;
}

export interface Played {
  readonly name: string;
  readonly played: number;
  readonly milliseconds: number;
  readonly outcomes: Map<string, number>;
  readonly failure: Failure | null;
}

export interface PlayOptions {
  readonly seed: number;
  readonly count: number;
  readonly from?: number;
  readonly milliseconds?: number;
}

export function playTarget(target: Target, options: PlayOptions): Promise<Played>;
