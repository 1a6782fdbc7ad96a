import { connectProxy } from '../../grid/cases/connect-proxy.ts';
import { defineGroup } from './support/define-group.ts';

defineGroup(connectProxy);
