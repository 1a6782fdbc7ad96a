import { statusLine } from '../../grid/cases/status-line.ts';
import { defineGroup } from './support/define-group.ts';

defineGroup(statusLine);
