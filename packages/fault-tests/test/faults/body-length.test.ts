import { bodyLength } from '../../faults/cases/body-length.ts';
import { defineFaultTests } from './support/define-fault-tests.ts';

defineFaultTests(bodyLength);
