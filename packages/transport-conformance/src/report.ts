import type { Capability } from '@req/core';

/** The result of running the conformance cases against a transport. */
export interface ConformanceReport {
  /** Name of the transport. */
  readonly transport: string;
  /** Nothing failed. */
  readonly ok: boolean;
  /** Names of the cases that passed. */
  readonly passed: readonly string[];
  /** Cases that need capabilities which the transport does not claim. They were not run. */
  readonly notClaimed: readonly { readonly name: string; readonly missing: readonly Capability[] }[];
  /** Cases that failed as the `deviations` option says. */
  readonly deviations: readonly { readonly name: string; readonly reason: string; readonly error: Error }[];
  /** Cases that cannot be tried on this machine. */
  readonly inconclusive: readonly { readonly name: string; readonly reason: string }[];
  /** Cases that failed, and deviations that are not needed. */
  readonly failed: readonly { readonly name: string; readonly error: Error }[];
}

/** Formats a report for printing. */
export function formatReport(report: ConformanceReport): string {
  const rows: string[] = [];
  for (const { name, error } of report.failed) rows.push(`FAILED       ${name}`, indent(error.message));
  for (const { name, reason } of report.deviations) rows.push(`deviates     ${name}`, indent(reason));
  for (const { name, missing } of report.notClaimed) rows.push(`not claimed  ${name} (${missing.join(', ')})`);
  for (const { name, reason } of report.inconclusive) rows.push(`inconclusive ${name} (${reason})`);
  for (const name of report.passed) rows.push(`passed       ${name}`);
  const counts = [
    `${report.passed.length} passed`,
    `${report.notClaimed.length} not claimed`,
    `${report.deviations.length} deviations`,
    `${report.inconclusive.length} inconclusive`,
    `${report.failed.length} failed`,
  ];
  return `${rows.join('\n')}\n${report.transport}: ${counts.join(', ')}`;
}

function indent(text: string): string {
  return text.replace(/^/gm, '             ');
}
