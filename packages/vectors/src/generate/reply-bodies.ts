import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { jsonValue } from './data.ts';
import type { Draft } from './draft.ts';
import type { Random } from './random.ts';

/** The content of a reply, before coding and framing. */
export interface Content {
  /** The value of Content-Type, or `null` for none. */
  readonly type: string | null;
  readonly bytes: Uint8Array;
  /** Whether all lines end with LF only, so that small chunks do not affect them. */
  readonly plainLines: boolean;
}

const LINES = [
  'one',
  'two words',
  '',
  'caf\u00e9',
  '\u6f22\u5b57',
  '{"a": 1}',
  'tab\there',
  ' lead',
  'x;y;z',
  '\u20ac \u2013',
];

export function content(random: Random): Content {
  return random.choose<Content>([
    [4, () => lines(random)],
    [3, () => json(random)],
    [2, () => legacy(random)],
    [2, () => binary(random)],
    [1, () => ({ type: random.pick(['text/plain', null]), bytes: new Uint8Array(), plainLines: true })],
  ]);
}

function lines(random: Random): Content {
  const end = random.pick(['\n', '\n', '\r\n', '\r']);
  const text = random.list(1, 6, () => random.pick(LINES)).join(end) + random.pick(['', end]);
  const type = random.pick([
    'text/plain; charset=utf-8',
    'text/html',
    'text/html; charset="UTF-8"',
    'TEXT/PLAIN;CHARSET=utf8',
  ]);
  return { type, bytes: Buffer.from(text), plainLines: end === '\n' };
}

const NOT_JSON = ['', 'no', '{"a": }', '[1,]', "{'a': 1}", '{"a": 1} x', '"open', '01', '+1', 'nul', '"\t"', '[1 2]'];
const ODD_JSON = [
  '-0',
  '1E5',
  '1.0',
  '"\\u00e9\\ud83d\\ude00"',
  '{"a":1,"a":2}',
  ' [ ] \n',
  '"\\/"',
  'null',
  '1e400',
  '"\u007f"',
];

function json(random: Random): Content {
  const text = random.choose([
    [5, () => JSON.stringify(jsonValue(random), null, random.pick([0, 2]))],
    [1, () => random.pick(NOT_JSON)],
    [1, () => random.pick(ODD_JSON)],
  ]);
  // Requests reads JSON of a text type as ISO-8859-1, req as UTF-8; they agree on ASCII.
  const ascii = /^[\0-\x7f]*$/.test(text);
  const type = random.pick(['application/json', 'application/json; charset=utf-8', ...(ascii ? ['text/json'] : [])]);
  return { type, bytes: Buffer.from(text), plainLines: true };
}

/** Text in other charsets. */
const LEGACY: readonly (readonly [charset: string, base64: string])[] = [
  ['iso-8859-1', Buffer.from('caf\u00e9 \u0085\u0092\u00ff', 'latin1').toString('base64')],
  ['windows-1252', Buffer.from('\u0080\u0093quoted\u0094', 'latin1').toString('base64')],
  ['us-ascii', Buffer.from('plain caf\u00e9', 'latin1').toString('base64')],
  ['utf-8', Buffer.from('bad \u00e9\u00ff\u00c3', 'latin1').toString('base64')],
  ['utf-16', Buffer.from('\ufeffh\u00e9 \u20ac', 'utf16le').toString('base64')],
  ['utf-16-le', Buffer.from('h\u00e9 \u20ac', 'utf16le').toString('base64')],
  ['shift_jis', 'k/qWe4zqg2WDWINn'],
  ['euc-jp', 'xvzLXLjspcalraW5pcg='],
  ['gb2312', 'ztKwrsTj'],
  ['koi8-r', '8NLJ18XU'],
  ['windows-1251', 'z/Do4uXy'],
  ['iso-8859-15', Buffer.from('\u00a4 5', 'latin1').toString('base64')],
  ['unknown-8', Buffer.from('caf\u00e9').toString('base64')],
];

function legacy(random: Random): Content {
  const [charset, base64] = random.pick(LEGACY);
  const type = `text/plain; charset=${random.chance(0.7) ? charset : charset.toUpperCase()}`;
  return { type, bytes: Buffer.from(base64, 'base64'), plainLines: true };
}

/** Bytes that are not read as text: without a charset, text would be detected, and versions of the detector differ. */
function binary(random: Random): Content {
  return {
    type: random.pick(['application/octet-stream', 'image/png', null]),
    bytes: random.bytes(1, 60),
    plainLines: false,
  };
}

/** Applies a content coding; `null` leaves the bytes unchanged. */
export function coding(random: Random, draft: Draft): [name: string, code: (bytes: Uint8Array) => Uint8Array] | null {
  return random.choose<[string, (bytes: Uint8Array) => Uint8Array] | null>([
    [6, () => null],
    [1.5, () => [random.pick(['gzip', 'GZIP']), gzipSync]],
    [0.5, () => ['deflate', deflateSync]],
    [0.5, () => ['deflate', deflateRawSync]],
    [0.3, () => ['deflate, gzip', (bytes) => gzipSync(deflateSync(bytes))]],
    [
      0.5,
      () => {
        draft.needs.add('brotli');
        return ['br', brotliCompressSync];
      },
    ],
  ]);
}
