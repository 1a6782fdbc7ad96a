import { expect, test } from '@jest/globals';
import { builtInFetch } from '../../grid/built-in-fetch.ts';
import { GROUPS } from '../../grid/index.ts';

const names = GROUPS.flatMap(({ cases }) => cases.map(({ name }) => name));

test('the grid has 127 cases, each with a name of its own', () => {
  expect(names).toHaveLength(127);
  expect(new Set(names).size).toBe(127);
});

test('every exception of the built-in fetch is one of a case', () => {
  expect([...builtInFetch.keys()].filter((name) => !names.includes(name))).toEqual([]);
});
