import type { Json } from '../cases/case.ts';
import type { Draft } from './draft.ts';
import { fields, pairs } from './params.ts';
import type { Random } from './random.ts';
import { asciiText, text } from './words.ts';

/** A body that can be read only once cannot be resent to the target of a redirect or after a challenge. */
export type Repeat = 'once' | 'repeatable';

/** `data` in any of its forms. */
export function data(random: Random, draft: Draft, repeat: Repeat): Json {
  return random.choose<Json>([
    [4, () => fields(random)],
    [2, () => pairs(random)],
    [2, () => asciiText(random) + random.pick(['', '\n', '\r\nmore'])],
    [2, () => bytes(random.bytes(0, 40))],
    [0.3, () => ({ $repeat: ['0123456789', random.int(1, 4000)] })],
    [0.3, () => random.pick<Json>([{}, [], ''])],
    // With netrc or a digest, Requests tries to rewind a file that a redirect has dropped, and fails.
    [draft.netrc || draft.digest ? 0 : 2, () => file(random, draft, repeat)],
    [1, () => measured(random)],
    [repeat === 'once' ? 2 : 0, () => unmeasured(random, draft)],
  ]);
}

/** An open file, with or without a name, at any position but its end: there Requests sends it chunked, req with its length of 0. */
function file(random: Random, draft: Draft, repeat: Repeat): Json {
  const content = text(random) || 'content';
  const size = Buffer.byteLength(content);
  const at = size > 1 && random.chance(0.2) ? random.int(1, size - 1) : 0;
  const name = random.chance(0.5) ? { name: random.pick(['f.txt', 'report.pdf']) } : {};
  if (repeat === 'once' && random.chance(0.2)) {
    draft.needs.add('streaming-upload');
    return { $file: content, ...name, seekable: false };
  }
  return { $file: content, ...name, ...(at > 0 ? { at } : {}) };
}

function unmeasured(random: Random, draft: Draft): Json {
  draft.needs.add('streaming-upload');
  return stream(random);
}

/** Whether the length is known in advance. */
function measured(random: Random): Json {
  const chunks = random.list(1, 4, () => `${text(random)}.`);
  return { $stream: chunks, length: Buffer.byteLength(chunks.join('')) };
}

function stream(random: Random): { $stream: Json[] } {
  return { $stream: random.list(1, 4, () => (random.chance(0.5) ? `${text(random)}.` : bytes(random.bytes(1, 20)))) };
}

export function bytes(content: Uint8Array): Json {
  return { $bytes: Buffer.from(content).toString('base64') };
}

/** Any JSON value. */
export function jsonValue(random: Random, depth = 0): Json {
  const nested = depth < 3 ? 1.5 : 0;
  return random.choose<Json>([
    [3, () => text(random)],
    [1, () => random.int(-1000, 1_000_000)],
    [1, () => random.pick([0.1, -2.5, 1e-7, 1.5e300])],
    [1, () => random.pick<Json>([true, false])],
    [0.5, () => (depth === 0 ? {} : null)],
    [nested, () => random.list(0, 3, () => jsonValue(random, depth + 1))],
    [nested + 1, () => object(random, depth)],
  ]);
}

function object(random: Random, depth: number): Json {
  const entries = random.list(0, 3, () => [`k${text(random)}`.slice(0, 8), jsonValue(random, depth + 1)] as const);
  return Object.fromEntries(entries);
}
