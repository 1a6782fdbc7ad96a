import { framing } from '../../grid/cases/framing.ts';
import { defineGroup } from './support/define-group.ts';

defineGroup(framing);
