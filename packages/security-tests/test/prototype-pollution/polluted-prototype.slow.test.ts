import { definePollutionTests } from './support/define-pollution-tests.ts';

definePollutionTests(1);
