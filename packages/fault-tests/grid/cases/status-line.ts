import { CLOSE, RESET } from '../bytes.ts';
import type { FaultCase, FaultGroup, Right } from '../fault-case.ts';

const BROKEN: Right = { error: 'ConnectionError' };

function answered(name: string, startLine: string, right: Right): FaultCase {
  return { name, peer: { steps: [`${startLine}\r\nContent-Length: 2\r\n\r\nok`] }, right };
}

export const statusLine: FaultGroup = {
  title: 'status line',
  cases: [
    { name: 'close-mid-status', peer: { steps: ['HTTP/1.1 20', CLOSE] }, right: BROKEN },
    {
      name: 'reset-mid-headers',
      peer: { steps: ['HTTP/1.1 200 OK\r\nContent-Le', { pause: 20 }, RESET] },
      right: BROKEN,
    },
    { name: 'garbage-status', peer: { steps: ['\x16\x03\x01 garbage\r\n\r\n', CLOSE] }, right: BROKEN },
    { name: 'http09-body', peer: { steps: ['<html>hello</html>', CLOSE] }, right: BROKEN },
    answered('status-nonnumeric', 'HTTP/1.1 abc OK', BROKEN),
    answered('status-99', 'HTTP/1.1 99 OK', BROKEN),
    answered('status-1000', 'HTTP/1.1 1000 OK', BROKEN),
    {
      name: 'status-999',
      peer: { steps: ['HTTP/1.1 999 Odd\r\nContent-Length: 0\r\n\r\n'] },
      right: { status: 999, body: '' },
    },
    answered('status-no-reason', 'HTTP/1.1 200', { status: 200, body: 'ok', reason: '' }),
    answered('version-9.9', 'HTTP/9.9 200 OK', BROKEN),
    answered('version-icy', 'ICY 200 OK', BROKEN),
  ],
};
