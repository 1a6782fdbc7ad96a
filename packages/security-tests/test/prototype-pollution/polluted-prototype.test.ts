import { definePollutionTests } from './support/define-pollution-tests.ts';

// Twelve names at once; polluted-prototype.slow.test.ts tries each alone.
definePollutionTests(12);
