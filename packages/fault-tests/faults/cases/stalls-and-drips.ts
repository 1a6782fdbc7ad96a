import { head, STALL } from '../bytes.ts';
import type { ExpectedOutcome, FaultGroup, FaultRequest } from '../fault-case.ts';

const request: FaultRequest = { timeout: { connect: 300, read: 300 } };
const withTotal: FaultRequest = { timeout: { connect: 300, read: 300, total: 700 } };
const LATE: ExpectedOutcome = { error: 'ReadTimeout' };

export const stallsAndDrips: FaultGroup = {
  title: 'stalls and drips',
  cases: [
    { name: 'stall-after-accept', peer: { steps: [STALL] }, request, expected: LATE },
    { name: 'stall-mid-status', peer: { steps: ['HTTP/1.1 20', STALL] }, request, expected: LATE },
    { name: 'stall-mid-headers', peer: { steps: ['HTTP/1.1 200 OK\r\nX-Half: a', STALL] }, request, expected: LATE },
    {
      name: 'stall-body',
      peer: { steps: [`${head('Content-Length: 10')}half`, STALL] },
      request,
      expected: { error: 'ReadTimeout', also: 'ConnectionError' },
    },
    {
      name: 'drip-headers',
      peer: { steps: ['HTTP/1.1 200 OK\r\nX-Drip: ', { endless: 'a', everyMs: 50 }] },
      request,
      expected: LATE,
      because: 'the read timeout covers the header section as a whole, so a dripping one is a stalled one',
    },
    {
      name: 'drip-body-endless',
      peer: { steps: [head('Content-Length: 1000000'), { endless: 'a', everyMs: 50 }] },
      request: withTotal,
      expected: { error: 'Timeout' },
      because: 'the total timeout is neither a connect nor a read timeout: its class is their common base',
    },
  ],
};
