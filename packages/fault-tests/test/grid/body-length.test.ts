import { bodyLength } from '../../grid/cases/body-length.ts';
import { defineGroup } from './support/define-group.ts';

defineGroup(bodyLength);
