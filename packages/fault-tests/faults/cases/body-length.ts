import { CLOSE, head, RESET } from '../bytes.ts';
import type { ExpectedOutcome, FaultGroup } from '../fault-case.ts';

const CUT: ExpectedOutcome = { error: 'ChunkedEncodingError' };

export const bodyLength: FaultGroup = {
  title: 'body length',
  cases: [
    { name: 'cl-truncated-close', peer: { steps: [`${head('Content-Length: 10')}half`, CLOSE] }, expected: CUT },
    {
      name: 'cl-truncated-reset',
      peer: { steps: [`${head('Content-Length: 10')}half`, { pause: 30 }, RESET] },
      expected: CUT,
    },
    {
      name: 'cl-excess-close',
      peer: { steps: [`${head('Content-Length: 2')}ok and more`, CLOSE] },
      expected: { status: 200, body: 'ok' },
    },
    { name: 'eof-delimited', peer: { steps: [`${head()}ok`, CLOSE] }, expected: { status: 200, body: 'ok' } },
    { name: 'eof-delimited-reset', peer: { steps: [`${head()}ok`, { pause: 30 }, RESET] }, expected: CUT },
    {
      name: '204-with-body',
      peer: { steps: ['HTTP/1.1 204 No Content\r\nContent-Length: 4\r\n\r\nevil'] },
      expected: { status: 204, body: '' },
    },
    {
      name: '304-with-body',
      peer: { steps: ['HTTP/1.1 304 Not Modified\r\nContent-Length: 4\r\n\r\nevil'] },
      expected: { status: 304, body: '' },
    },
    {
      name: 'infinite-body',
      peer: { steps: [head(), { endless: Buffer.alloc(16_384, 'a') }] },
      request: { maxBodySize: 1_000_000 },
      expected: { error: 'ContentTooLarge' },
    },
  ],
};
