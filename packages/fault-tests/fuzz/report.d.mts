import type { Failure, Played } from './play-target.mjs';

export function line(played: Played): string;
export function shownFailure(failure: Failure | null): string;
