import type { CookieLine } from '../cases/case.ts';
import { type Difference, differ, MISSING } from './difference.ts';
import type { CaseRules } from './rules.ts';

/** Compares the session's cookies. `hostOnly` is compared only for cookies set by a reply. */
export function compareJar(
  where: string,
  { want, have }: { want: readonly CookieLine[]; have: readonly CookieLine[] | undefined },
  rules: CaseRules,
): Difference[] {
  if (have === undefined) return [{ where, expected: want, seen: MISSING }];
  const relaxed = (cookie: CookieLine): unknown => {
    const { hostOnly, ...rest } = cookie;
    return rules.setByServer.has(cookie.name) ? cookie : rest;
  };
  return differ(where, want.map(relaxed), have.map(relaxed));
}
