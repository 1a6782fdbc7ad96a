import { describe, expect, test } from '@jest/globals';
import type { Case } from '../src/cases/case.ts';
import { loadVectors } from '../src/cases/load-vectors.ts';
import { compareCase } from '../src/compare/compare-case.ts';
import { isException } from '../src/record/exceptions.ts';
import type { Seen } from '../src/record/seen.ts';
import { expectationAsSeen, filled } from './expectation-as-seen.ts';
import { type Mutation, mutations } from './mutations.ts';

/** Whether the rules of the vectors ignore this mutation. */
function isIgnored({ path, before, seen }: Mutation, played: Case): boolean {
  const at = path.join('.');
  // A third item in a name-value pair.
  if (/(?:headers|value)\.\d+\.\+$/.test(at)) return true;
  if (isIgnoredHeader(path, played)) return true;
  if (/\.headers\.(?:-\d+|\+)$/.test(at)) return isIgnoredHeader([...path, 0], played);
  if (/\.-?(?:hasRequest|hasResponse)$/.test(at)) return before === false;
  if (/\.-?isA(?:\.|$)/.test(at)) {
    const last = path.at(-1);
    return last === '+' || (last !== '-isA' && !isException(String(before)));
  }
  if (/error\.-?(?:message|response)/.test(at)) return !isCheckedError(path, played);
  if (/\.jar\.\d+\.-?hostOnly$/.test(at))
    return !isSetByReply(played, seen.results[Number(path[1])]?.jar?.[Number(path[3])]?.name);
  // The name of the read itself: it is given by its position.
  return /\.reads\.\d+\.-?read(?:\.|$)/.test(at) || (/response\.-reads$/.test(at) && before === undefined);
}

function isIgnoredHeader(path: readonly (string | number)[], played: Case): boolean {
  const index = path.lastIndexOf('headers');
  const valueIndex = path.lastIndexOf('value');
  const lines = index >= 0 ? at(played.expect, path.slice(0, index + 1)) : null;
  if (!Array.isArray(lines)) {
    // `requestHeaders` of a read.
    const read = valueIndex >= 0 ? (at(played.expect, path.slice(0, valueIndex)) as { read?: unknown }) : null;
    if (read?.read !== 'requestHeaders') return false;
    return isIgnoredLine(
      (at(played.expect, path.slice(0, valueIndex + 1)) as unknown[])[position(path[valueIndex + 1])],
    );
  }
  return isIgnoredLine(lines[position(path[index + 1])]);
}

function isIgnoredLine(line: unknown): boolean {
  const [name, value] = (line ?? ['', '']) as [string, string];
  return name === 'Connection' || value === '{UA}' || value === '{AE}';
}

function position(step: string | number | undefined): number {
  return typeof step === 'number' ? step : step === '+' ? 0 : Number(String(step).slice(1));
}

function at(value: unknown, path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>((node, key) => (node as Record<string, unknown> | undefined)?.[key], value);
}

function isCheckedError(path: readonly (string | number)[], played: Case): boolean {
  const error = at(played.expect, path.slice(0, path.lastIndexOf('error') + 1)) as {
    class: string;
    response?: unknown;
  };
  if (path.some((key) => key === 'message' || key === '-message'))
    return /^(?:HTTPError|TooManyRedirects)$/.test(error.class);
  return error.response !== undefined;
}

function isSetByReply(played: Case, name: string | undefined): boolean {
  const text = JSON.stringify(played.replies ?? []);
  return name !== undefined && new RegExp(`set-cookie: *${name}`, 'i').test(text);
}

/** `Content-Length: 0` and none are equivalent in requests that follow a redirect. */
function isZeroLength({ path, before }: Mutation): boolean {
  const [name, value] = Array.isArray(before) ? before : [];
  const follows = path[0] === 'wire' ? Number(path[1]) > 0 : path.includes('value');
  return follows && name === 'Content-Length' && value === '0';
}

/** Whether the comparison reports the mutation; a value of the wrong type may make it throw instead. */
function isReported(played: Case, seen: Seen): boolean {
  try {
    return compareCase(played, seen).length > 0;
  } catch {
    return true;
  }
}

describe.each(loadVectors())('the comparison of $group', ({ cases }) => {
  test('reports nothing when everything is as recorded', () => {
    const different = cases
      .map((each) => filled(each))
      .filter((each) => compareCase(each, expectationAsSeen(each)).length > 0);
    expect(different.map((each) => [each.id, compareCase(each, expectationAsSeen(each))])).toEqual([]);
  });

  test('reports every mutation of what was recorded', () => {
    const missed: string[] = [];
    let found = 0;
    for (const given of cases) {
      const played = filled(given);
      for (const mutation of mutations(expectationAsSeen(played))) {
        if (isReported(played, mutation.seen)) found++;
        else if (!isIgnored(mutation, played) && !isZeroLength(mutation))
          missed.push(`${given.id} ${mutation.path.join('.')}`);
      }
    }
    expect(missed).toEqual([]);
    expect(found).toBeGreaterThan(cases.length * 5);
  });
});
