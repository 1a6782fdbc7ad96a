import { describe, expect, test } from '@jest/globals';
import { codes } from '@req/requests';
import { everyName, publicNames, pythonNames } from './from-requests-names.ts';
import { readPage } from './from-requests-page.ts';

const { rows } = readPage('from-requests.md');
const named = new Set(rows.flatMap(({ left }) => left.flatMap(pythonNames)));

describe("docs/from-requests.md, against Requests' own names", () => {
  test('it has a row for each public name of Requests', () => {
    expect(everyName.length).toBeGreaterThan(300);
    expect(everyName.filter((name) => !named.has(name))).toEqual([]);
  });

  test('it has no row for a name that Requests does not have', () => {
    const known = new Set(everyName);
    expect([...named].filter((name) => !known.has(name))).toEqual([]);
  });

  test('each row shows code of ours, and those without a counterpart say why', () => {
    expect(rows.filter(({ left, code }) => left.length === 0 || code.length === 0)).toEqual([]);
    const refusals = rows.filter(({ note }) => note.includes('**no**'));
    expect(refusals.filter(({ note }) => !/^\*\*no\*\*.{6,}/.test(note))).toEqual([]);
  });

  test('status codes have the names and numbers that Requests gives them', () => {
    expect({ ...codes }).toEqual(publicNames.codes);
  });
});
