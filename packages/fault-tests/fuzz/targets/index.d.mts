import type { Target } from '../run-target.mjs';

export const PARSERS: readonly Target[];
export const NETWORK: readonly Target[];
export const TARGETS: readonly Target[];
