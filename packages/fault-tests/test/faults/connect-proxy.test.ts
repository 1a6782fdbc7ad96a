import { connectProxy } from '../../faults/cases/connect-proxy.ts';
import { defineFaultTests } from './support/define-fault-tests.ts';

defineFaultTests(connectProxy);
