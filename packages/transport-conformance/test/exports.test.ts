import { expect, test } from '@jest/globals';
import * as kit from '../src/index.ts';

test('the public names are these', () => {
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
