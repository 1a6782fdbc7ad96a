import { framing } from '../../faults/cases/framing.ts';
import { defineFaultTests } from './support/define-fault-tests.ts';

defineFaultTests(framing);
