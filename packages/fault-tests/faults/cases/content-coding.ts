import zlib, { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { whole } from '../bytes.ts';
import type { ExpectedOutcome, FaultCase, FaultGroup } from '../fault-case.ts';

const TEXT = 'hello gzip! '.repeat(100);
const zipped = gzipSync(TEXT);
const deflated = deflateSync('hello');
const brotlied = brotliCompressSync('hello');
const BAD: ExpectedOutcome = { error: 'ContentDecodingError' };
/** Node 20 has no zstd decoder: the body is returned undecoded. */
const HAS_ZSTD = 'createZstdDecompress' in zlib;

/** A response whose framing is correct; only its content coding is at fault. */
function coded(name: string, coding: string, body: string | Uint8Array, expected: ExpectedOutcome): FaultCase {
  return { name, peer: { steps: [whole(body, `Content-Encoding: ${coding}`)] }, expected };
}

const ok = (body: string): ExpectedOutcome => ({ status: 200, body });

function badCrc(): Uint8Array {
  const bytes = Buffer.from(zipped);
  const at = bytes.length - 6;
  bytes[at] = (bytes[at] as number) ^ 0xff;
  return bytes;
}

/** 200 MiB in 200 KB: a gzip file of many members (RFC 1952 §2.2). */
const bomb = Buffer.concat(Array(20).fill(gzipSync(Buffer.alloc(10 * 1024 * 1024), { level: 9 })));

export const contentCoding: FaultGroup = {
  title: 'content coding',
  cases: [
    coded('gzip-ok', 'gzip', zipped, ok(TEXT)),
    coded('gzip-invalid', 'gzip', 'this is not gzip', BAD),
    coded('gzip-truncated', 'gzip', zipped.subarray(0, zipped.length - 12), BAD),
    coded('gzip-bad-crc', 'gzip', badCrc(), BAD),
    {
      ...coded('gzip-trailing-garbage', 'gzip', Buffer.concat([zipped, Buffer.from('garbage')]), ok(TEXT)),
      alternative: BAD,
    },
    coded('gzip-empty-body', 'gzip', '', ok('')),
    coded('deflate-zlib', 'deflate', deflated, ok('hello')),
    coded('deflate-raw', 'deflate', deflateRawSync('hello'), ok('hello')),
    coded('deflate-invalid', 'deflate', '\xffbroken', BAD),
    coded('br-ok', 'br', brotlied, ok('hello')),
    coded('br-invalid', 'br', 'this is not br \xff\xff', BAD),
    coded('br-truncated', 'br', brotliCompressSync(TEXT).subarray(0, 12), BAD),
    coded('zstd-invalid', 'zstd', 'this is no zstd', HAS_ZSTD ? BAD : ok('this is no zstd')),
    coded('ce-unknown', 'x-unheard-of', 'ok', ok('ok')),
    coded('ce-x-gzip', 'x-gzip', zipped, ok(TEXT)),
    coded('ce-uppercase', 'GZIP', zipped, ok(TEXT)),
    coded('ce-chain-100', Array.from({ length: 100 }, () => 'gzip').join(', '), zipped, BAD),
    {
      name: 'ce-chain-100-multi',
      peer: { steps: [whole(zipped, ...Array.from({ length: 100 }, () => 'Content-Encoding: gzip'))] },
      expected: BAD,
    },
    coded('gzip-bomb-200MB', 'gzip', bomb, { error: 'ContentTooLarge' }),
  ],
};
