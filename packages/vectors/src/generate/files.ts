import type { Json } from '../cases/case.ts';
import { bytes } from './data.ts';
import type { Random } from './random.ts';
import { text, word } from './words.ts';

const NAMES = [
  'f.txt',
  'report.pdf',
  'a b.txt',
  'größe.txt',
  '名.png',
  'q"q.txt',
  'no-extension',
  'x%20y.gif',
  "o'n.js",
];
const TYPES = ['text/plain', 'image/png', 'application/octet-stream', 'text/csv; charset=utf-8', ''];

/** `files` in any of its forms. */
export function files(random: Random): Json {
  const entries = random.list(1, 3, () => [fieldName(random), entry(random)] as const);
  return random.chance(0.7) ? Object.fromEntries(entries) : { $pairs: entries };
}

/** Versions of urllib3 escape a backslash differently. */
function fieldName(random: Random): string {
  return `f${word(random)}`;
}

function entry(random: Random): Json {
  return random.choose<Json>([
    [2, () => content(random)],
    [2, () => [random.pick(NAMES), content(random)]],
    [2, () => [random.pick(NAMES), content(random), random.pick(TYPES)]],
    [
      1,
      () => [
        random.pick(NAMES),
        content(random),
        random.pick(TYPES),
        { 'X-Part': random.pick(['1', 'a b', 'c; d="e"']) },
      ],
    ],
    [1, () => ({ $tuple: [null, content(random)] })],
    [0.5, () => ({ $tuple: [random.pick(NAMES), content(random), null] })],
  ]);
}

function content(random: Random): Json {
  return random.choose<Json>([
    [3, () => text(random) + random.pick(['', '\r\n', '\nline'])],
    [2, () => bytes(random.bytes(0, 30))],
    [
      1,
      () => ({ $file: text(random), ...(random.chance(0.6) ? { name: random.pick(['open.txt', 'dir/in.bin']) } : {}) }),
    ],
  ]);
}
