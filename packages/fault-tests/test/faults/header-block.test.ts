import { headerBlock } from '../../faults/cases/header-block.ts';
import { defineFaultTests } from './support/define-fault-tests.ts';

defineFaultTests(headerBlock);
