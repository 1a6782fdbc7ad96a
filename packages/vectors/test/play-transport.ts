import { afterAll, describe, expect, test } from '@jest/globals';
import type { Case } from '../src/cases/case.ts';
import { loadVectors } from '../src/cases/load-vectors.ts';
import type { Applicability } from '../src/outcome/applicability.ts';
import { deviationReason, KNOWN_DEVIATIONS } from '../src/outcome/known-deviations.ts';
import { KNOWN_FAILURES } from '../src/outcome/known-failures.ts';
import type { TransportName } from '../src/outcome/transport-name.ts';
import { explain } from '../src/report/explain.ts';
import { Runner } from '../src/runner.ts';

/**
 * Runs every applicable case on a transport, as a test of its own. The title of a case that may end other than by
 * passing says so.
 * @param unsupported Cases that are not run because the transport lacks a capability that only a response would show.
 *   Cases that no transport runs are listed in applicability.test.ts.
 */
export async function playTransport(transport: TransportName, unsupported: readonly string[]): Promise<void> {
  const runner = await Runner.start(transport);
  afterAll(() => runner.close());
  const groups = loadVectors();
  const all = groups.flatMap(({ cases }) => cases);

  for (const { group, cases } of groups) {
    describe(`${group} on ${transport}`, () => {
      for (const recorded of cases) {
        const applicability = runner.applicabilityOf(recorded);
        if (applicability.kind === 'excluded' || applicability.kind === 'unsupported') continue;
        const { note, kinds } = expectedOutcome(transport, recorded, applicability);
        test(`${note}${recorded.id}: ${recorded.doc}`, async () => {
          const outcome = await runner.run(recorded);
          if (!kinds.includes(outcome.kind)) throw new Error(explain(outcome));
        }, 15_000);
      }
    });
  }

  test(`these cases are not run on ${transport}, because it lacks a capability`, () => {
    const notRun = all.filter((recorded) => runner.applicabilityOf(recorded).kind === 'unsupported');
    expect(notRun.map(({ id }) => id)).toEqual(unsupported);
  });

  test(`every known deviation and failure of ${transport} is needed`, () => {
    expect(runner.unusedEntries(all)).toEqual([]);
  });
}

/** The kinds of outcome that a case may have, and a note for its title unless it must pass. */
function expectedOutcome(
  transport: TransportName,
  { id }: Case,
  applicability: Applicability,
): { note: string; kinds: readonly string[] } {
  const knownFailure = KNOWN_FAILURES[transport][id];
  if (knownFailure !== undefined) return { note: `(known failure: ${knownFailure}) `, kinds: ['known failure'] };
  const deviation = deviationReason(KNOWN_DEVIATIONS[transport], id);
  if (deviation !== null) return { note: `(deviates: ${deviation}) `, kinds: ['unsupported'] };
  if (applicability.kind === 'may be unsupported') {
    return { note: `(needs ${applicability.missing.join(', ')}) `, kinds: ['passed', 'unsupported'] };
  }
  return { note: '', kinds: ['passed'] };
}
