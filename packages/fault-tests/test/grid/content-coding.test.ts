import { contentCoding } from '../../grid/cases/content-coding.ts';
import { defineGroup } from './support/define-group.ts';

defineGroup(contentCoding);
