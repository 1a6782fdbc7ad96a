import { interimResponses } from '../../grid/cases/interim-responses.ts';
import { defineGroup } from './support/define-group.ts';

defineGroup(interimResponses);
