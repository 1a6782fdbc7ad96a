import type { Random } from './random.ts';

/** Neutral names, because messages hide the values of `token`, `key` and the like. */
const NAMES = ['a', 'b', 'q', 'name', 'page', 'Sort', 'x-y', 'a.b', 'list[]', 'f_1', 'size', 'lang', 'zz'];
const ODD_NAMES = ['a b', 'größe', 'ключ', '名', 'a&b', 'a=b', 'p%20q', 'c+d', '', "o'n", '~t', 'a/b?c', 'e#f'];

const ASCII_WORDS = ['one', 'two words', 'x', '', '0', '42', 'UPPER', 'a-b_c.d~e', ' lead', 'trail ', '  '];
const SIGNS = ['&', '=', '+', '%', '%41', '%zz', '#', '?', '/', '//', ';', ',', ':', '@', '!', '$', "'", '"', '(', ')'];
const MORE_SIGNS = ['*', '[', ']', '{', '}', '|', '\\', '^', '`', '<', '>', '~', '-', '_', '.', '..'];
const BEYOND = ['é', 'ß', 'Ünï', '€', '漢字', 'кот', 'e\u0301', '😀', '\u00a0', 'ﬁ', 'Ω'];

/** The name of a parameter, field or key. */
export function word(random: Random): string {
  return random.chance(0.75) ? random.pick(NAMES) : random.pick(ODD_NAMES);
}

/** Printable ASCII text. */
export function asciiText(random: Random): string {
  const pieces = random.list(1, 4, () => random.pick(random.pick([ASCII_WORDS, ASCII_WORDS, SIGNS, MORE_SIGNS])));
  return pieces.join('');
}

/** Text in any language, on one line. */
export function text(random: Random): string {
  if (random.chance(0.6)) return asciiText(random);
  return random.list(1, 4, () => random.pick(random.pick([ASCII_WORDS, SIGNS, BEYOND, BEYOND]))).join('');
}

/** A token of RFC 9110 §5.6.2. */
export function token(random: Random): string {
  return random.list(1, 3, () => random.pick(['a', 'B', 'c1', 'x-y', 'z_z', 'q.', '!t', "k'", '~'])).join('');
}
