import type { Body, HeaderLine, Read, ReadResult } from '../cases/case.ts';
import type { SeenBody } from '../record/seen.ts';
import { compareBody } from './compare-body.ts';
import { compareFailure } from './compare-failure.ts';
import { compareMessage } from './compare-message.ts';
import { type Difference, differ, MISSING } from './difference.ts';
import type { CaseRules } from './rules.ts';

/** Compares the result of one read of a response. */
export function compareRead(
  where: string,
  { want, have }: { want: ReadResult; have: ReadResult | undefined },
  rules: CaseRules,
): Difference[] {
  if (have === undefined) return [{ where, expected: want, seen: MISSING }];
  const before = differ(`${where}.itemsBefore`, want.itemsBefore, have.itemsBefore);
  if (want.error !== undefined) {
    if (have.error === undefined) return [{ where, expected: want.error, seen: have.value }];
    return [...before, ...compareFailure(`${where}.error`, { want: want.error, have: have.error }, rules)];
  }
  if (have.error !== undefined) {
    return [{ where, expected: want.value, seen: `${have.error.class}: ${have.error.message ?? ''}` }];
  }
  return compareValue(where, { read: want.read, want: want.value, have: have.value }, rules);
}

function compareValue(
  where: string,
  { read, want, have }: { read: Read; want: unknown; have: unknown },
  rules: CaseRules,
): Difference[] {
  if (want === null || have === null || have === undefined) return differ(where, want, have);
  switch (read) {
    case 'headers':
      return differ(where, sorted(want), sorted(have));
    case 'apparentEncoding':
      return differ(where, plainName(want), plainName(have));
    case 'requestBody':
      return compareBody(where, want as Body, have as SeenBody);
    case 'requestHeaders':
      return compareHead(
        where,
        { want: { headers: want as HeaderLine[] }, have: { headers: have as HeaderLine[] } },
        rules,
      );
    case 'next':
      return compareHead(where, { want: want as Head, have: have as Head }, rules);
    default:
      return differ(where, want, have);
  }
}

interface Head {
  readonly method?: string;
  readonly url?: string;
  readonly headers: readonly HeaderLine[];
}

/** A request of which only the head was recorded. It follows a redirect, like every request read from a response. */
function compareHead(where: string, { want, have }: { want: Head; have: Head }, rules: CaseRules): Difference[] {
  const context = { method: want.method ?? 'GET', followsRedirect: true, headersOnly: true, sent: false };
  return [
    ...differ(`${where}.method`, want.method, have.method),
    ...differ(`${where}.url`, want.url, have.url),
    ...compareMessage(
      where,
      { expected: { headers: want.headers }, seen: { headers: have.headers } },
      { rules, context },
    ),
  ];
}

/** Ignores the order, but not repetitions. */
function sorted(lines: unknown): unknown {
  return [...(lines as readonly HeaderLine[])].sort(([a], [b]) => (a < b ? -1 : 1));
}

function plainName(name: unknown): string {
  return String(name).toLowerCase().replaceAll('_', '-');
}
