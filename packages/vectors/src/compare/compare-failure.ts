import type { Failure } from '../cases/case.ts';
import { isException } from '../record/exceptions.ts';
import type { SeenFailure } from '../record/seen.ts';
import { type Difference, differ, MISSING } from './difference.ts';
import type { CaseRules } from './rules.ts';

/** Compares errors: the class, base classes of Requests, and the attributes. */
export function compareFailure(
  where: string,
  { want, have }: { want: Failure; have: SeenFailure },
  rules: CaseRules,
): Difference[] {
  const accepted = rules.accept[want.class] ?? want.class;
  const differences = differ(`${where}.class`, accepted, have.class);
  // If the class differs, the message explains why.
  if (differences.length > 0) {
    return [{ where: `${where}.class`, expected: accepted, seen: `${have.class}: ${have.message ?? ''}` }];
  }
  for (const name of want.isA) {
    if (isException(name) && !have.isA.includes(name)) {
      differences.push({ where: `${where}.isA`, expected: name, seen: have.isA });
    }
  }
  if (want.hasRequest && !have.hasRequest)
    differences.push({ where: `${where}.hasRequest`, expected: true, seen: false });
  if (want.hasResponse && !have.hasResponse) {
    differences.push({ where: `${where}.hasResponse`, expected: true, seen: false });
  }
  if (want.class === 'HTTPError' || want.class === 'TooManyRedirects') {
    differences.push(...differ(`${where}.message`, want.message, have.message));
  }
  if (want.response !== undefined) {
    differences.push(...differ(`${where}.response`, want.response, have.response ?? MISSING));
  }
  return differences;
}
