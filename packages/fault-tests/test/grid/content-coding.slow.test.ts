import { contentCoding } from '../../grid/cases/content-coding.ts';
import { defineGroup } from './support/define-group.ts';

const { title, cases } = contentCoding;

defineGroup({ title, cases: cases.filter(({ name }) => name === 'gzip-bomb-200MB') });
