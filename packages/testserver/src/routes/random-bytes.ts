import { randomBytes } from 'node:crypto';
import type { Exchange } from '../exchange.ts';
import { bytesReply } from '../reply/reply.ts';
import { firstOf } from '../request/multi-dict.ts';
import { get, type Route } from '../router.ts';

const LIMIT = 100 * 1024;
const BINARY = 'application/octet-stream';

/** The same bytes for the same seed (mulberry32; not those of Python's generator). */
export function seededBytes(length: number, seed: number): Buffer {
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

function asked(exchange: Exchange): Buffer {
  const length = Math.min(Number(exchange.params['n']), LIMIT);
  const seed = firstOf(exchange.args, 'seed', '');
  return seed === '' ? randomBytes(length) : seededBytes(length, Number(seed));
}

/** A query's `chunk_size`, in bytes. */
export function chunkSize(exchange: Exchange): number {
  return Math.max(1, Math.trunc(Number(firstOf(exchange.args, 'chunk_size', ''))) || 10 * 1024);
}

/** The bytes cut into chunks. */
export async function* inChunks(bytes: Buffer, size: number): AsyncGenerator<Buffer, void, undefined> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** At most 100 KiB, as on httpbin. */
export const randomBytesRoutes: readonly Route[] = [
  get('/bytes/:n(int)', (exchange) => bytesReply(asked(exchange), BINARY)),
  get('/stream-bytes/:n(int)', (exchange) => bytesReply(inChunks(asked(exchange), chunkSize(exchange)), BINARY)),
];
