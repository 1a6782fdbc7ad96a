import { expect, test } from '@jest/globals';
import { builtInFetchDeviations } from '../../faults/built-in-fetch-deviations.ts';
import { FAULT_GROUPS } from '../../faults/index.ts';

const names = FAULT_GROUPS.flatMap(({ cases }) => cases.map(({ name }) => name));

test('there are 127 fault cases, each with a unique name', () => {
  expect(names).toHaveLength(127);
  expect(new Set(names).size).toBe(127);
});

test('every deviation of the built-in fetch names an existing case', () => {
  expect([...builtInFetchDeviations.keys()].filter((name) => !names.includes(name))).toEqual([]);
});
