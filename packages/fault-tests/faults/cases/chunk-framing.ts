import { CHUNKED, CLOSE, RESET } from '../bytes.ts';
import type { ExpectedOutcome, FaultCase, FaultGroup, Step } from '../fault-case.ts';

const BROKEN: ExpectedOutcome = { error: 'ChunkedEncodingError' };

function chunked(name: string, body: string, ...steps: readonly Step[]): FaultCase {
  return { name, peer: { steps: [CHUNKED + body, ...steps] }, expected: BROKEN };
}

export const chunkFraming: FaultGroup = {
  title: 'chunk framing',
  cases: [
    chunked('chunk-garbage-size', 'zz\r\nok\r\n0\r\n\r\n'),
    chunked('chunk-negative', '-2\r\nok\r\n0\r\n\r\n'),
    chunked('chunk-0x', '0x2\r\nok\r\n0\r\n\r\n'),
    chunked('chunk-overflow', 'fffffffffffffffff\r\nok\r\n0\r\n\r\n'),
    chunked('chunk-no-crlf', '2\r\nokXX0\r\n\r\n'),
    chunked('chunk-lf-only', '2\nok\n0\n\n', CLOSE),
    chunked('chunk-ext-lf', '2;a=\nb\r\nok\r\n0\r\n\r\n'),
    chunked('chunk-ext-1MB', `2;${'a'.repeat(1024 * 1024)}\r\nok\r\n0\r\n\r\n`),
    chunked('chunk-truncated-close', 'a\r\nhalf', CLOSE),
    chunked('chunk-no-last', '2\r\nok\r\n', CLOSE),
    chunked('chunk-truncated-reset', 'a\r\nhalf', { pause: 30 }, RESET),
    chunked('trailers-endless', '2\r\nok\r\n0\r\n', { endless: 'X-More: aaaaaaaaaaaaaaaa\r\n'.repeat(40) }),
  ],
};
