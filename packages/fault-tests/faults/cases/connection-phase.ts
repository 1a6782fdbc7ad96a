import { CLOSE, RESET, whole } from '../bytes.ts';
import type { FaultGroup } from '../fault-case.ts';

const RESENT = 'an idempotent request on a connection that the server was closing is sent once more (RFC 9112 §9.3.1)';

export const connectionPhase: FaultGroup = {
  title: 'connection phase',
  cases: [
    { name: 'empty-close', peer: { steps: [CLOSE] }, expected: { error: 'ConnectionError' } },
    { name: 'reset-on-accept', peer: { on: 'accept', steps: [RESET] }, expected: { error: 'ConnectionError' } },
    { name: 'reset-after-request', peer: { steps: [RESET] }, expected: { error: 'ConnectionError' }, requests: 1 },
    {
      name: 'keepalive-race-reset',
      peer: { steps: [RESET], times: 1 },
      request: { warm: true },
      expected: { status: 200, body: 'good' },
      alternative: { error: 'ConnectionError' },
      because: RESENT,
      requests: 2,
    },
    {
      name: 'keepalive-race-close',
      peer: { steps: [CLOSE], times: 1 },
      request: { warm: true },
      expected: { status: 200, body: 'good' },
      alternative: { error: 'ConnectionError' },
      because: RESENT,
      requests: 2,
    },
    {
      name: 'unsolicited-response',
      peer: { steps: [Buffer.concat([whole('ok'), whole('evil')])] },
      expected: { status: 200, body: 'ok' },
    },
    {
      name: 'early-413-close',
      peer: { steps: ['HTTP/1.1 413 Content Too Large\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno', CLOSE] },
      request: { method: 'POST', upload: 1_000_000 },
      expected: { status: 413, body: 'no' },
    },
  ],
};
