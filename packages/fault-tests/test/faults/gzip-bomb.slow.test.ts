import { contentCoding } from '../../faults/cases/content-coding.ts';
import { defineFaultTests } from './support/define-fault-tests.ts';

const { title, cases } = contentCoding;

defineFaultTests({ title, cases: cases.filter(({ name }) => name === 'gzip-bomb-200MB') });
