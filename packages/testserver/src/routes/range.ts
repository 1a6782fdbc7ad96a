import { setTimeout as sleep } from 'node:timers/promises';
import type { Exchange } from '../exchange.ts';
import type { Reply } from '../reply/reply.ts';
import { firstOf } from '../request/multi-dict.ts';
import { get, type Route } from '../router.ts';
import { chunkSize, inChunks } from './random-bytes.ts';

/** First and last byte asked for; the whole when there is no (readable) Range header, as on httpbin. */
export function readRange(
  header: string | undefined,
  length: number,
): { readonly first: number; readonly last: number } {
  const [, from = '', to = ''] = /^bytes\s*=\s*(\d*)\s*-\s*(\d*)$/.exec(header?.trim() ?? '') ?? [];
  if (from === '' && to === '') return { first: 0, last: length - 1 };
  if (from === '') return { first: Math.max(0, length - Number(to)), last: length - 1 };
  return { first: Number(from), last: to === '' ? length - 1 : Number(to) };
}

/** The alphabet over and over: the resource is the same for every request. */
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

/** `duration` spreads the body over that many seconds, `chunk_size` cuts it. */
function range(exchange: Exchange): Reply {
  const length = Number(exchange.params['n']);
  const common = [['ETag', `range${length}`] as const, ['Accept-Ranges', 'bytes'] as const];
  if (length <= 0 || length > 100 * 1024) {
    return { status: 404, headers: common, body: Buffer.from('number of bytes must be in the range (0, 102400]') };
  }
  const { first, last } = readRange(exchange.headers.get('range'), length);
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
  const duration = Number(firstOf(exchange.args, 'duration', '0')) || 0;
  if (duration <= 0) return { status, headers, body: bytes };
  const pacing = { ms: (duration * 1000) / length, signal: exchange.signal };
  const body = paced(bytes, chunkSize(exchange), pacing);
  return { status, headers: [...headers, ['Content-Length', String(bytes.length)]], body };
}

export const rangeRoutes: readonly Route[] = [get('/range/:n(int)', range)];
