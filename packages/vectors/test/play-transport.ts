import { afterAll, describe, expect, test } from '@jest/globals';
import type { Case } from '../src/cases/case.ts';
import { loadVectors } from '../src/cases/load-vectors.ts';
import { declaredReason } from '../src/claims/declared.ts';
import { NOT_YET } from '../src/claims/not-yet.ts';
import type { TransportName } from '../src/claims/transport-name.ts';
import { explain } from '../src/report/explain.ts';
import { Runner } from '../src/runner.ts';

/** Plays every recorded case on a transport, each as a test of its own; what is not simply claimed is named in its title. */
export async function playTransport(transport: TransportName): Promise<void> {
  const runner = await Runner.start(transport);
  afterAll(() => runner.close());
  const groups = loadVectors();

  for (const { group, cases } of groups) {
    describe(`${group} on ${transport}`, () => {
      for (const given of cases) {
        const { title, kinds } = announce(runner, transport, given);
        test(title, async () => {
          const outcome = await runner.run(given);
          if (!kinds.includes(outcome.kind)) throw new Error(explain(outcome));
        }, 15_000);
      }
    });
  }

  test(`every declaration of ${transport} has a use`, () => {
    expect(runner.leftovers(groups.flatMap(({ cases }) => cases))).toEqual([]);
  });
}

/** Title and the ways that a case may end. */
function announce(runner: Runner, transport: TransportName, given: Case): { title: string; kinds: readonly string[] } {
  const title = `${given.id}: ${given.doc}`;
  const claim = runner.claim(given);
  if (claim.kind === 'not claimed') return { title: `(not claimed: ${claim.reason}) ${title}`, kinds: ['not claimed'] };
  if (claim.kind === 'declared') return { title: `(declared: ${claim.reason}) ${title}`, kinds: ['declared'] };
  const notYet = NOT_YET[transport][given.id];
  if (notYet !== undefined) return { title: `(not yet: ${notYet}) ${title}`, kinds: ['not yet'] };
  if (claim.kind === 'missing') {
    return { title: `(declared missing: ${claim.capabilities.join(', ')}) ${title}`, kinds: ['passed', 'declared'] };
  }
  const declared = declaredReason(transport, given.id);
  if (declared !== null) return { title: `(declared: ${declared}) ${title}`, kinds: ['declared'] };
  return { title, kinds: ['passed'] };
}
