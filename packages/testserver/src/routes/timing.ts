import { setTimeout as sleep } from 'node:timers/promises';
import type { Exchange } from '../exchange.ts';
import { jsonReply } from '../reply/json-reply.ts';
import { bytesReply, type Reply, textReply } from '../reply/reply.ts';
import { describe } from '../request/describe.ts';
import { firstOf } from '../request/multi-dict.ts';
import { any, get, type Route } from '../router.ts';

const LONGEST_DELAY = 10;
const DRIP_LIMIT = 10 * 1024 * 1024;

function wait(seconds: number, signal: AbortSignal): Promise<void> {
  return sleep(seconds * 1000, undefined, { signal });
}

async function delay(exchange: Exchange): Promise<Reply> {
  const seconds = Number(exchange.params['seconds']);
  if (!(seconds >= 0)) return textReply('Not a delay in seconds', undefined, 400);
  await wait(Math.min(seconds, LONGEST_DELAY), exchange.signal);
  return jsonReply(describe(exchange, 'url', 'args', 'form', 'data', 'origin', 'headers', 'files'));
}

async function* drops(count: number, pause: number, signal: AbortSignal): AsyncGenerator<Buffer, void, undefined> {
  const drop = Buffer.from('*');
  for (let i = 0; i < count; i++) {
    yield drop;
    if (pause > 0) await wait(pause, signal);
  }
}

/** `numbytes` bytes (10) over `duration` seconds (2), after `delay` seconds (0), with the status `code` (200). */
async function drip(exchange: Exchange): Promise<Reply> {
  const number = (name: string, fallback: string): number => Number(firstOf(exchange.args, name, fallback));
  const count = Math.min(Math.trunc(number('numbytes', '10')), DRIP_LIMIT);
  if (!(count > 0)) return textReply('number of bytes must be positive', undefined, 400);
  const pause = number('duration', '2') / count;
  const before = number('delay', '0');
  if (before > 0) await wait(before, exchange.signal);
  const reply = bytesReply(drops(count, pause, exchange.signal), 'application/octet-stream');
  return {
    ...reply,
    status: number('code', '200'),
    headers: [...reply.headers, ['Content-Length', String(count)]],
  };
}

async function* lines(description: Record<string, unknown>, count: number): AsyncGenerator<Buffer, void, undefined> {
  for (let id = 0; id < count; id++) yield Buffer.from(`${JSON.stringify({ ...description, id })}\n`);
}

/** Answers that take their time or come in pieces. */
export const timingRoutes: readonly Route[] = [
  any('/delay/:seconds', delay),
  get('/drip', drip),
  get('/stream/:n(int)', (exchange) => {
    const count = Math.min(Number(exchange.params['n']), 100);
    return bytesReply(lines(describe(exchange, 'url', 'args', 'headers', 'origin'), count), 'application/json');
  }),
];
