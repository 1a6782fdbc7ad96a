import { redirects } from '../../grid/cases/redirects.ts';
import { defineGroup } from './support/define-group.ts';

defineGroup(redirects);
