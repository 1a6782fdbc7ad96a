import { stallsAndDrips } from '../../faults/cases/stalls-and-drips.ts';
import { defineFaultTests } from './support/define-fault-tests.ts';

defineFaultTests(stallsAndDrips);
