import { afterAll, describe, expect, test } from '@jest/globals';
import type { Case } from '../src/cases/case.ts';
import { loadVectors } from '../src/cases/load-vectors.ts';
import type { Claim } from '../src/claims/claims.ts';
import { DECLARED, declaredReason } from '../src/claims/declared.ts';
import { NOT_YET } from '../src/claims/not-yet.ts';
import type { TransportName } from '../src/claims/transport-name.ts';
import { explain } from '../src/report/explain.ts';
import { Runner } from '../src/runner.ts';

/**
 * Plays every claimed case on a transport, each as a test of its own; one that may end in another way than by passing
 * says so in its title. `unseen` lists the cases that are not played since the transport lacks what only a response
 * would show. Those that no transport claims are listed in claims.test.ts.
 */
export async function playTransport(transport: TransportName, unseen: readonly string[]): Promise<void> {
  const runner = await Runner.start(transport);
  afterAll(() => runner.close());
  const groups = loadVectors();
  const all = groups.flatMap(({ cases }) => cases);

  for (const { group, cases } of groups) {
    describe(`${group} on ${transport}`, () => {
      for (const given of cases) {
        const claim = runner.claim(given);
        if (claim.kind === 'not claimed' || claim.kind === 'declared') continue;
        const { note, kinds } = announce(transport, given, claim);
        const title = `${note}${given.id}: ${given.doc}`;
        test(title, async () => {
          const outcome = await runner.run(given);
          if (!kinds.includes(outcome.kind)) throw new Error(explain(outcome));
        }, 15_000);
      }
    });
  }

  test(`what ${transport} lacks and only a response would show is declared`, () => {
    expect(all.filter((given) => runner.claim(given).kind === 'declared').map(({ id }) => id)).toEqual(unseen);
  });

  test(`every declaration of ${transport} has a use`, () => {
    expect(runner.leftovers(all)).toEqual([]);
  });
}

/** What the title says of a case that may not simply pass, and the ways in which it may end. */
function announce(transport: TransportName, { id }: Case, claim: Claim): { note: string; kinds: readonly string[] } {
  const notYet = NOT_YET[transport][id];
  if (notYet !== undefined) return { note: `(not yet: ${notYet}) `, kinds: ['not yet'] };
  const declared = declaredReason(DECLARED[transport], id);
  if (declared !== null) return { note: `(declared: ${declared}) `, kinds: ['declared'] };
  if (claim.kind === 'missing') {
    return { note: `(declared missing: ${claim.capabilities.join(', ')}) `, kinds: ['passed', 'declared'] };
  }
  return { note: '', kinds: ['passed'] };
}
