import { gzipSync } from 'node:zlib';
import { CLOSE, head } from '../bytes.ts';
import type { ExpectedOutcome, FaultCase, FaultGroup } from '../fault-case.ts';

const BROKEN: ExpectedOutcome = { error: 'ConnectionError' };
const OK: ExpectedOutcome = { status: 200, body: 'ok' };
const ONE_RULE = 'every unreliable Content-Length is rejected in the same way, as a malformed header section';

function framed(name: string, expected: ExpectedOutcome, ...lines: readonly string[]): FaultCase {
  return { name, peer: { steps: [`${head(...lines)}ok`, CLOSE] }, expected };
}

const chunkedBody = '2\r\nok\r\n0\r\n\r\n';
const zipped = gzipSync('a'.repeat(1200)).toString('latin1');
const zippedChunk = `${(zipped.length).toString(16)}\r\n${zipped}\r\n0\r\n\r\n`;

export const framing: FaultGroup = {
  title: 'framing',
  cases: [
    framed('cl-negative', BROKEN, 'Content-Length: -1'),
    framed('cl-plus', BROKEN, 'Content-Length: +2'),
    framed('cl-hex', BROKEN, 'Content-Length: 0x2'),
    framed('cl-space-inside', BROKEN, 'Content-Length: 2 2'),
    { ...framed('cl-list-same', BROKEN, 'Content-Length: 2, 2'), alternative: OK },
    { ...framed('cl-list-differ', BROKEN, 'Content-Length: 2, 3'), because: ONE_RULE },
    { ...framed('cl-dup-same', BROKEN, 'Content-Length: 2', 'Content-Length: 2'), alternative: OK },
    { ...framed('cl-dup-differ', BROKEN, 'Content-Length: 2', 'Content-Length: 3'), because: ONE_RULE },
    { ...framed('cl-huge', BROKEN, 'Content-Length: 99999999999999999999'), because: ONE_RULE },
    {
      name: 'cl-and-te',
      peer: { steps: [head('Content-Length: 2', 'Transfer-Encoding: chunked') + chunkedBody] },
      expected: BROKEN,
    },
    {
      name: 'te-gzip-chunked',
      peer: { steps: [head('Transfer-Encoding: gzip, chunked') + zippedChunk] },
      expected: { status: 200, body: zipped },
      because: 'only the chunked coding is removed; the body is returned with its gzip transfer coding',
    },
    {
      name: 'te-chunked-gzip',
      peer: { steps: [head('Transfer-Encoding: chunked, gzip') + chunkedBody, CLOSE] },
      expected: { status: 200, body: chunkedBody },
    },
    {
      name: 'te-xchunked',
      peer: { steps: [head('Transfer-Encoding: xchunked') + chunkedBody, CLOSE] },
      expected: { status: 200, body: chunkedBody },
    },
    {
      name: 'te-dup-chunked',
      peer: { steps: [head('Transfer-Encoding: chunked', 'Transfer-Encoding: chunked') + chunkedBody] },
      expected: { status: 200, body: 'ok' },
    },
  ],
};
