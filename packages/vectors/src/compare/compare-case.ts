import type { Case } from '../cases/case.ts';
import type { Seen } from '../record/seen.ts';
import { compareResult } from './compare-result.ts';
import { compareWire } from './compare-wire.ts';
import { type Difference, MISSING } from './difference.ts';
import { type Allowance, caseRules, STRICT } from './rules.ts';

/** Compares what was observed with what was recorded, by the rules in conformance/vectors/README.md. */
export function compareCase(played: Case, seen: Seen, allowance: Allowance = STRICT): Difference[] {
  const rules = caseRules(played, allowance);
  const expected = played.expect.results;
  const results = expected.flatMap((want, i) => compareResult(`results[${i}]`, { want, have: seen.results[i] }, rules));
  const surplus = seen.results.slice(expected.length).map((result, i): Difference => {
    return { where: `results[${expected.length + i}]`, expected: MISSING, seen: result };
  });
  return [...compareWire(played.expect.wire, seen.wire, rules), ...results, ...surplus];
}
