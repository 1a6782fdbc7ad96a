import type { Capability } from '@req/core';

/** What came of holding a transport against the kit. */
export interface ConformanceReport {
  /** Name of the transport. */
  readonly transport: string;
  /** Nothing failed. */
  readonly ok: boolean;
  /** Names of the cases that hold. */
  readonly passed: readonly string[];
  /** Cases that need what the transport does not claim. */
  readonly notClaimed: readonly { readonly name: string; readonly missing: readonly Capability[] }[];
  /** Named deviations: the case fails, as it was said it would. */
  readonly deviations: readonly { readonly name: string; readonly reason: string; readonly error: Error }[];
  /** Cases that this machine does not let be tried. */
  readonly inconclusive: readonly { readonly name: string; readonly reason: string }[];
  /** Cases that do not hold; deviations whose case passes; deviations from no case at all. */
  readonly failed: readonly { readonly name: string; readonly error: Error }[];
}

/** The report as a table to print. */
export function formatReport(report: ConformanceReport): string {
  const rows: string[] = [];
  for (const { name, error } of report.failed) rows.push(`FAILED      ${name}`, indent(error.message));
  for (const { name, reason } of report.deviations) rows.push(`deviates    ${name}`, indent(reason));
  for (const { name, missing } of report.notClaimed) rows.push(`not claimed ${name} (${missing.join(', ')})`);
  for (const { name, reason } of report.inconclusive) rows.push(`inconclusive  ${name} (${reason})`);
  for (const name of report.passed) rows.push(`passed      ${name}`);
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
  return text.replace(/^/gm, '              ');
}
