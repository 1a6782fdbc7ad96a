import { CLOSE, head } from '../bytes.ts';
import type { ExpectedOutcome, FaultCase, FaultGroup } from '../fault-case.ts';

const BROKEN: ExpectedOutcome = { error: 'ConnectionError' };
const OK: ExpectedOutcome = { status: 200, body: 'ok' };

function withLines(name: string, expected: ExpectedOutcome, ...lines: readonly string[]): FaultCase {
  return { name, peer: { steps: [`${head(...lines, 'Content-Length: 2')}ok`] }, expected };
}

function numbered(count: number, line: (i: number) => string): string[] {
  return Array.from({ length: count }, (_, i) => line(i));
}

export const headerBlock: FaultGroup = {
  title: 'header block',
  cases: [
    {
      name: 'close-mid-headers',
      peer: { steps: ['HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-Cut: a', CLOSE] },
      expected: BROKEN,
    },
    withLines('header-no-colon', BROKEN, 'nocolon'),
    withLines('header-space-colon', BROKEN, 'X-Space : a'),
    withLines('header-empty-name', BROKEN, ': a'),
    withLines('header-nul-value', BROKEN, 'X-Nul: a\0b'),
    withLines('header-bare-cr-value', BROKEN, 'X-Cr: a\rb'),
    {
      ...withLines('header-proto-name', { ...OK, header: ['__proto__', 'polluted'] }, '__proto__: polluted'),
    },
    { ...withLines('header-obs-fold', BROKEN, 'X-Fold: a', ' b'), alternative: OK },
    {
      name: 'bare-lf-lines',
      peer: { steps: ['HTTP/1.1 200 OK\nContent-Length: 2\n\nok'] },
      expected: BROKEN,
      alternative: OK,
    },
    withLines('header-1MB', BROKEN, `X-Big: ${'a'.repeat(1024 * 1024)}`),
    withLines('headers-101', OK, ...numbered(101, (i) => `X-${i}: a`)),
    withLines('headers-5000', BROKEN, ...numbered(5000, (i) => `X-${i}: a`)),
    {
      name: 'headers-endless',
      peer: { steps: ['HTTP/1.1 200 OK\r\n', { endless: 'X-More: aaaaaaaaaaaaaaaa\r\n'.repeat(40) }] },
      expected: BROKEN,
    },
    withLines('set-cookie-2000', BROKEN, ...numbered(2000, (i) => `Set-Cookie: c${i}=${'v'.repeat(20)}`)),
  ],
};
