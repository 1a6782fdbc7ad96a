import type { Read } from '../cases/case.ts';
import type { Random } from './random.ts';
import type { Answer } from './replies.ts';

/** What the choice of reads depends on. */
export interface Reading extends Pick<Answer, 'content' | 'pieces'> {
  readonly stream: boolean;
  /** The URL contains userinfo, which req hides in messages. */
  readonly userinfo: boolean;
  /** Headers of the request contain a boundary or the length of JSON, which differ between implementations. */
  readonly own: boolean;
}

/** The reads of a response, in order. */
export function reads(random: Random, reading: Reading): Read[] {
  const heads = random.list(0, 3, () => headRead(random, reading));
  if (!reading.stream) return [...heads, ...random.list(0, 3, () => bodyRead(random, reading))];
  // A body that is not in memory can be read only once.
  return random.chance(0.4) ? [...heads, 'content', bodyRead(random, reading)] : [...heads, streamed(random, reading)];
}

function headRead(random: Random, { userinfo, own }: Reading): Read {
  const heads = ['encoding', 'headers', 'cookies', 'links', 'history', 'requestMethod', 'requestUrl'];
  const all = own ? heads : [...heads, 'next', 'requestHeaders'];
  return random.pick(userinfo ? all : [...all, 'raiseForStatus']);
}

function bodyRead(random: Random, reading: Reading): Read {
  const { content } = reading;
  // Without a charset, text that is not ASCII is detected, and versions of the detector differ.
  const guessed = content.type === null || !/text|json/i.test(content.type);
  return random.choose<Read>([
    [guessed ? 0 : 3, () => 'text'],
    [2, () => 'content'],
    [guessed ? 0 : 2, () => 'json'],
    [1, () => ({ iterContent: { chunkSize: random.int(1, 30), ...unicode(random, reading) } })],
    [1, () => lines(random, reading, 'whole')],
    [0.5, () => ({ setEncoding: random.pick(['utf-8', 'iso-8859-1', 'UTF8', 'ascii', 'latin-1', 'cp1252']) })],
  ]);
}

function streamed(random: Random, reading: Reading): Read {
  if (random.chance(0.5)) return lines(random, reading, 'stream');
  if (reading.pieces === 'any') return 'content';
  return { iterContent: { chunkSize: random.int(1, 40), ...unicode(random, reading) } };
}

/** In Requests, chunk ends can split line ends of two characters and delimiters, which is a quirk. */
function lines(random: Random, reading: Reading, how: 'whole' | 'stream'): Read {
  const { content, pieces } = reading;
  const small = content.plainLines && (how === 'whole' || pieces === 'exact') && random.chance(0.4);
  // In Python, a text delimiter is an error when the lines are bytes.
  const delimited = !small && pieces === 'exact' && random.chance(0.2);
  // Without an encoding, decoded lines are bytes in Requests and text in req.
  const decoded = /text|json|charset/i.test(content.type ?? '') ? unicode(random, reading) : {};
  const parted = delimited ? { delimiter: random.pick([';', 'o', 'two']) } : decoded;
  if (!content.plainLines && pieces === 'any' && how === 'stream') return 'content';
  return {
    iterLines: { ...(small ? { chunkSize: random.int(1, 20) } : {}), ...parted },
  };
}

/** Python knows further line ends, such as U+0085, and raises its own error for an unknown charset. */
function unicode(random: Random, { content }: Reading): { decodeUnicode?: boolean } {
  const type = content.type ?? '';
  const safe = content.bytes.every((byte) => byte < 0x80) || /utf-?8/i.test(type);
  return safe && !/unknown/i.test(type) && random.chance(0.3) ? { decodeUnicode: true } : {};
}
