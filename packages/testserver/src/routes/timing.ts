import { setTimeout as sleep } from 'node:timers/promises';
import type { ParsedRequest } from '../parsed-request.ts';
import { jsonReply } from '../reply/json-reply.ts';
import { bytesReply, type Reply, textReply } from '../reply/reply.ts';
import { describeRequest } from '../request/describe-request.ts';
import { firstOf } from '../request/multi-dict.ts';
import { any, get, type Route } from '../router.ts';

const LONGEST_DELAY = 10;
const DRIP_LIMIT = 10 * 1024 * 1024;

function wait(seconds: number, signal: AbortSignal): Promise<void> {
  return sleep(seconds * 1000, undefined, { signal });
}

async function delay(request: ParsedRequest): Promise<Reply> {
  const seconds = Number(request.params['seconds']);
  if (!(seconds >= 0)) return textReply('Not a delay in seconds', undefined, 400);
  await wait(Math.min(seconds, LONGEST_DELAY), request.signal);
  return jsonReply(describeRequest(request, 'url', 'args', 'form', 'data', 'origin', 'headers', 'files'));
}

async function* drops(count: number, pause: number, signal: AbortSignal): AsyncGenerator<Buffer, void, undefined> {
  const drop = Buffer.from('*');
  for (let i = 0; i < count; i++) {
    yield drop;
    if (pause > 0) await wait(pause, signal);
  }
}

/** `numbytes` (10) bytes over `duration` (2) seconds, after `delay` (0) seconds, with status `code` (200). */
async function drip(request: ParsedRequest): Promise<Reply> {
  const number = (name: string, fallback: string): number => Number(firstOf(request.args, name, fallback));
  const count = Math.min(Math.trunc(number('numbytes', '10')), DRIP_LIMIT);
  if (!(count > 0)) return textReply('number of bytes must be positive', undefined, 400);
  const pause = number('duration', '2') / count;
  const before = number('delay', '0');
  if (before > 0) await wait(before, request.signal);
  const reply = bytesReply(drops(count, pause, request.signal), 'application/octet-stream');
  return {
    ...reply,
    status: number('code', '200'),
    headers: [...reply.headers, ['Content-Length', String(count)]],
  };
}

async function* lines(description: Record<string, unknown>, count: number): AsyncGenerator<Buffer, void, undefined> {
  for (let id = 0; id < count; id++) yield Buffer.from(`${JSON.stringify({ ...description, id })}\n`);
}

/** Replies that are delayed or arrive in pieces. */
export const timingRoutes: readonly Route[] = [
  any('/delay/:seconds', delay),
  get('/drip', drip),
  get('/stream/:n(int)', (request) => {
    const count = Math.min(Number(request.params['n']), 100);
    return bytesReply(lines(describeRequest(request, 'url', 'args', 'headers', 'origin'), count), 'application/json');
  }),
];
