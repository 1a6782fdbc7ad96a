import { connectionPhase } from '../../faults/cases/connection-phase.ts';
import { defineFaultTests } from './support/define-fault-tests.ts';

defineFaultTests(connectionPhase);
