import { interimResponses } from '../../faults/cases/interim-responses.ts';
import { defineFaultTests } from './support/define-fault-tests.ts';

defineFaultTests(interimResponses);
