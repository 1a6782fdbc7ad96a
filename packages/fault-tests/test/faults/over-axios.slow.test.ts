import { stallsAndDrips } from '../../faults/cases/stalls-and-drips.ts';
import { FAULT_GROUPS } from '../../faults/index.ts';
import { defineFaultTests } from './support/define-fault-tests.ts';

// The other slow tests have these two over every transport.
for (const { title, cases } of FAULT_GROUPS) {
  if (title === stallsAndDrips.title) continue;
  defineFaultTests({ title, cases: cases.filter(({ name }) => name !== 'gzip-bomb-200MB') }, ['axios']);
}
