import { headerBlock } from '../../grid/cases/header-block.ts';
import { defineGroup } from './support/define-group.ts';

defineGroup(headerBlock);
