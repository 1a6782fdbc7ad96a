import { expect, test } from '@jest/globals';
import { builtInFetchDeviations } from '../../faults/built-in-fetch-deviations.ts';
import { bodyLength } from '../../faults/cases/body-length.ts';
import { chunkFraming } from '../../faults/cases/chunk-framing.ts';
import { contentCoding } from '../../faults/cases/content-coding.ts';
import { framing } from '../../faults/cases/framing.ts';
import { headerBlock } from '../../faults/cases/header-block.ts';
import { interimResponses } from '../../faults/cases/interim-responses.ts';
import { redirects } from '../../faults/cases/redirects.ts';
import { statusLine } from '../../faults/cases/status-line.ts';
import { FAULT_GROUPS } from '../../faults/index.ts';
import { defineFaultTests, WITHOUT_AXIOS } from './support/define-fault-tests.ts';

const names = FAULT_GROUPS.flatMap(({ cases }) => cases.map(({ name }) => name));

test('there are 127 fault cases, each with a unique name', () => {
  expect(names).toHaveLength(127);
  expect(new Set(names).size).toBe(127);
});

test('every deviation of the built-in fetch names an existing case', () => {
  expect([...builtInFetchDeviations.keys()].filter((name) => !names.includes(name))).toEqual([]);
});

for (const group of [statusLine, interimResponses, headerBlock, framing, chunkFraming, bodyLength, redirects]) {
  defineFaultTests(group, WITHOUT_AXIOS);
}

// `npm run test:slow` runs the bomb.
const { title, cases } = contentCoding;
defineFaultTests({ title, cases: cases.filter(({ name }) => name !== 'gzip-bomb-200MB') }, WITHOUT_AXIOS);
