import { expect, test } from '@jest/globals';
import * as kit from '../src/index.ts';

test('exports these names and no others', () => {
  expect(Object.keys(kit).sort()).toEqual([
    'CaseContext',
    'ConformanceFailure',
    'Inconclusive',
    'RawServer',
    'ScriptServer',
    'conformanceCases',
    'defineConformanceTests',
    'formatReport',
    'fullBacklog',
    'readBody',
    'readHead',
    'runConformance',
    'transportRequest',
  ]);
});
