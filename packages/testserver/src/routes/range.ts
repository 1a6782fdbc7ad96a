import { setTimeout as sleep } from 'node:timers/promises';
import type { ParsedRequest } from '../parsed-request.ts';
import type { Reply } from '../reply/reply.ts';
import { firstOf } from '../request/multi-dict.ts';
import { get, type Route } from '../router.ts';
import { chunkSize, inChunks } from './random-bytes.ts';

/** First and last byte of the range; all of them when Range is missing or malformed, as in httpbin. */
function readRange(header: string | undefined, length: number): { readonly first: number; readonly last: number } {
  const [, from = '', to = ''] = /^bytes\s*=\s*(\d*)\s*-\s*(\d*)$/.exec(header?.trim() ?? '') ?? [];
  if (from === '' && to === '') return { first: 0, last: length - 1 };
  if (from === '') return { first: Math.max(0, length - Number(to)), last: length - 1 };
  return { first: Number(from), last: to === '' ? length - 1 : Number(to) };
}

/** The alphabet, repeated: every request sees the same resource. */
function alphabet(first: number, last: number): Buffer {
  return Buffer.from(Array.from({ length: last - first + 1 }, (_, i) => 97 + ((first + i) % 26)));
}

async function* paced(
  bytes: Buffer,
  size: number,
  pacing: { ms: number; signal: AbortSignal },
): AsyncGenerator<Buffer> {
  for await (const chunk of inChunks(bytes, size)) {
    yield chunk;
    await sleep(pacing.ms * chunk.length, undefined, { signal: pacing.signal });
  }
}

/** `duration`: seconds over which the body is sent; `chunk_size`: bytes at a time. */
function range(request: ParsedRequest): Reply {
  const length = Number(request.params['n']);
  const common = [['ETag', `range${length}`] as const, ['Accept-Ranges', 'bytes'] as const];
  if (length <= 0 || length > 100 * 1024) {
    return { status: 404, headers: common, body: Buffer.from('number of bytes must be in the range (0, 102400]') };
  }
  const { first, last } = readRange(request.headers.get('range'), length);
  if (first > last || last >= length) {
    return { status: 416, headers: [...common, ['Content-Range', `bytes */${length}`]], body: Buffer.alloc(0) };
  }
  const bytes = alphabet(first, last);
  const headers: Reply['headers'] = [
    ['Content-Type', 'application/octet-stream'],
    ...common,
    ['Content-Range', `bytes ${first}-${last}/${length}`],
  ];
  const status = bytes.length === length ? 200 : 206;
  const duration = Number(firstOf(request.args, 'duration', '0')) || 0;
  if (duration <= 0) return { status, headers, body: bytes };
  const pacing = { ms: (duration * 1000) / length, signal: request.signal };
  const body = paced(bytes, chunkSize(request), pacing);
  return { status, headers: [...headers, ['Content-Length', String(bytes.length)]], body };
}

export const rangeRoutes: readonly Route[] = [get('/range/:n(int)', range)];
