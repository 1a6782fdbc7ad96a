import type { WireRequest } from '../cases/case.ts';
import type { SeenRequest } from '../record/seen.ts';
import { compareMessage } from './compare-message.ts';
import { type Difference, differ, MISSING } from './difference.ts';
import type { CaseRules } from './rules.ts';

/** Compares the requests that reached the server: their number, order, origin and content. */
export function compareWire(
  expected: readonly WireRequest[],
  seen: readonly SeenRequest[],
  rules: CaseRules,
): Difference[] {
  const differences: Difference[] = [];
  for (let i = 0; i < Math.max(expected.length, seen.length); i++) {
    const want = expected[i];
    const have = seen[i];
    if (want === undefined || have === undefined) {
      differences.push({ where: `wire[${i}]`, expected: want ?? MISSING, seen: have ?? MISSING });
    } else {
      differences.push(
        ...compareRequest(`wire[${i}]`, { want, have, followsRedirect: rules.followsRedirect(i) }, rules),
      );
    }
  }
  return differences;
}

function compareRequest(
  where: string,
  { want, have, followsRedirect }: { want: WireRequest; have: SeenRequest; followsRedirect: boolean },
  rules: CaseRules,
): Difference[] {
  const context = { method: want.line.slice(0, want.line.indexOf(' ')), followsRedirect, sent: true };
  // There, Content-Length: 0 and no Content-Length are equivalent, and so is the framing that follows from them.
  const sameFraming = followsRedirect && want.body === undefined && hasNoBody(want.framing) && hasNoBody(have.framing);
  return [
    ...differ(`${where}.at`, want.at, have.at),
    ...differ(`${where}.line`, want.line, have.line),
    ...(sameFraming ? [] : differ(`${where}.framing`, want.framing, have.framing)),
    ...compareMessage(where, { expected: want, seen: have }, { rules, context }),
  ];
}

function hasNoBody(framing: string): boolean {
  return framing === 'none' || framing === 'length';
}
