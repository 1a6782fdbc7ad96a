import { randomBytes } from 'node:crypto';
import type { ParsedRequest } from '../parsed-request.ts';
import { bytesReply } from '../reply/reply.ts';
import { firstOf } from '../request/multi-dict.ts';
import { get, type Route } from '../router.ts';

const LIMIT = 100 * 1024;
const BINARY = 'application/octet-stream';

/** Pseudo-random bytes that depend on the seed alone (mulberry32, so not the bytes of Python's generator). */
function seededBytes(length: number, seed: number): Buffer {
  const bytes = Buffer.alloc(length);
  let state = seed >>> 0;
  for (let i = 0; i < length; i++) {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    bytes[i] = (mixed ^ (mixed >>> 14)) >>> 24;
  }
  return bytes;
}

function requestedBytes(request: ParsedRequest): Buffer {
  const length = Math.min(Number(request.params['n']), LIMIT);
  const seed = firstOf(request.args, 'seed', '');
  return seed === '' ? randomBytes(length) : seededBytes(length, Number(seed));
}

/** `chunk_size` of the query, in bytes. */
export function chunkSize(request: ParsedRequest): number {
  return Math.max(1, Math.trunc(Number(firstOf(request.args, 'chunk_size', ''))) || 10 * 1024);
}

/** Splits bytes into chunks. */
export async function* inChunks(bytes: Buffer, size: number): AsyncGenerator<Buffer, void, undefined> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** At most 100 KiB, as in httpbin. */
export const randomBytesRoutes: readonly Route[] = [
  get('/bytes/:n(int)', (request) => bytesReply(requestedBytes(request), BINARY)),
  get('/stream-bytes/:n(int)', (request) => bytesReply(inChunks(requestedBytes(request), chunkSize(request)), BINARY)),
];
