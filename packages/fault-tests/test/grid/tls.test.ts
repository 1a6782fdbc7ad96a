import { tlsFaults } from '../../grid/cases/tls.ts';
import { defineGroup } from './support/define-group.ts';

defineGroup(tlsFaults);
