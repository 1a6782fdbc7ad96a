import { connectionPhase } from '../../grid/cases/connection-phase.ts';
import { defineGroup } from './support/define-group.ts';

defineGroup(connectionPhase);
