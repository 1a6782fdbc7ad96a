import { chunkFraming } from '../../grid/cases/chunk-framing.ts';
import { defineGroup } from './support/define-group.ts';

defineGroup(chunkFraming);
