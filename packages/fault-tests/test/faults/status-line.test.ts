import { statusLine } from '../../faults/cases/status-line.ts';
import { defineFaultTests } from './support/define-fault-tests.ts';

defineFaultTests(statusLine);
