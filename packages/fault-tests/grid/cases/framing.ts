import { gzipSync } from 'node:zlib';
import { CLOSE, head } from '../bytes.ts';
import type { FaultCase, FaultGroup, Right } from '../fault-case.ts';

const BROKEN: Right = { error: 'ConnectionError' };
const OK: Right = { status: 200, body: 'ok' };
const ONE_RULE = 'every length that cannot be relied on is refused in the same way: the head is not HTTP';

function framed(name: string, right: Right, ...lines: readonly string[]): FaultCase {
  return { name, peer: { steps: [`${head(...lines)}ok`, CLOSE] }, right };
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
    { ...framed('cl-list-same', BROKEN, 'Content-Length: 2, 2'), orElse: OK },
    { ...framed('cl-list-differ', BROKEN, 'Content-Length: 2, 3'), because: ONE_RULE },
    { ...framed('cl-dup-same', BROKEN, 'Content-Length: 2', 'Content-Length: 2'), orElse: OK },
    { ...framed('cl-dup-differ', BROKEN, 'Content-Length: 2', 'Content-Length: 3'), because: ONE_RULE },
    { ...framed('cl-huge', BROKEN, 'Content-Length: 99999999999999999999'), because: ONE_RULE },
    {
      name: 'cl-and-te',
      peer: { steps: [head('Content-Length: 2', 'Transfer-Encoding: chunked') + chunkedBody] },
      right: BROKEN,
    },
    {
      name: 'te-gzip-chunked',
      peer: { steps: [head('Transfer-Encoding: gzip, chunked') + zippedChunk] },
      right: { status: 200, body: zipped },
      because: 'the body is handed over as it was received',
    },
    {
      name: 'te-chunked-gzip',
      peer: { steps: [head('Transfer-Encoding: chunked, gzip') + chunkedBody, CLOSE] },
      right: { status: 200, body: chunkedBody },
    },
    {
      name: 'te-xchunked',
      peer: { steps: [head('Transfer-Encoding: xchunked') + chunkedBody, CLOSE] },
      right: { status: 200, body: chunkedBody },
    },
    {
      name: 'te-dup-chunked',
      peer: { steps: [head('Transfer-Encoding: chunked', 'Transfer-Encoding: chunked') + chunkedBody] },
      right: { status: 200, body: 'ok' },
    },
  ],
};
