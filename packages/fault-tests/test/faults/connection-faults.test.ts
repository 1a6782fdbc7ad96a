import { connectProxy } from '../../faults/cases/connect-proxy.ts';
import { connectionPhase } from '../../faults/cases/connection-phase.ts';
import { tlsFaults } from '../../faults/cases/tls.ts';
import { defineFaultTests, WITHOUT_AXIOS } from './support/define-fault-tests.ts';

for (const group of [connectionPhase, tlsFaults, connectProxy]) defineFaultTests(group, WITHOUT_AXIOS);
