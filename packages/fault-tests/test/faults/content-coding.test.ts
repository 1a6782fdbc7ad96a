import { contentCoding } from '../../faults/cases/content-coding.ts';
import { defineFaultTests } from './support/define-fault-tests.ts';

const { title, cases } = contentCoding;

// `npm run test:slow` runs the bomb.
defineFaultTests({ title, cases: cases.filter(({ name }) => name !== 'gzip-bomb-200MB') });
