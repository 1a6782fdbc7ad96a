import { redirects } from '../../faults/cases/redirects.ts';
import { defineFaultTests } from './support/define-fault-tests.ts';

defineFaultTests(redirects);
