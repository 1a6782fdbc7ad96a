import { stallsAndDrips } from '../../grid/cases/stalls-and-drips.ts';
import { defineGroup } from './support/define-group.ts';

defineGroup(stallsAndDrips);
