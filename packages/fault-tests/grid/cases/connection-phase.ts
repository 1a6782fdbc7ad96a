import { CLOSE, RESET, whole } from '../bytes.ts';
import type { FaultGroup } from '../fault-case.ts';

const RESENT = 'an idempotent request that met a connection the server was closing is sent once more (RFC 9112 §9.3.1)';

export const connectionPhase: FaultGroup = {
  title: 'connection phase',
  cases: [
    { name: 'empty-close', peer: { steps: [CLOSE] }, right: { error: 'ConnectionError' } },
    { name: 'reset-on-accept', peer: { on: 'accept', steps: [RESET] }, right: { error: 'ConnectionError' } },
    { name: 'reset-after-request', peer: { steps: [RESET] }, right: { error: 'ConnectionError' }, requests: 1 },
    {
      name: 'keepalive-race-reset',
      peer: { steps: [RESET], times: 1 },
      ask: { warm: true },
      right: { status: 200, body: 'good' },
      orElse: { error: 'ConnectionError' },
      because: RESENT,
      requests: 2,
    },
    {
      name: 'keepalive-race-close',
      peer: { steps: [CLOSE], times: 1 },
      ask: { warm: true },
      right: { status: 200, body: 'good' },
      orElse: { error: 'ConnectionError' },
      because: RESENT,
      requests: 2,
    },
    {
      name: 'unsolicited-response',
      peer: { steps: [Buffer.concat([whole('ok'), whole('evil')])] },
      right: { status: 200, body: 'ok' },
    },
    {
      name: 'early-413-close',
      peer: { steps: ['HTTP/1.1 413 Content Too Large\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno', CLOSE] },
      ask: { method: 'POST', upload: 1_000_000 },
      right: { status: 413, body: 'no' },
    },
  ],
};
