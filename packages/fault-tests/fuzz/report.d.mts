import type { Failure, TargetReport } from './run-target.mjs';

export function formatReport(report: TargetReport): string;
export function formatFailure(failure: Failure | null): string;
