import { contentCoding } from '../../grid/cases/content-coding.ts';
import { defineGroup } from './support/define-group.ts';

const { title, cases } = contentCoding;

// The bomb has a file of its own, which `npm run test:slow` plays.
defineGroup({ title, cases: cases.filter(({ name }) => name !== 'gzip-bomb-200MB') });
