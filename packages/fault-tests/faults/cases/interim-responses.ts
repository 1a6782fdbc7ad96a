import { STALL, whole } from '../bytes.ts';
import type { FaultGroup } from '../fault-case.ts';

const HINTS = 'HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n';

export const interimResponses: FaultGroup = {
  title: 'interim responses',
  cases: [
    { name: '1xx-one-103', peer: { steps: [HINTS, whole('ok')] }, expected: { status: 200, body: 'ok' } },
    {
      name: '1xx-1000-then-200',
      peer: { steps: [HINTS.repeat(1000), whole('ok')] },
      expected: { error: 'ConnectionError' },
      alternative: { status: 200, body: 'ok' },
      because: 'more than a hundred interim responses are treated as an attack',
    },
    {
      name: '1xx-endless',
      // Many at a time, so that a busy machine reaches the limit before the timeout too.
      peer: { steps: [{ endless: HINTS.repeat(50), everyMs: 1 }] },
      request: { timeout: { connect: 1_000, read: 1_000 } },
      expected: { error: 'ConnectionError' },
      alternative: { error: 'ReadTimeout' },
    },
    {
      name: '101-unasked',
      peer: { steps: ['HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n', STALL] },
      expected: { error: 'ConnectionError' },
    },
  ],
};
