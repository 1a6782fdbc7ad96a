/** What tends to break parsers: delimiters, control characters, all kinds of white space, lone surrogates, edge-case numbers. */
const TOKENS = [
  ...'\0\t\n\v\f\r "#$%&\'()*+,-./0:;<=>?@A[\\]^_`a{|}~\x7f\x80\x85\xa0\xadÿĀŁſ',
  ...['\u2028', '\u3000', '\ufeff', '\ufffd', '\ud83d', '\ude00', '😀', 'ß', 'İ', '。', '\u200d', '\u0301', 'xn--'],
  ...['\r\n', '\r\n\r\n', '\n\n', '//', '..', '/../', '%', '%00', '%0d%0a', '%2f', '%zz', '%C3%A9', '%ff', '%25'],
  ...['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'null', 'undefined', 'NaN', 'true'],
  ...['-1', '0', '1e309', '4294967296', '9007199254740993', '99999999999999999999', '0x10', '007', '1.5', '+1'],
  ...[
    '=',
    '==',
    '; ',
    ', ',
    '""',
    '"',
    '\\"',
    "''",
    '*',
    '**',
    '::',
    '[::1]',
    '127.1',
    '0x7f.1',
    'localhost',
    'a.test',
  ],
];

/** A text made of these tokens and ASCII, or of one token repeated many times. */
export function randomText(random, most = 12) {
  if (random.chance(0.03)) return random.pick(TOKENS).repeat(random.int(1, 3000));
  let text = '';
  for (let n = random.below(most + 1); n > 0; n--)
    text += random.chance(0.5) ? random.pick(TOKENS) : String.fromCharCode(random.int(32, 126));
  return text;
}

/** The text with some pieces deleted, repeated, moved or replaced, and tokens inserted. */
export function mutate(random, text, words = []) {
  let out = text;
  for (let n = random.pick([0, 1, 1, 1, 2, 2, 3, 5, 8]); n > 0; n--) {
    const from = random.below(out.length + 1);
    const to = Math.min(out.length, from + random.below(random.chance(0.8) ? 4 : 30));
    const piece = out.slice(from, to);
    const word = words.length > 0 && random.chance(0.4) ? random.pick(words) : random.pick(TOKENS);
    switch (random.below(7)) {
      case 0:
        out = out.slice(0, from) + out.slice(to);
        break;
      case 1:
        out = out.slice(0, from) + piece.repeat(random.chance(0.05) ? random.int(2, 400) : 2) + out.slice(to);
        break;
      case 2:
        out = out.slice(0, from) + out.slice(to) + piece;
        break;
      case 3:
        out = out.slice(0, from) + word + out.slice(to);
        break;
      case 4:
        out = out.slice(0, from);
        break;
      default:
        out = out.slice(0, from) + word + out.slice(from);
    }
  }
  return out.length > 70_000 ? out.slice(0, 70_000) : out;
}

/** The same for bytes. */
export function mutateBytes(random, bytes, words = []) {
  if (random.chance(0.3)) {
    const out = Buffer.from(bytes);
    for (let n = random.int(1, 4); n > 0 && out.length > 0; n--) out[random.below(out.length)] = random.below(256);
    return out;
  }
  return Buffer.from(mutate(random, bytes.toString('latin1'), words), 'latin1');
}
