import { tlsFaults } from '../../faults/cases/tls.ts';
import { defineFaultTests } from './support/define-fault-tests.ts';

defineFaultTests(tlsFaults);
