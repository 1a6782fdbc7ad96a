import type { Transport } from '@req/core';
import { conformanceCases } from './cases/index.ts';
import type { ConformanceCase } from './conformance-case.ts';
import { ConformanceFailure } from './expectation.ts';
import type { ConformanceReport } from './report.ts';
import { runCase } from './run-case.ts';

export interface ConformanceOptions {
  /** Makes a transport; each case gets one of its own and closes it. */
  createTransport(): Transport | Promise<Transport>;
  /**
   * Named deviations: name of a case → why it does not hold for this transport. Such a case is still run; that it
   * passes is an error, so that no deviation outlives its reason.
   */
  readonly deviations?: Readonly<Record<string, string>>;
  /** Runs only the cases of these names or subjects. */
  readonly only?: readonly string[];
  /**
   * Milliseconds that a timeout may be late, 100 by default: more where the machine may be so busy that how exact the
   * timeouts are is measured at another time.
   */
  readonly timerTolerance?: number;
}

/** Holds a transport against every case, one after the other. Rejects only when `createTransport` does. */
export async function runConformance(options: ConformanceOptions): Promise<ConformanceReport> {
  const probe = await options.createTransport();
  const { name: transport, capabilities } = probe;
  await probe.close();
  const deviations = new Map(Object.entries(options.deviations ?? {}));
  const passed: string[] = [];
  const notClaimed: ConformanceReport['notClaimed'][number][] = [];
  const known: ConformanceReport['deviations'][number][] = [];
  const inconclusive: ConformanceReport['inconclusive'][number][] = [];
  const failed: ConformanceReport['failed'][number][] = unknownDeviations(options).map(nameless);
  for (const each of selectCases(options)) {
    const { name } = each;
    const missing = each.needs.filter((capability) => !capabilities.has(capability));
    const reason = deviations.get(name);
    if (missing.length > 0) {
      if (reason === undefined) notClaimed.push({ name, missing });
      else failed.push({ name, error: new ConformanceFailure(idle(missing)) });
      continue;
    }
    const outcome = await runCase(each, options);
    if (outcome.kind === 'inconclusive') inconclusive.push({ name, reason: outcome.reason });
    else if (reason === undefined && outcome.kind === 'passed') passed.push(name);
    else if (reason === undefined && outcome.kind === 'failed') failed.push({ name, error: outcome.error });
    else if (outcome.kind === 'failed') known.push({ name, reason: reason as string, error: outcome.error });
    else failed.push({ name, error: new ConformanceFailure(staleDeviation(reason as string)) });
  }
  return { transport, ok: failed.length === 0, passed, notClaimed, deviations: known, inconclusive, failed };
}

/** The cases that `only` leaves. */
export function selectCases({ only }: ConformanceOptions): readonly ConformanceCase[] {
  if (only === undefined) return conformanceCases;
  return conformanceCases.filter((each) => only.includes(each.name) || only.includes(each.subject));
}

/** Names in `deviations` that no case has. */
export function unknownDeviations(options: ConformanceOptions): readonly string[] {
  const names = new Set(conformanceCases.map((each) => each.name));
  return Object.keys(options.deviations ?? {}).filter((name) => !names.has(name));
}

/** Message for a deviation whose case passes. */
export function staleDeviation(reason: string): string {
  return `The case holds, though a deviation is named: "${reason}". Remove the deviation.`;
}

function idle(missing: readonly string[]): string {
  return `A deviation is named, though the case needs what is not claimed (${missing.join(', ')}). Remove the deviation.`;
}

function nameless(name: string): ConformanceReport['failed'][number] {
  return { name, error: new ConformanceFailure('A deviation is named, but there is no case of this name.') };
}
