import { CLOSE, head } from '../bytes.ts';
import type { FaultCase, FaultGroup, Right } from '../fault-case.ts';

const BROKEN: Right = { error: 'ConnectionError' };
const OK: Right = { status: 200, body: 'ok' };

function lined(name: string, right: Right, ...lines: readonly string[]): FaultCase {
  return { name, peer: { steps: [`${head(...lines, 'Content-Length: 2')}ok`] }, right };
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
      right: BROKEN,
    },
    lined('header-no-colon', BROKEN, 'nocolon'),
    lined('header-space-colon', BROKEN, 'X-Space : a'),
    lined('header-empty-name', BROKEN, ': a'),
    lined('header-nul-value', BROKEN, 'X-Nul: a\0b'),
    lined('header-bare-cr-value', BROKEN, 'X-Cr: a\rb'),
    {
      ...lined('header-proto-name', { ...OK, header: ['__proto__', 'polluted'] }, '__proto__: polluted'),
    },
    { ...lined('header-obs-fold', BROKEN, 'X-Fold: a', ' b'), orElse: OK },
    { name: 'bare-lf-lines', peer: { steps: ['HTTP/1.1 200 OK\nContent-Length: 2\n\nok'] }, right: BROKEN, orElse: OK },
    lined('header-1MB', BROKEN, `X-Big: ${'a'.repeat(1024 * 1024)}`),
    lined('headers-101', OK, ...numbered(101, (i) => `X-${i}: a`)),
    lined('headers-5000', BROKEN, ...numbered(5000, (i) => `X-${i}: a`)),
    {
      name: 'headers-endless',
      peer: { steps: ['HTTP/1.1 200 OK\r\n', { endless: 'X-More: aaaaaaaaaaaaaaaa\r\n'.repeat(40) }] },
      right: BROKEN,
    },
    lined('set-cookie-2000', BROKEN, ...numbered(2000, (i) => `Set-Cookie: c${i}=${'v'.repeat(20)}`)),
  ],
};
