import { chunkFraming } from '../../faults/cases/chunk-framing.ts';
import { defineFaultTests } from './support/define-fault-tests.ts';

defineFaultTests(chunkFraming);
