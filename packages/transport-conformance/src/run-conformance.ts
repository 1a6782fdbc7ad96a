import type { Transport } from '@req/core';
import { conformanceCases } from './cases/index.ts';
import type { ConformanceCase } from './conformance-case.ts';
import { ConformanceFailure } from './expectation.ts';
import type { ConformanceReport } from './report.ts';
import { runCase } from './run-case.ts';

/** The options of `runConformance()`. */
export interface ConformanceOptions {
  /** Creates a transport. Every case gets a new one and closes it. */
  createTransport(): Transport | Promise<Transport>;
  /**
   * Known deviations: name of a case → why the transport cannot meet it. Such a case still runs, and if it passes, that
   * is a failure, so that no deviation outlives its reason.
   */
  readonly deviations?: Readonly<Record<string, string>>;
  /** Runs only the cases with these names or subjects. */
  readonly only?: readonly string[];
  /** Milliseconds that a timeout may be late. Default: 100. Raise it for busy machines. */
  readonly timerTolerance?: number;
}

/** Runs all cases against a transport, one after another. Rejects only if `createTransport` does. */
export async function runConformance(options: ConformanceOptions): Promise<ConformanceReport> {
  const probe = await options.createTransport();
  const { name: transport, capabilities } = probe;
  await probe.close();
  const reasons = new Map(Object.entries(options.deviations ?? {}));
  const passed: string[] = [];
  const notClaimed: ConformanceReport['notClaimed'][number][] = [];
  const deviations: ConformanceReport['deviations'][number][] = [];
  const inconclusive: ConformanceReport['inconclusive'][number][] = [];
  const failed: ConformanceReport['failed'][number][] = [];
  const fail = (name: string, message: string): void =>
    void failed.push({ name, error: new ConformanceFailure(message) });

  for (const name of unknownDeviations(options)) fail(name, 'A deviation is listed, but there is no such case.');
  for (const testCase of selectCases(options)) {
    const { name } = testCase;
    const missing = testCase.needs.filter((capability) => !capabilities.has(capability));
    const reason = reasons.get(name);
    if (missing.length > 0) {
      if (reason === undefined) notClaimed.push({ name, missing });
      else fail(name, unneededDeviation(`the transport does not claim ${missing.join(', ')}`));
      continue;
    }
    const outcome = await runCase(testCase, options);
    if (outcome.kind === 'inconclusive') inconclusive.push({ name, reason: outcome.reason });
    else if (outcome.kind === 'passed' && reason === undefined) passed.push(name);
    else if (outcome.kind === 'passed') fail(name, staleDeviation(reason));
    else if (reason === undefined) failed.push({ name, error: outcome.error });
    else deviations.push({ name, reason, error: outcome.error });
  }
  return { transport, ok: failed.length === 0, passed, notClaimed, deviations, inconclusive, failed };
}

/** The cases selected by `only`. */
export function selectCases({ only }: ConformanceOptions): readonly ConformanceCase[] {
  if (only === undefined) return conformanceCases;
  return conformanceCases.filter(({ name, subject }) => only.includes(name) || only.includes(subject));
}

/** Names in `deviations` that no case has. */
export function unknownDeviations(options: ConformanceOptions): readonly string[] {
  const names = new Set(conformanceCases.map(({ name }) => name));
  return Object.keys(options.deviations ?? {}).filter((name) => !names.has(name));
}

/** The message for a deviation whose case passes. */
export function staleDeviation(reason: string | undefined): string {
  return `The case passes, but a deviation is listed: "${reason}". Remove the deviation.`;
}

/** The message for a deviation whose case is not run. */
export function unneededDeviation(why: string): string {
  return `A deviation is listed, but the case is not run because ${why}. Remove the deviation.`;
}
