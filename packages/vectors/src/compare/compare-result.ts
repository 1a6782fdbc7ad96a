import type { ResponseResult, Result } from '../cases/case.ts';
import type { SeenResult } from '../record/seen.ts';
import { compareFailure } from './compare-failure.ts';
import { compareJar } from './compare-jar.ts';
import { compareMessage } from './compare-message.ts';
import { compareRead } from './compare-read.ts';
import { type Difference, differ, MISSING } from './difference.ts';
import type { CaseRules } from './rules.ts';

/** Compares the result of one step. */
export function compareResult(
  where: string,
  { want, have }: { want: Result; have: SeenResult | undefined },
  rules: CaseRules,
): Difference[] {
  if (have === undefined) return [{ where, expected: want, seen: MISSING }];
  if (have.incomplete !== undefined) return [{ where, expected: want, seen: have.incomplete }];
  const jar = want.jar === undefined ? [] : compareJar(`${where}.jar`, { want: want.jar, have: have.jar }, rules);
  return [...compareOutcome(where, want, { have, rules }), ...jar];
}

function compareOutcome(
  where: string,
  want: Result,
  { have, rules }: { have: SeenResult; rules: CaseRules },
): Difference[] {
  if (want.set !== undefined) return differ(`${where}.set`, want.set, have.set);
  if (want.error !== undefined && have.error !== undefined) {
    return compareFailure(`${where}.error`, { want: want.error, have: have.error }, rules);
  }
  if (want.response !== undefined && have.response !== undefined) {
    return compareResponse(`${where}.response`, want.response, { have: have.response, rules });
  }
  if (want.prepared !== undefined && have.prepared !== undefined) {
    const { method, url } = want.prepared;
    const context = { method, followsRedirect: false, sent: false };
    return [
      ...differ(`${where}.prepared.method`, method, have.prepared.method),
      ...differ(`${where}.prepared.url`, url, have.prepared.url),
      ...compareMessage(`${where}.prepared`, { expected: want.prepared, seen: have.prepared }, { rules, context }),
    ];
  }
  const seen = have.error === undefined ? have : `${have.error.class}: ${have.error.message ?? ''}`;
  return [{ where, expected: want, seen }];
}

const FIELDS = ['status', 'reason', 'url', 'ok', 'history', 'isRedirect', 'isPermanentRedirect'] as const;

function compareResponse(
  where: string,
  want: ResponseResult,
  { have, rules }: { have: ResponseResult; rules: CaseRules },
): Difference[] {
  const differences = FIELDS.flatMap((field) => differ(`${where}.${field}`, want[field], have[field]));
  differences.push(...differ(`${where}.reads.length`, want.reads?.length ?? 0, have.reads?.length ?? 0));
  (want.reads ?? []).forEach((read, i) => {
    const name = typeof read.read === 'string' ? read.read : Object.keys(read.read)[0];
    const at = `${where}.reads[${i}] ${name}`;
    differences.push(...compareRead(at, { want: read, have: have.reads?.[i] }, rules));
  });
  return differences;
}
