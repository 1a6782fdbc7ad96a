import { CLOSE, RESET } from '../bytes.ts';
import type { ExpectedOutcome, FaultCase, FaultGroup } from '../fault-case.ts';

const BROKEN: ExpectedOutcome = { error: 'ConnectionError' };

function withStatusLine(name: string, startLine: string, expected: ExpectedOutcome): FaultCase {
  return { name, peer: { steps: [`${startLine}\r\nContent-Length: 2\r\n\r\nok`] }, expected };
}

export const statusLine: FaultGroup = {
  title: 'status line',
  cases: [
    { name: 'close-mid-status', peer: { steps: ['HTTP/1.1 20', CLOSE] }, expected: BROKEN },
    {
      name: 'reset-mid-headers',
      peer: { steps: ['HTTP/1.1 200 OK\r\nContent-Le', { pause: 20 }, RESET] },
      expected: BROKEN,
    },
    { name: 'garbage-status', peer: { steps: ['\x16\x03\x01 garbage\r\n\r\n', CLOSE] }, expected: BROKEN },
    { name: 'http09-body', peer: { steps: ['<html>hello</html>', CLOSE] }, expected: BROKEN },
    withStatusLine('status-nonnumeric', 'HTTP/1.1 abc OK', BROKEN),
    withStatusLine('status-99', 'HTTP/1.1 99 OK', BROKEN),
    withStatusLine('status-1000', 'HTTP/1.1 1000 OK', BROKEN),
    {
      name: 'status-999',
      peer: { steps: ['HTTP/1.1 999 Odd\r\nContent-Length: 0\r\n\r\n'] },
      expected: { status: 999, body: '' },
    },
    withStatusLine('status-no-reason', 'HTTP/1.1 200', { status: 200, body: 'ok', reason: '' }),
    withStatusLine('version-9.9', 'HTTP/9.9 200 OK', BROKEN),
    withStatusLine('version-icy', 'ICY 200 OK', BROKEN),
  ],
};
