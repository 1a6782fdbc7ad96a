import { head, STALL } from '../bytes.ts';
import type { Ask, FaultGroup, Right } from '../fault-case.ts';

const ask: Ask = { timeout: { connect: 300, read: 300 } };
const inTotal: Ask = { timeout: { connect: 300, read: 300, total: 700 } };
const LATE: Right = { error: 'ReadTimeout' };

export const stallsAndDrips: FaultGroup = {
  title: 'stalls and drips',
  cases: [
    { name: 'stall-after-accept', peer: { steps: [STALL] }, ask, right: LATE },
    { name: 'stall-mid-status', peer: { steps: ['HTTP/1.1 20', STALL] }, ask, right: LATE },
    { name: 'stall-mid-headers', peer: { steps: ['HTTP/1.1 200 OK\r\nX-Half: a', STALL] }, ask, right: LATE },
    {
      name: 'stall-body',
      peer: { steps: [`${head('Content-Length: 10')}half`, STALL] },
      ask,
      right: { error: 'ReadTimeout', also: 'ConnectionError' },
    },
    {
      name: 'drip-headers',
      peer: { steps: ['HTTP/1.1 200 OK\r\nX-Drip: ', { endless: 'a', everyMs: 50 }] },
      ask,
      right: LATE,
      because: 'the head as a whole is waited for, so that a drip of it is a stall',
    },
    {
      name: 'drip-body-endless',
      peer: { steps: [head('Content-Length: 1000000'), { endless: 'a', everyMs: 50 }] },
      ask: inTotal,
      right: { error: 'Timeout' },
      because: 'the total timeout is neither of the two kinds: its class is the one that catches both',
    },
  ],
};
